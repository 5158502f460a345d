import { isJsonObject } from '../storable-json.ts';

/** What is wrong with a value, as the rest of a sentence about its column. It never quotes the value. */
export interface Unusable {
  problem: string;
}

/** PostgreSQL would refuse to index more, and no name is longer. */
const longestText = 1_000;
const longestIdentity = 255;

/** Texts that a spreadsheet computes: `=1+1`, `@SUM(A1)`, `+cmd(...)`. */
const formula = /^(?:=|[+\-@]\s*[\p{L}_.]+\s*\()/u;
/** Before what a spreadsheet would compute, an apostrophe keeps it as text. */
const keptAsText = /^'(?=[=+\-@\t\r])/;

/** One line of text without the blanks around it; undefined where there is nothing. */
export function textOf(value: unknown): string | undefined | Unusable {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return { problem: 'is not a text' };
  const text = value.trim().replace(keptAsText, '');
  if (text === '') return undefined;
  if (text.length > longestText) return { problem: `is longer than ${longestText} characters` };
  if (text.includes('\0') || text.includes('\uFFFD')) {
    return { problem: 'has characters that cannot be stored' };
  }
  if (formula.test(text)) return { problem: 'is a formula, not a value' };
  return text;
}

/** As textOf, short enough to be an identity. */
export function identityOf(value: unknown): string | undefined | Unusable {
  const text = textOf(value);
  if (typeof text !== 'string' || text.length <= longestIdentity) return text;
  return { problem: `is longer than ${longestIdentity} characters` };
}

/** As identityOf, of what is a text everywhere: a number in its place is some other field's. */
export function nameOf(value: unknown): string | undefined | Unusable {
  if (typeof value === 'number' || typeof value === 'boolean') return { problem: 'is not a text' };
  return identityOf(value);
}

/** An address, or several: of SCIM, or of a cell. */
export function emailsOf(
  value: unknown,
): { value: string; type?: string; primary?: boolean }[] | undefined | Unusable {
  const list = Array.isArray(value) ? value : [value];
  const emails: { value: string; type?: string; primary?: boolean }[] = [];
  for (const item of list) {
    const address = identityOf(isJsonObject(item) ? item['value'] : item);
    if (isUnusable(address)) return address;
    if (address === undefined) continue;
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) return { problem: 'is not an e-mail address' };
    const labels = isJsonObject(item) ? item : { type: 'work', primary: emails.length === 0 };
    emails.push({
      value: address,
      ...(typeof labels['type'] === 'string' ? { type: labels['type'] } : {}),
      ...(typeof labels['primary'] === 'boolean' ? { primary: labels['primary'] } : {}),
    });
  }
  return emails.length === 0 ? undefined : emails;
}

const yes = ['true', '1', 'yes', 'y', 't', 'on', 'x', 'ja', 'wahr', 'oui', 'vrai', 'si', 'sí'];
const no = ['false', '0', 'no', 'n', 'f', 'off', 'nein', 'falsch', 'non', 'faux'];
const active = [
  ...['active', 'enabled', 'enable', 'employed', 'current', 'working', 'provisioned', 'on leave'],
  ...['leave of absence', 'on leave of absence', 'locked out', 'password expired', 'recovery'],
  ...['aktiv', 'actif', 'activo'],
];
const inactive = [
  ...['inactive', 'not active', 'disabled', 'disable', 'suspended', 'deprovisioned', 'deactivated'],
  ...['terminated', 'left', 'former', 'former employee', 'ex employee', 'archived', 'deleted', 'blocked'],
  ...['staged', 'pending', 'invited', 'resigned', 'retired', 'offboarded', 'inaktiv', 'inactif', 'inactivo'],
];
const meanings = new Map<string, { asked?: boolean; active?: boolean }>([
  ...yes.map((word) => [word, { asked: true }] as const),
  ...no.map((word) => [word, { asked: false }] as const),
  ...active.map((word) => [word, { active: true }] as const),
  ...inactive.map((word) => [word, { active: false }] as const),
]);

/**
 * Whether somebody works there, in any of the many words for it. Nobody is let in by a word that is not known.
 * @param asked what a yes means in this column: `Suspended` asks for the contrary of `Active`
 */
export function activeOf(value: unknown, asked: boolean): boolean | Unusable {
  const text = textOf(value);
  if (isUnusable(text)) return text;
  if (text === undefined) return { problem: 'is empty' };
  const meaning = meanings.get(text.toLowerCase().replace(/[\s_-]+/g, ' '));
  if (meaning?.asked !== undefined) return meaning.asked === asked;
  return meaning?.active ?? { problem: 'says neither active nor inactive in a word that is known' };
}

/** The groups of a cell, or of a SCIM resource: `{ value, display }`. */
export function groupsOf(
  value: unknown,
  separator: string,
): { sourceId: string; name?: string }[] | Unusable {
  const list = typeof value === 'string' ? value.split(separator) : Array.isArray(value) ? value : [value];
  const groups = new Map<string, { sourceId: string; name?: string }>();
  for (const item of list) {
    const name = identityOf(isJsonObject(item) ? item['display'] : item);
    const id = isJsonObject(item) ? identityOf(item['value']) : name;
    if (isUnusable(name)) return name;
    if (isUnusable(id)) return id;
    const sourceId = id ?? name;
    if (sourceId !== undefined) groups.set(sourceId, { sourceId, ...(name === undefined ? {} : { name }) });
  }
  return [...groups.values()];
}

export function isUnusable(value: unknown): value is Unusable {
  return isJsonObject(value) && typeof value['problem'] === 'string';
}
