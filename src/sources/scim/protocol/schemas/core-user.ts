import type { Schema } from '../attribute.ts';
import { defineAttribute, definePlural, defineReference, kindAndPrimary } from './define-attribute.ts';

const readOnly = { mutability: 'readOnly' } as const;

export const userActiveAttribute = defineAttribute({
  name: 'active',
  description: "The user's administrative status. What false means is decided by the tenant's policy.",
  type: 'boolean',
});

/** Computed from the groups' members. */
export const userGroupsAttribute = defineAttribute({
  name: 'groups',
  description: 'The groups that the user belongs to. Changed through the groups.',
  type: 'complex',
  multiValued: true,
  ...readOnly,
  subAttributes: [
    defineAttribute({ name: 'value', description: 'The id of the group.', caseExact: true, ...readOnly }),
    defineReference({
      name: '$ref',
      description: 'The URI of the group.',
      referenceTypes: ['User', 'Group'],
      ...readOnly,
    }),
    defineAttribute({ name: 'display', description: 'The name of the group.', ...readOnly }),
    defineAttribute({
      name: 'type',
      description: 'Whether the user is a member of the group itself, or of one that is in it.',
      canonicalValues: ['direct', 'indirect'],
      ...readOnly,
    }),
  ],
});

/** RFC 7643 §4.1 and §8.7.1. */
export const coreUserSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account',
  attributes: [
    defineAttribute({
      name: 'userName',
      description:
        'The name that identifies the user to the service provider, often what is typed to sign in. Unique without case.',
      required: true,
      uniqueness: 'server',
    }),
    defineAttribute({
      name: 'name',
      description: "The components of the user's name.",
      type: 'complex',
      subAttributes: [
        defineAttribute({ name: 'formatted', description: 'The full name, formatted for display.' }),
        defineAttribute({ name: 'familyName', description: 'The family name, or last name.' }),
        defineAttribute({ name: 'givenName', description: 'The given name, or first name.' }),
        defineAttribute({ name: 'middleName', description: 'The middle name or names.' }),
        defineAttribute({ name: 'honorificPrefix', description: 'The honorific prefix, or title.' }),
        defineAttribute({ name: 'honorificSuffix', description: 'The honorific suffix.' }),
      ],
    }),
    defineAttribute({ name: 'displayName', description: 'The name of the user, suitable for display.' }),
    defineAttribute({ name: 'nickName', description: 'The casual way to address the user.' }),
    defineReference({
      name: 'profileUrl',
      description: "The URL of the user's online profile.",
    }),
    defineAttribute({ name: 'title', description: "The user's title, such as Vice President." }),
    defineAttribute({
      name: 'userType',
      description: 'The relationship between the organization and the user, such as Contractor or Employee.',
    }),
    defineAttribute({
      name: 'preferredLanguage',
      description: "The user's preferred written or spoken language.",
    }),
    defineAttribute({
      name: 'locale',
      description: "The user's default location for localizing currency, dates and numbers.",
    }),
    defineAttribute({ name: 'timezone', description: "The user's time zone, in the IANA format." }),
    userActiveAttribute,
    defineAttribute({
      name: 'password',
      description: 'Accepted, and never stored: people sign in at their identity provider.',
      mutability: 'writeOnly',
      returned: 'never',
    }),
    definePlural({
      name: 'emails',
      description: 'E-mail addresses of the user.',
      one: 'e-mail address',
      types: ['work', 'home', 'other'],
    }),
    definePlural({
      name: 'phoneNumbers',
      description: 'Phone numbers of the user.',
      one: 'phone number',
      types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    }),
    definePlural({
      name: 'ims',
      description: 'Instant messaging addresses of the user.',
      one: 'instant messaging address',
      types: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    }),
    definePlural({
      name: 'photos',
      description: 'URLs of photos of the user.',
      one: 'photo',
      types: ['photo', 'thumbnail'],
      value: { type: 'reference', caseExact: true, referenceTypes: ['external'] },
    }),
    defineAttribute({
      name: 'addresses',
      description: 'Physical mailing addresses of the user.',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        defineAttribute({ name: 'formatted', description: 'The full address, formatted for display.' }),
        defineAttribute({ name: 'streetAddress', description: 'The street, with house number.' }),
        defineAttribute({ name: 'locality', description: 'The city or locality.' }),
        defineAttribute({ name: 'region', description: 'The state or region.' }),
        defineAttribute({ name: 'postalCode', description: 'The zip code or postal code.' }),
        defineAttribute({ name: 'country', description: 'The country.' }),
        ...kindAndPrimary('address', ['work', 'home', 'other']),
      ],
    }),
    userGroupsAttribute,
    definePlural({
      name: 'entitlements',
      description: 'Entitlements of the user.',
      one: 'entitlement',
      types: [],
    }),
    definePlural({ name: 'roles', description: 'Roles of the user.', one: 'role', types: [] }),
    definePlural({
      name: 'x509Certificates',
      description: 'Certificates issued to the user.',
      one: 'certificate',
      types: [],
      value: { type: 'binary', caseExact: true },
    }),
  ],
};
