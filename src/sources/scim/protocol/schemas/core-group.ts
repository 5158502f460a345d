import type { Schema } from '../attribute.ts';
import { defineAttribute, defineReference } from './define-attribute.ts';

const immutable = { mutability: 'immutable' } as const;

/** Kept as memberships of the group, not among its attributes. */
export const groupMembersAttribute = defineAttribute({
  name: 'members',
  description: 'The members of the group.',
  type: 'complex',
  multiValued: true,
  subAttributes: [
    defineAttribute({
      name: 'value',
      description: 'The id of the member.',
      caseExact: true,
      ...immutable,
    }),
    defineReference({
      name: '$ref',
      description: 'The URI of the member.',
      referenceTypes: ['User', 'Group'],
      ...immutable,
    }),
    defineAttribute({
      name: 'type',
      description: 'The type of the member.',
      canonicalValues: ['User', 'Group'],
      ...immutable,
    }),
    defineAttribute({
      name: 'display',
      description: 'The name of the member.',
      mutability: 'readOnly',
    }),
  ],
});

/** RFC 7643 §4.2 and §8.7.1. */
export const coreGroupSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'Group',
  attributes: [
    // Required by the text of §4.2; the example document of §8.7.1 says otherwise.
    defineAttribute({ name: 'displayName', description: 'The name of the group.', required: true }),
    groupMembersAttribute,
  ],
};
