import type { DirectoryUserResource } from '../../generated/directory-user.ts';
import { ENTERPRISE_URN } from '../attribute-path.ts';

/** A person as tests of policies give them: SCIM names, and `enterprise` for the extension. */
export type GivenPerson = Readonly<Record<string, unknown>>;

const LISTS: ReadonlySet<string> = new Set(['emails', 'phonenumbers', 'addresses']);
const NAMES = [
  'userName',
  'externalId',
  'displayName',
  'name',
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'password',
  'employeeNumber',
  'emails',
  'phoneNumbers',
  'addresses',
  'custom',
];

/**
 * A person of whom the directory says this at that path, and nothing else.
 * @param path as `pathOf` splits it
 */
export function givenAt(path: readonly string[], value: string): GivenPerson {
  const [written = '', ...rest] = path;
  if (written === ENTERPRISE_URN) return { enterprise: nested(rest, value) };
  const name = NAMES.find((each) => each.toLowerCase() === written.toLowerCase()) ?? written;
  if (name === 'custom') return { custom: { [rest.join('.')]: value } };
  if (!LISTS.has(name.toLowerCase())) return { [name]: nested(rest, value) };
  const parts = name === 'addresses' ? ADDRESS_PARTS : ENTRY_PARTS;
  const last = rest.at(-1)?.toLowerCase();
  const part = parts.find((each) => each.toLowerCase() === last);
  const [type] = part === undefined ? rest : rest.slice(0, -1);
  const marked =
    type === undefined || type === 'first' ? {} : type === 'primary' ? { primary: true } : { type };
  return { [name]: [{ ...marked, [part ?? 'value']: value }] };
}

const ADDRESS_PARTS = ['country', 'locality', 'region', 'postalCode', 'streetAddress', 'formatted'];
const ENTRY_PARTS = ['value', 'display'];

/** Two descriptions of one person in one; entries of the same type are one entry. */
export function joinGiven(people: readonly GivenPerson[]): GivenPerson {
  const joined: Record<string, unknown> = {};
  for (const person of people) {
    for (const [name, value] of Object.entries(person)) joined[name] = joinValues(joined[name], value);
  }
  return joined;
}

/** The directory user of a person that a test gives. */
export function toResource(given: GivenPerson): DirectoryUserResource {
  const { enterprise, ...resource } = given;
  return isRecord(enterprise) ? { ...resource, [ENTERPRISE_URN]: enterprise } : { ...resource };
}

function nested(path: readonly string[], value: string): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function joinValues(had: unknown, more: unknown): unknown {
  if (had === undefined) return more;
  if (Array.isArray(had) && Array.isArray(more)) {
    const entries: unknown[] = [...(had as unknown[])];
    for (const entry of more as unknown[]) {
      const place = entries.findIndex((each) => markOf(each) === markOf(entry));
      if (place === -1) entries.push(entry);
      else entries[place] = joinValues(entries[place], entry);
    }
    return entries;
  }
  return isRecord(had) && isRecord(more) ? joinGiven([had, more]) : more;
}

function markOf(entry: unknown): string {
  return isRecord(entry) ? `${String(entry['type'])} ${String(entry['primary'])}` : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
