/** What the benchmark writes about people, the same for every server. */
export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** People beside the members of the largest group: those who join and leave it, one for each connection. */
export const OUTSIDERS = 50;

export interface Company {
  slug: string;
  /** People, the outsiders included. */
  people: number;
  /** Sizes of its groups; the members of each are the first ones of the company. */
  groups: number[];
}

export function userNameOf(slug: string, index: number): string {
  return `person${index}@${slug}.com`;
}

/** About what an identity provider sends of a person. */
export function userBody(slug: string, index: number, userName = userNameOf(slug, index)) {
  return {
    schemas: [USER_SCHEMA],
    userName,
    externalId: `ext-${userName}`,
    name: { givenName: 'Pat', familyName: `Number ${index}`, formatted: `Pat Number ${index}` },
    displayName: `Pat Number ${index}`,
    title: 'Engineer',
    userType: 'employee',
    locale: 'en-US',
    emails: [{ value: userName, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+1 555 0100', type: 'work' }],
    active: true,
  };
}
