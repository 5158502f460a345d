/** What the rewrites know of the core and enterprise schemas (RFC 7643 §4). Names are in lower case. */

export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const coreUserUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const coreGroupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Attributes of a User with several values, each of which may be the primary one. */
export const manyValued: ReadonlySet<string> = new Set([
  'emails',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509certificates',
]);

const enterprisePrefix = `${enterpriseUrn.toLowerCase()}:`;
const corePrefixes = [`${coreUserUrn.toLowerCase()}:`, `${coreGroupUrn.toLowerCase()}:`];

export const managerPath = `${enterprisePrefix}manager`;

/** Paths with one value, except those of a manager and within values of many. */
export const singleValued: ReadonlySet<string> = new Set([
  'externalid',
  'username',
  'displayname',
  'nickname',
  'profileurl',
  'title',
  'usertype',
  'preferredlanguage',
  'locale',
  'timezone',
  'active',
  'name.formatted',
  'name.familyname',
  'name.givenname',
  'name.middlename',
  'name.honorificprefix',
  'name.honorificsuffix',
  ...['employeenumber', 'costcenter', 'organization', 'division', 'department'].map(
    (name) => `${enterprisePrefix}${name}`,
  ),
]);

/** Attributes that hold text even where it reads like a number: the last part of their names. */
export const textAttributes: ReadonlySet<string> = new Set([
  'id',
  'externalid',
  'username',
  'displayname',
  'employeenumber',
  'value',
  'emails',
  'phonenumbers',
]);

/** A name without case, and without the URN of the core schema that it may have. */
export function foldName(written: string): string {
  const folded = written.toLowerCase();
  const prefix = corePrefixes.find((each) => folded.startsWith(each));
  return prefix === undefined ? folded : folded.slice(prefix.length);
}
