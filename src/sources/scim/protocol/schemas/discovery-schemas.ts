import type { Attribute, Schema } from '../attribute.ts';
import { defineAttribute, defineReference, type AttributeDefinition } from './define-attribute.ts';

/**
 * The schemas of what describes the service: RFC 7643 §5, §6, §7 and §8.7.2, and RFC 9865 §4. They are announced beside
 * those of resources, and nothing is checked against them: all of it is read only.
 */
export const discoverySchemas: readonly Schema[] = [
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
    name: 'ServiceProviderConfig',
    description: 'What the service provider supports',
    attributes: [
      address('documentationUri', 'Where people read how to use the service.'),
      feature('patch', 'PATCH operations', []),
      feature('bulk', 'Bulk operations', [
        number('maxOperations', 'The most operations of a request.'),
        number('maxPayloadSize', 'The most bytes of a request.'),
      ]),
      feature('filter', 'Filters', [number('maxResults', 'The most resources of an answer.')]),
      feature('changePassword', 'Changing passwords', []),
      feature('sort', 'Sorting', []),
      feature('etag', 'Entity-tags', []),
      shown({
        name: 'pagination',
        description: 'How lists are paged.',
        type: 'complex',
        subAttributes: [
          flag('cursor', 'Whether lists are paged by cursor.'),
          flag('index', 'Whether lists are paged by index.'),
          shown({
            name: 'defaultPaginationMethod',
            description: 'How lists are paged where a request does not say.',
            canonicalValues: ['cursor', 'index'],
          }),
          shown({
            name: 'defaultPageSize',
            description: 'The resources of a page where a request does not say.',
            type: 'integer',
          }),
          shown({ name: 'maxPageSize', description: 'The most resources of a page.', type: 'integer' }),
          shown({
            name: 'cursorTimeout',
            description: 'The seconds for which a cursor can be used.',
            type: 'integer',
          }),
        ],
      }),
      shown({
        name: 'authenticationSchemes',
        description: 'How clients authenticate.',
        type: 'complex',
        multiValued: true,
        required: true,
        subAttributes: [
          shown({
            name: 'type',
            description: 'The scheme.',
            required: true,
            canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
          }),
          text('name', 'The common name of the scheme.'),
          text('description', 'What the scheme is.'),
          address('specUri', 'Where the scheme is specified.'),
          address('documentationUri', 'Where people read how to use the scheme.'),
          shown({
            name: 'primary',
            description: 'Whether this is the preferred scheme. True for at most one.',
            type: 'boolean',
          }),
        ],
      }),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
    name: 'ResourceType',
    description: 'A type of resources, and where they are',
    attributes: [
      shown({ name: 'id', description: 'The identifier of the type: its name.', caseExact: true }),
      text('name', 'The name of the type.'),
      shown({ name: 'description', description: 'What the type is.' }),
      uri('endpoint', 'Where its resources are, below the base URL.'),
      uri('schema', 'The URN of its core schema.'),
      shown({
        name: 'schemaExtensions',
        description: 'The schemas that extend the type.',
        type: 'complex',
        multiValued: true,
        required: true,
        subAttributes: [
          uri('schema', 'The URN of the extension.'),
          flag('required', 'Whether each resource of the type must have the extension.'),
        ],
      }),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
    name: 'Schema',
    description: 'The attributes of a type or of an extension',
    attributes: [
      shown({ name: 'id', description: 'The URN of the schema.', required: true, caseExact: true }),
      text('name', 'The name of the schema.'),
      shown({ name: 'description', description: 'What the schema is of.' }),
      parts('attributes', 'The attributes.', [
        ...characteristics(),
        {
          ...parts('subAttributes', 'The parts of a complex attribute.', characteristics()),
          required: false,
        },
      ]),
    ],
  },
];

/** What is said of an attribute, and of each part of one (RFC 7643 §7). */
function characteristics(): Attribute[] {
  return [
    shown({ name: 'name', description: 'The name.', required: true, caseExact: true }),
    choice('type', 'The type of its values.', [
      'string',
      'complex',
      'boolean',
      'decimal',
      'integer',
      'dateTime',
      'reference',
      'binary',
    ]),
    flag('multiValued', 'Whether it has several values.'),
    shown({ name: 'description', description: 'What it is.' }),
    { ...flag('required', 'Whether a resource must have it.'), required: false },
    shown({
      name: 'canonicalValues',
      description: 'Values that are suggested.',
      multiValued: true,
      caseExact: true,
    }),
    { ...flag('caseExact', 'Whether its values compare with case.'), required: false },
    choice('mutability', 'Whether clients can set and read it.', [
      'readOnly',
      'readWrite',
      'immutable',
      'writeOnly',
    ]),
    choice('returned', 'When it is in an answer.', ['always', 'never', 'default', 'request']),
    { ...choice('uniqueness', 'Where no two have the same.', ['none', 'server', 'global']), required: false },
    shown({
      name: 'referenceTypes',
      description: 'What it may refer to.',
      multiValued: true,
      caseExact: true,
    }),
  ];
}

function shown(definition: AttributeDefinition): Attribute {
  return defineAttribute({ mutability: 'readOnly', ...definition });
}

function text(name: string, description: string): Attribute {
  return shown({ name, description, required: true });
}

function flag(name: string, description: string): Attribute {
  return shown({ name, description, type: 'boolean', required: true });
}

function number(name: string, description: string): Attribute {
  return shown({ name, description, type: 'integer', required: true });
}

function choice(name: string, description: string, canonicalValues: readonly string[]): Attribute {
  return shown({ name, description, required: true, caseExact: true, canonicalValues });
}

function address(name: string, description: string): Attribute {
  return defineReference({ name, description, mutability: 'readOnly' });
}

function uri(name: string, description: string): Attribute {
  return defineReference({
    name,
    description,
    mutability: 'readOnly',
    required: true,
    referenceTypes: ['uri'],
  });
}

function parts(name: string, description: string, subAttributes: readonly Attribute[]): Attribute {
  return shown({ name, description, type: 'complex', multiValued: true, required: true, subAttributes });
}

/** Something that a service provider may do or not. */
function feature(name: string, what: string, more: readonly Attribute[]): Attribute {
  return shown({
    name,
    description: `${what}: whether and how far they are supported.`,
    type: 'complex',
    required: true,
    subAttributes: [flag('supported', 'Whether it is supported.'), ...more],
  });
}
