import assert from 'node:assert/strict';
import {
  resourceTypeDocuments,
  schemaDocuments,
  serviceProviderConfig,
} from '../../../../src/sources/scim/protocol/discovery.ts';
import { buildRegistry } from '../../../../src/sources/scim/protocol/registry.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';

const baseUrl = 'https://sync.example.com/scim/v2/d1';
const limits = {
  maxOperations: 1000,
  maxPayloadSize: 1_048_576,
  defaultPageSize: 100,
  maxPageSize: 200,
  cursorTimeout: 3600,
  documentationUri: null,
};
const custom = {
  resourceType: 'Group',
  schema: {
    id: 'urn:example:teams:2.0:Group',
    name: 'Teams',
    description: '',
    attributes: [defineAttribute({ name: 'floor', description: '', type: 'integer' })],
  },
};
const registry = buildRegistry({ testResource: true, custom: [custom] });

describe('the ServiceProviderConfig', () => {
  it('says what is supported, and how much of it', () => {
    assert.deepEqual(
      serviceProviderConfig(baseUrl, { ...limits, documentationUri: 'https://example.com/scim' }),
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
        documentationUri: 'https://example.com/scim',
        patch: { supported: true },
        bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
        filter: { supported: true, maxResults: 200 },
        changePassword: { supported: false },
        sort: { supported: true },
        etag: { supported: true },
        pagination: {
          cursor: true,
          index: true,
          defaultPaginationMethod: 'index',
          defaultPageSize: 100,
          maxPageSize: 200,
          cursorTimeout: 3600,
        },
        authenticationSchemes: [
          {
            type: 'oauthbearertoken',
            name: 'OAuth Bearer Token',
            description: 'The token that was shown when the directory was created, as a bearer token.',
            specUri: 'https://www.rfc-editor.org/info/rfc6750',
            primary: true,
          },
        ],
        meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
      },
    );
  });
});

describe('the documents of schemas', () => {
  const documents = schemaDocuments(registry, baseUrl);

  it('are one of each schema that is served, with where it is', () => {
    assert.deepEqual(
      documents.map(({ id }) => id),
      [
        'urn:ietf:params:scim:schemas:core:2.0:User',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
        'urn:ietf:params:scim:schemas:core:2.0:Group',
        'urn:example:teams:2.0:Group',
        'urn:ietf:params:scim:schemas:test:2.0:TestResource',
        'urn:ietf:params:scim:schemas:extension:test:2.0:TestResource',
        'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
        'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
        'urn:ietf:params:scim:schemas:core:2.0:Schema',
      ],
    );
    for (const document of documents) {
      assert.deepEqual(document['schemas'], ['urn:ietf:params:scim:schemas:core:2.0:Schema']);
      assert.deepEqual(document['meta'], {
        resourceType: 'Schema',
        location: `${baseUrl}/Schemas/${document.id}`,
      });
    }
  });

  it('describe each attribute in full, and list no common one', () => {
    const attributes = documents[0]?.['attributes'] as { name: string }[];
    const one = (name: string): unknown => attributes.find((attribute) => attribute.name === name);
    assert.equal(attributes.length, 21);
    for (const common of ['id', 'externalId', 'meta', 'schemas']) assert.equal(one(common), undefined);
    const { description, ...userName } = one('userName') as Record<string, unknown>;
    assert.equal(typeof description, 'string');
    assert.deepEqual(userName, {
      name: 'userName',
      type: 'string',
      multiValued: false,
      required: true,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'server',
    });
    const photos = one('photos') as { subAttributes: Record<string, unknown>[] };
    assert.deepEqual(photos.subAttributes[0]?.['referenceTypes'], ['external']);
    assert.deepEqual(photos.subAttributes[2]?.['canonicalValues'], ['photo', 'thumbnail']);
  });
});

describe('the documents of types', () => {
  it('say where resources are, and what they are made of', () => {
    const documents = resourceTypeDocuments(registry, baseUrl);
    assert.deepEqual(
      documents.map(({ id }) => id),
      ['User', 'Group', 'TestResource'],
    );
    assert.deepEqual(documents[0], {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      id: 'User',
      name: 'User',
      endpoint: '/Users',
      description: 'User Account',
      schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
      schemaExtensions: [
        { schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', required: false },
      ],
      meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
    });
    assert.deepEqual(documents[1]?.['schemaExtensions'], [
      { schema: 'urn:example:teams:2.0:Group', required: false },
    ]);
  });
});

describe('what is announced of the documents of discovery', () => {
  const documents = schemaDocuments(registry, baseUrl);

  interface Announced {
    name: string;
    type: string;
    multiValued: boolean;
    required: boolean;
    mutability: string;
    subAttributes?: Announced[];
  }

  /** Every difference between a value and what is announced of it, by place. */
  function differences(value: unknown, announced: readonly Announced[], where: string): string[] {
    const members = value as Record<string, unknown>;
    const known = new Set(announced.map(({ name }) => name));
    const unknown = Object.keys(members).filter((name) => !known.has(name));
    const missing = announced.filter(({ name, required }) => required && !(name in members));
    const inside = announced.flatMap(({ name, type, multiValued, mutability, subAttributes }) => {
      const place = `${where}.${name}`;
      if (mutability !== 'readOnly') return [`${place} can be set`];
      if (!(name in members)) return [];
      const values = multiValued ? (members[name] as unknown[]) : [members[name]];
      return values.flatMap((each) => {
        if (type === 'complex') return differences(each, subAttributes ?? [], place);
        const kind = type === 'boolean' ? 'boolean' : type === 'integer' ? 'number' : 'string';
        return typeof each === kind ? [] : [`${place} is not ${type}`];
      });
    });
    return [
      ...unknown.map((name) => `${where}.${name} is not announced`),
      ...missing.map(({ name }) => `${where}.${name} is missing`),
      ...inside,
    ];
  }

  function differencesOf(document: Record<string, unknown>, schema: string): string[] {
    const { schemas, meta, ...own } = document;
    assert.deepEqual(schemas, [schema]);
    assert.ok(meta !== undefined);
    const announced = documents.find(({ id }) => id === schema)?.['attributes'] as Announced[];
    return differences(own, announced, schema);
  }

  it('is what they are made of', () => {
    const core = 'urn:ietf:params:scim:schemas:core:2.0';
    const config = serviceProviderConfig(baseUrl, { ...limits, documentationUri: 'https://example.com' });
    assert.deepEqual(differencesOf(config, `${core}:ServiceProviderConfig`), []);
    for (const type of resourceTypeDocuments(registry, baseUrl)) {
      assert.deepEqual(differencesOf(type, `${core}:ResourceType`), []);
    }
    // The schema of schemas has parts of parts of its own, which it describes no deeper than RFC 7643 does.
    for (const { description, ...schema } of documents.slice(0, -1)) {
      assert.equal(typeof description, 'string');
      assert.deepEqual(differencesOf(schema, `${core}:Schema`), []);
    }
  });
});

describe('no document of discovery', () => {
  it('has a null, an undefined or an empty description', () => {
    const standard = buildRegistry({ testResource: true, custom: [] });
    const look = (value: unknown, where: string): void => {
      assert.ok(value !== null && value !== undefined && value !== '', where);
      if (typeof value !== 'object') return;
      for (const [name, part] of Object.entries(value)) look(part, `${where}.${name}`);
    };
    look(serviceProviderConfig(baseUrl, limits), 'config');
    look(schemaDocuments(standard, baseUrl), 'schemas');
    look(resourceTypeDocuments(standard, baseUrl), 'types');
  });
});
