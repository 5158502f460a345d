/** Longer is no name, title or department; PostgreSQL would also refuse to index it. */
const LONGEST_TEXT = 1000;

/** A text of one line's length without the blanks around it; undefined for everything else. */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' || text.length > LONGEST_TEXT ? undefined : text;
}

/** As readText, for what some providers write as a number: 4711 and "4711" are the same cost center. */
export function readCode(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : readText(value);
}
