import type { Attributes, ResourceType, Schema } from '../attribute.ts';
import { defineAttribute, defineReference } from './define-attribute.ts';

/** A type that has every attribute type, mutability, returned and uniqueness value, and feeds no account. */
export const testResourceSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:test:2.0:TestResource',
  name: 'TestResource',
  description: 'A resource with every kind of attribute',
  attributes: [
    defineAttribute({
      name: 'identifier',
      description: 'What tells it from others.',
      required: true,
      uniqueness: 'server',
    }),
    defineAttribute({ name: 'caseExactString', description: 'Compared with case.', caseExact: true }),
    defineAttribute({ name: 'caseInsensitiveString', description: 'Compared without case.' }),
    defineAttribute({ name: 'integerAttr', description: 'A whole number.', type: 'integer' }),
    defineAttribute({ name: 'booleanAttr', description: 'True or false.', type: 'boolean' }),
    defineAttribute({ name: 'dateTimeAttr', description: 'An instant.', type: 'dateTime' }),
    defineAttribute({ name: 'binaryAttr', description: 'Octets.', type: 'binary', caseExact: true }),
    defineReference({ name: 'referenceAttr', description: 'A URI.', referenceTypes: ['uri'] }),
    defineAttribute({
      name: 'readOnlyAttr',
      description: 'Assigned by the service provider.',
      mutability: 'readOnly',
    }),
    defineAttribute({ name: 'immutableAttr', description: 'Set once.', mutability: 'immutable' }),
    defineAttribute({
      name: 'writeOnlyAttr',
      description: 'Accepted, and neither stored nor returned.',
      mutability: 'writeOnly',
      returned: 'never',
    }),
    defineAttribute({
      name: 'requestOnlyAttr',
      description: 'Returned where it is asked for.',
      returned: 'request',
    }),
    defineAttribute({ name: 'alwaysReturnedAttr', description: 'Returned always.', returned: 'always' }),
    defineAttribute({ name: 'multiStrings', description: 'Several strings.', multiValued: true }),
    defineAttribute({
      name: 'complexAttr',
      description: 'A value of several parts.',
      type: 'complex',
      subAttributes: [
        defineAttribute({ name: 'sub1', description: 'Text.' }),
        defineAttribute({ name: 'sub2', description: 'A whole number.', type: 'integer' }),
        defineAttribute({ name: 'sub3', description: 'True or false.', type: 'boolean' }),
      ],
    }),
    defineAttribute({
      name: 'multiComplex',
      description: 'Several values of several parts.',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        defineAttribute({ name: 'value', description: 'Text.' }),
        defineAttribute({ name: 'type', description: 'What it is for.' }),
        defineAttribute({ name: 'primary', description: 'Whether it is preferred.', type: 'boolean' }),
      ],
    }),
    defineAttribute({ name: 'uniqueString', description: 'Unique where given.', uniqueness: 'server' }),
  ],
};

const testExtensionSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:test:2.0:TestResource',
  name: 'TestExtension',
  description: 'An extension with an attribute that it requires',
  attributes: [
    defineAttribute({ name: 'extString', description: 'Text.' }),
    defineAttribute({ name: 'extRequired', description: 'Required by the extension.', required: true }),
    defineAttribute({ name: 'extInteger', description: 'A whole number.', type: 'integer' }),
  ],
};

export const testResourceType: ResourceType = {
  name: 'TestResource',
  endpoint: '/TestResources',
  description: 'Resources that show what the service provider can do with attributes',
  schema: testResourceSchema,
  extensions: [{ schema: testExtensionSchema, required: false }],
};

/**
 * What the provider itself assigns to a new resource of this type; it stays when what it was made of changes. What is
 * returned always has a value from the start, because clients take its absence for a fault.
 */
export function assignedToTestResource(attributes: Attributes): Attributes {
  return {
    readOnlyAttr: `assigned to ${String(attributes['identifier'])}`,
    alwaysReturnedAttr: attributes['alwaysReturnedAttr'] ?? 'assigned',
  };
}
