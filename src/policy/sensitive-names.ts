import { ENTERPRISE_URN, pathOf } from './attribute-path.ts';
import { namesNationalNumber } from './sensitive-values.ts';

/** What is dropped by name. Names compare without case and without `_`, `-` and spaces: employee_number is employeeNumber. */
export interface SensitiveNames {
  /** Names dropped wherever they stand. */
  anywhere: ReadonlySet<string>;
  /** Paths dropped where they lead: ['addresses', 'work', 'postalcode']. */
  paths: readonly (readonly string[])[];
}

/**
 * Reads the `drop` list of a policy; password is dropped whether it is listed or not.
 * Where the form of the material is not known, a path may lead nowhere, so its last name counts wherever it stands.
 */
export function compileSensitiveNames(drop: readonly string[], formUnknown: boolean): SensitiveNames {
  const anywhere = new Set<string>();
  const paths: string[][] = [];
  for (const entry of ['password', ...drop]) {
    const path = pathOf(entry).map(bareName);
    if (path.length > 1) paths.push(path);
    const name = path.length === 1 || formUnknown ? path.at(-1) : undefined;
    if (name) for (const same of [name, ...(OTHER_NAMES.get(name) ?? [])]) anywhere.add(same);
  }
  return { anywhere, paths };
}

/** A name as names are compared. */
export function bareName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[_\-\s]/g, '');
}

/** The single names in a key or path of any form: `name.givenName`, `emails[type eq "work"].value`, a URN path. */
function namesIn(path: string): string[] {
  const whole = bareName(path);
  return whole === BARE_ENTERPRISE_URN ? [whole] : [whole, ...path.split(/[.:[\]"]/).map(bareName)];
}

/** Of a compound key (`name.givenName`, a URN path) the whole and the last name say what stands there. */
export function isDroppedName(key: string, { anywhere }: SensitiveNames): boolean {
  const [whole = '', ...parts] = namesIn(key);
  const last = parts.at(-1) ?? whole;
  return anywhere.has(whole) || anywhere.has(last);
}

/** `{ "path": "password", "value": ... }`: one key says what the other one is. */
export function namedByNeighbour(
  value: object,
  { anywhere }: SensitiveNames,
): { drop: boolean; national: boolean } {
  let drop = false;
  let national = false;
  for (const naming of NAMING_KEYS) {
    const text = Object.hasOwn(value, naming) ? (value as Record<string, unknown>)[naming] : undefined;
    if (typeof text !== 'string' || text.length > 500) continue;
    const names = namesIn(text);
    drop ||= names.some((name) => anywhere.has(name));
    national ||= namesNationalNumber(text);
  }
  return { drop, national };
}

/** Whether a text that is not JSON has a dropped name followed by a value: `"password": "..."`, `password=...`. */
export function announces(text: string, { anywhere }: SensitiveNames, sign = ANNOUNCEMENT): boolean {
  const bare = bareName(text);
  for (const name of anywhere) {
    for (let at = bare.indexOf(name); at >= 0; at = bare.indexOf(name, at + 1)) {
      if (sign.test(bare.slice(at + name.length, at + name.length + 4))) return true;
    }
  }
  return false;
}

const BARE_ENTERPRISE_URN = bareName(ENTERPRISE_URN);

/** Whether a sentence quotes such a pair, as parsers do: `Unexpected token at ..."password":"x"...`. */
export function quotes(sentence: string, names: SensitiveNames): boolean {
  return announces(sentence, names, QUOTED_ANNOUNCEMENT);
}

const ANNOUNCEMENT = /^["'\\]{0,3}[:=]/;
/** In a sentence a colon alone is no sign: "title: must be text". */
const QUOTED_ANNOUNCEMENT = /^(?:["'\\]{1,3}[:=]|=)/;

/** Keys whose text names what stands under `value` beside them. */
const NAMING_KEYS = ['path', 'name', 'key', 'attribute', 'field', 'type'];

/** Names that WorkOS gives to attributes which SCIM calls otherwise. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['title', ['jobtitle']],
  ['emails', ['email']],
  ['usertype', ['employmenttype', 'employeetype']],
  ['givenname', ['firstname']],
  ['familyname', ['lastname']],
  ['department', ['departmentname']],
  ['division', ['divisionname']],
  ['costcenter', ['costcentername']],
  ['manager', ['manageremail']],
]);
