import type { Attribute } from '../attribute.ts';
import { defineAttribute, defineReference } from './define-attribute.ts';

/** The provider's own identifier of a resource (RFC 7643 §3.1). */
export const idAttribute = defineAttribute({
  name: 'id',
  description: 'The identifier of the resource, assigned by the service provider.',
  required: true,
  caseExact: true,
  mutability: 'readOnly',
  returned: 'always',
  uniqueness: 'server',
});

/** The client's identifier of a resource (RFC 7643 §3.1). */
export const externalIdAttribute = defineAttribute({
  name: 'externalId',
  description: 'The identifier of the resource as the client defines it.',
  caseExact: true,
});

const metaPart = { caseExact: true, mutability: 'readOnly' } as const;

export const metaAttribute = defineAttribute({
  name: 'meta',
  description: 'What the service provider notes of the resource.',
  type: 'complex',
  mutability: 'readOnly',
  subAttributes: [
    defineAttribute({ name: 'resourceType', description: 'The name of its type.', ...metaPart }),
    defineAttribute({
      name: 'created',
      description: 'When it was created.',
      type: 'dateTime',
      mutability: 'readOnly',
    }),
    defineAttribute({
      name: 'lastModified',
      description: 'When it was last changed.',
      type: 'dateTime',
      mutability: 'readOnly',
    }),
    defineReference({
      name: 'location',
      description: 'The URI that it is read at.',
      referenceTypes: ['uri'],
      mutability: 'readOnly',
    }),
    defineAttribute({ name: 'version', description: 'Its entity-tag.', ...metaPart }),
  ],
});

/** URNs compare without case (RFC 8141 §3.1). */
export const schemasAttribute = defineAttribute({
  name: 'schemas',
  description: 'The URNs of the schemas that the resource is made of.',
  multiValued: true,
  required: true,
  returned: 'always',
});

/** What every resource has, and no schema lists (RFC 7643 §3.1 and §7). */
export const commonAttributes: readonly Attribute[] = [
  schemasAttribute,
  idAttribute,
  externalIdAttribute,
  metaAttribute,
];
