import { ENTERPRISE_URN, pathOf } from '../attribute-path.ts';
import { nearest } from '../did-you-mean.ts';
import { listed, quoted } from '../finding.ts';

/** RFC 7643 §4.1.1, and the source's `externalId` and `id`. */
const SINGLE = [
  'userName',
  'externalId',
  'id',
  'displayName',
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'active',
  'employeeNumber',
];
const NAME_PARTS = [
  'formatted',
  'familyName',
  'givenName',
  'middleName',
  'honorificPrefix',
  'honorificSuffix',
];
const ADDRESS_PARTS = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'];
const ENTRY_PARTS = ['value', 'display', 'type', 'primary'];
/** RFC 7643 §4.1.2. */
const SEVERAL = ['emails', 'phoneNumbers', 'ims', 'photos', 'entitlements', 'roles', 'x509Certificates'];
/** RFC 7643 §4.3. */
const ENTERPRISE_PARTS = [
  'employeeNumber',
  'costCenter',
  'organization',
  'division',
  'department',
  'manager',
];
const MANAGER_PARTS = ['value', 'displayName', '$ref'];

/** Names that directories send at the top level. */
export const TOP_LEVEL_NAMES = [
  ...SINGLE,
  'name',
  'addresses',
  ...SEVERAL,
  'enterprise',
  'custom',
  'password',
];

/** What is wrong with a path into the directory user, and what to write instead; null if it can lead somewhere. */
export function pathProblem(written: string): { message: string; hint: string } | null {
  const [first = '', ...rest] = pathOf(written);
  if (written !== written.trim() || [first, ...rest].some((step) => step === '')) {
    return { message: `${quoted(written)} is no path.`, hint: 'Write names with one dot between them.' };
  }
  if (first === ENTERPRISE_URN) return enterpriseProblem(written, rest);
  if (/^urn:/i.test(first)) return null;
  switch (canonical(first, TOP_LEVEL_NAMES)) {
    case 'custom':
      return rest.length > 0 ? null : { message: 'custom alone is nothing.', hint: 'Write custom.NAME.' };
    case 'name':
      return partProblem(written, rest, NAME_PARTS, 'name');
    case 'addresses':
      return addressProblem(written, rest);
    case 'password':
      return { message: 'A password is always dropped.', hint: 'Choose another path.' };
    case null:
      return unknownName(written, first, rest);
    default:
      break;
  }
  const several = canonical(first, SEVERAL);
  if (several === null) {
    return rest.length === 0 ? null : { message: `${first} has no parts.`, hint: `Write ${first}.` };
  }
  // The first step chooses by type, and types are the source's own words.
  return rest.length <= 1 ? null : partProblem(written, rest.slice(1), ENTRY_PARTS, several);
}

function enterpriseProblem(written: string, rest: readonly string[]): ReturnType<typeof pathProblem> {
  const [part, ...below] = rest;
  if (part === undefined)
    return { message: 'enterprise alone is no value.', hint: `Write enterprise.department, say.` };
  const known = canonical(part, ENTERPRISE_PARTS);
  if (known === null) return partProblem(written, rest, ENTERPRISE_PARTS, 'enterprise');
  if (known === 'manager')
    return below.length === 0 ? null : partProblem(written, below, MANAGER_PARTS, 'manager');
  return below.length === 0
    ? null
    : { message: `enterprise.${known} has no parts.`, hint: `Write enterprise.${known}.` };
}

function addressProblem(written: string, rest: readonly string[]): ReturnType<typeof pathProblem> {
  const [first, second] = rest;
  if (first === undefined) {
    return { message: 'An address has several parts.', hint: 'Write addresses.work.country, say.' };
  }
  if (canonical(first, ADDRESS_PARTS) !== null)
    return rest.length === 1 ? null : partProblem(written, [], [], first);
  if (second === undefined) {
    const near = nearest(first, ADDRESS_PARTS);
    const part = near ?? 'country';
    return {
      message: `${written} is a whole address, not a value.`,
      hint: near === null ? `Write ${written}.${part}, say.` : `Did you mean addresses.${part}?`,
    };
  }
  return partProblem(written, rest.slice(1), ADDRESS_PARTS, 'addresses');
}

function partProblem(
  written: string,
  rest: readonly string[],
  parts: readonly string[],
  owner: string,
): ReturnType<typeof pathProblem> {
  const [part, ...below] = rest;
  if (part !== undefined && below.length === 0 && canonical(part, parts) !== null) return null;
  const near = part === undefined || below.length > 0 ? null : nearest(part, parts);
  const hint =
    near === null
      ? `Its parts are ${listed(parts, 'and')}.`
      : `Did you mean ${written.slice(0, written.lastIndexOf(part ?? ''))}${near}?`;
  return { message: `${quoted(written)} leads nowhere: ${owner} has no such part.`, hint };
}

function unknownName(
  written: string,
  first: string,
  rest: readonly string[],
): ReturnType<typeof pathProblem> {
  const message = `The directory user has no ${quoted(first)}.`;
  const inEnterprise = canonical(first, ENTERPRISE_PARTS);
  if (inEnterprise !== null) return { message, hint: `Did you mean enterprise.${inEnterprise}?` };
  const inName = canonical(first, NAME_PARTS);
  if (inName !== null) return { message, hint: `Did you mean name.${inName}?` };
  const inAddress = canonical(first, ADDRESS_PARTS);
  if (inAddress !== null) return { message, hint: `Did you mean addresses.work.${inAddress}?` };
  const near = nearest(first, [...TOP_LEVEL_NAMES, ...ENTERPRISE_PARTS.map((part) => `enterprise.${part}`)]);
  if (near !== null) return { message, hint: `Did you mean ${[near, ...rest].join('.')}?` };
  return { message, hint: `If the source has an attribute of that name, write custom.${written}.` };
}

/** The known name that a written one is, case aside (RFC 7643 §2.1), or null. */
function canonical(written: string, known: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  return known.find((name) => name.toLowerCase() === wanted) ?? null;
}
