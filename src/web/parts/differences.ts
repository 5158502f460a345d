/** One value that is not what it was; null: it is not there. */
export interface Difference {
  /** Its place, such as `manager.name`. */
  field: string;
  before: string | null;
  after: string | null;
}

type Values = Readonly<Record<string, unknown>> | null;

/** What differs between two records, field by field; lists and records inside are compared as a whole where short. */
export function differencesOf(
  before: Values,
  after: Values,
  words: { yes: string; no: string },
): Difference[] {
  const old = flat(before, words);
  const fresh = flat(after, words);
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null }))
    .filter((difference) => difference.before !== difference.after);
}

function flat(values: Values, words: { yes: string; no: string }): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, place: string): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) {
      if (value.length > 0) found.set(place, value.map((item) => inline(item, words)).join(', '));
    } else if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) visit(inner, place === '' ? key : `${place}.${key}`);
    } else found.set(place, inline(value, words));
  };
  visit(values, '');
  return found;
}

function inline(value: unknown, words: { yes: string; no: string }): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  return JSON.stringify(value);
}
