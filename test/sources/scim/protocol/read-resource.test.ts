import assert from 'node:assert/strict';
import type { Attributes, ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import {
  buildRegistry,
  findType,
  groupType,
  userType,
} from '../../../../src/sources/scim/protocol/registry.ts';
import { readNewResource, readReplacement } from '../../../../src/sources/scim/protocol/read-resource.ts';
import { requireComplete } from '../../../../src/sources/scim/protocol/require-complete.ts';
import { coreGroupSchema } from '../../../../src/sources/scim/protocol/schemas/core-group.ts';
import { coreUserSchema } from '../../../../src/sources/scim/protocol/schemas/core-user.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';
import { enterpriseUserSchema } from '../../../../src/sources/scim/protocol/schemas/enterprise-user.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { assertRefused } from './refused.ts';

const enterprise = enterpriseUserSchema.id;
const testExtension = 'urn:ietf:params:scim:schemas:extension:test:2.0:TestResource';

const read = (type: ResourceType, body: unknown): Attributes => readNewResource(type, body).attributes;

describe('a new resource', () => {
  it('has what the body says of known attributes, under their canonical names', () => {
    assert.deepEqual(
      read(userType, {
        schemas: [coreUserSchema.id, enterprise],
        USERNAME: 'bjensen@example.com',
        externalid: '00u1',
        name: { GivenName: 'Barbara' },
        emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }],
        active: false,
        shoeSize: 38,
        [enterprise.toUpperCase()]: { DEPARTMENT: 'Tours', manager: { value: '26118915' }, rank: 1 },
        'urn:example:unknown:2.0:User': { anything: [] },
      }),
      {
        externalId: '00u1',
        userName: 'bjensen@example.com',
        name: { givenName: 'Barbara' },
        active: false,
        emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }],
        [enterprise]: { department: 'Tours', manager: { value: '26118915' } },
      },
    );
  });

  it('has what is said behind the URN of its schema, or inside of that', () => {
    const urn = coreUserSchema.id;
    assert.deepEqual(
      read(userType, {
        schemas: [urn],
        [urn.toUpperCase()]: {
          userName: 'b',
          emails: [{ value: 'b@example.com' }],
          id: 'mine',
          __proto__: 1,
        },
        [`${urn}:displayName`]: 'Babs',
        [`${urn}nickName`]: 'no colon',
        [`${coreGroupSchema.id}:title`]: 'of another type',
      }),
      { userName: 'b', emails: [{ value: 'b@example.com' }], displayName: 'Babs', active: true },
    );
    const group = { [coreGroupSchema.id]: { displayName: 'g', members: [{ value: 'a' }] } };
    assert.deepEqual(readNewResource(groupType, group), {
      attributes: { displayName: 'g' },
      members: ['a'],
    });
    assertRefused(() => read(userType, { [urn]: 'x' }), 'invalidValue', /^userName is required/);
  });

  it('has nothing of what is read-only, null, or never kept', () => {
    assert.deepEqual(
      read(userType, {
        userName: 'b',
        id: 17,
        meta: 'nonsense',
        groups: [{ value: 'admins' }],
        title: null,
        addresses: null,
        roles: [],
        name: {},
        password: 't1meMa$heen',
        [enterprise]: null,
      }),
      { userName: 'b', active: true },
    );
    assertRefused(() => read(userType, { userName: 'b', password: 1 }), 'invalidValue', /^password must be/);
  });

  it('is active where nothing else is said, if it is a User', () => {
    assert.equal(read(userType, { userName: 'b' })['active'], true);
    assert.equal(read(userType, { userName: 'b', active: null })['active'], true);
    assert.deepEqual(read(groupType, { displayName: 'g' }), { displayName: 'g' });
  });

  it('needs what its type requires', () => {
    for (const nothing of [{}, { userName: null }, { userName: '' }, { displayName: 'b' }]) {
      assertRefused(() => read(userType, nothing), 'invalidValue', /^userName is required/);
    }
    assertRefused(() => read(groupType, {}), 'invalidValue', /^displayName is required/);
  });

  it('needs what an extension requires where it uses that extension, and only there', () => {
    assert.ok(read(testResourceType, { identifier: 'a' }));
    assert.ok(read(testResourceType, { identifier: 'a', [testExtension]: {} }));
    assertRefused(
      () => read(testResourceType, { identifier: 'a', [testExtension]: { extInteger: 1 } }),
      'invalidValue',
      /TestResource:extRequired is required/,
    );
    assert.deepEqual(
      read(testResourceType, { identifier: 'a', [testExtension]: { extRequired: 'b' } })[testExtension],
      { extRequired: 'b' },
    );
  });

  it('is given what the provider assigns, and not what the client says of that', () => {
    const created = read(testResourceType, { identifier: 'a', readOnlyAttr: 'mine', writeOnlyAttr: 'w' });
    const readOnlyAttr = 'assigned to a';
    assert.deepEqual(created, { identifier: 'a', readOnlyAttr, alwaysReturnedAttr: 'assigned' });
    assert.deepEqual(read(testResourceType, { identifier: 'a', alwaysReturnedAttr: 'mine' }), {
      identifier: 'a',
      readOnlyAttr,
      alwaysReturnedAttr: 'mine',
    });
  });

  it('is refused where the body is no object', () => {
    for (const body of [null, undefined, [], 'x', 1, true]) {
      assertRefused(() => read(userType, body), 'invalidSyntax', /JSON object/);
    }
    assertRefused(
      () => read(userType, { userName: 'b', [enterprise]: 'x' }),
      'invalidValue',
      /must be an object/,
    );
    assertRefused(
      () => read(userType, { userName: 'b', [enterprise]: { manager: 'x' } }),
      'invalidValue',
      /:manager must be/,
    );
  });

  it('may name any schemas but only those of other types', () => {
    for (const schemas of [
      undefined,
      null,
      [],
      ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
      [
        coreUserSchema.id.toLowerCase(),
        'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
      ],
      [coreUserSchema.id, coreGroupSchema.id],
      coreUserSchema.id,
      17,
    ]) {
      assert.ok(read(userType, { schemas, userName: 'b' }), JSON.stringify(schemas));
    }
    assertRefused(
      () => read(userType, { schemas: [coreGroupSchema.id], userName: 'b' }),
      'invalidValue',
      /not of this type, which is urn:ietf:params:scim:schemas:core:2\.0:User/,
    );
  });
});

describe("a Group's members", () => {
  const members = (written: unknown): string[] | null =>
    readNewResource(groupType, { displayName: 'g', members: written }).members;

  it('are ids, each once, in order', () => {
    assert.deepEqual(
      members([{ value: 'b', display: 'B', type: 'User' }, { VALUE: 'a', $ref: null }, { value: 'b' }]),
      ['b', 'a'],
    );
    assert.deepEqual(members({ value: 'a' }), ['a']);
  });

  it('are none where the list is empty, and not said where there is no list', () => {
    assert.deepEqual(members([]), []);
    assert.deepEqual(members(null), []);
    assert.equal(readNewResource(groupType, { displayName: 'g' }).members, null);
    assert.equal(
      'members' in readNewResource(groupType, { displayName: 'g', members: [] }).attributes,
      false,
    );
  });

  it('are refused where one of them has no id', () => {
    for (const wrong of [[null], [{}], [{ value: '' }], [{ value: 1 }], [{ value: 'x\u0000' }]]) {
      assertRefused(() => members([{ value: 'a' }, ...wrong]), 'invalidValue', /member must be/);
    }
  });

  it('are an unknown name to a User', () => {
    const user = readNewResource(userType, { userName: 'b', members: ['nonsense'] });
    assert.deepEqual(user, { attributes: { userName: 'b', active: true }, members: null });
  });
});

describe('a replacement', () => {
  const current: Attributes = Object.freeze({
    externalId: '00u1',
    userName: 'b',
    title: 'Guide',
    active: false,
    [enterprise]: { department: 'Tours' },
  });

  it('clears what it omits, but not active', () => {
    assert.deepEqual(readReplacement(userType, { userName: 'c' }, current), {
      attributes: { userName: 'c', active: false },
      members: null,
    });
    assert.equal(
      readReplacement(userType, { userName: 'c', active: true }, current).attributes['active'],
      true,
    );
    assert.equal(readReplacement(userType, { userName: 'c' }, {}).attributes['active'], undefined);
  });

  it('keeps the members that it omits, and none of an empty list', () => {
    const group = { displayName: 'g' };
    assert.equal(readReplacement(groupType, group, group).members, null);
    assert.deepEqual(readReplacement(groupType, { ...group, members: [] }, group).members, []);
  });

  it('needs what its type requires', () => {
    assertRefused(
      () => readReplacement(userType, { title: 'Guide' }, current),
      'invalidValue',
      /^userName is/,
    );
  });

  it('leaves what is read-only as it is', () => {
    const before = { identifier: 'a', readOnlyAttr: 'assigned to a' };
    assert.deepEqual(
      readReplacement(testResourceType, { identifier: 'b', readOnlyAttr: 'mine' }, before).attributes,
      { identifier: 'b', readOnlyAttr: 'assigned to a' },
    );
  });

  it('sets what is immutable once', () => {
    const replace = (body: object, before: Attributes): unknown =>
      readReplacement(testResourceType, { identifier: 'a', ...body }, { identifier: 'a', ...before })
        .attributes['immutableAttr'];
    assert.equal(replace({ immutableAttr: 'x' }, {}), 'x');
    assert.equal(replace({}, { immutableAttr: 'x' }), 'x');
    assert.equal(replace({ immutableAttr: null }, { immutableAttr: 'x' }), 'x');
    assert.equal(replace({ immutableAttr: 'X' }, { immutableAttr: 'x' }), 'x');
    assertRefused(
      () => replace({ immutableAttr: 'y' }, { immutableAttr: 'x' }),
      'mutability',
      /^immutableAttr is immutable/,
    );
  });

  it('sets an immutable part of a complex value once, and immutable attributes of an extension', () => {
    const urn = 'urn:example:2.0:User';
    const immutable = { description: '', mutability: 'immutable', caseExact: true } as const;
    const registry = buildRegistry({
      testResource: false,
      custom: [
        {
          resourceType: 'User',
          schema: {
            id: urn,
            name: 'x',
            description: '',
            attributes: [
              defineAttribute({ name: 'badge', ...immutable }),
              defineAttribute({
                name: 'desk',
                description: '',
                type: 'complex',
                subAttributes: [
                  defineAttribute({ name: 'site', ...immutable }),
                  defineAttribute({ name: 'number', description: '' }),
                ],
              }),
            ],
          },
        },
      ],
    });
    const type = findType(registry, 'User');
    assert.ok(type);
    const before = { userName: 'b', [urn]: { badge: 'B', desk: { site: 'Paris', number: '1' } } };
    const replace = (extension: unknown): unknown =>
      readReplacement(type, { userName: 'b', [urn]: extension }, before).attributes[urn];
    assert.deepEqual(replace({ desk: { number: '2' } }), {
      badge: 'B',
      desk: { number: '2', site: 'Paris' },
    });
    assert.deepEqual(replace({}), { badge: 'B', desk: { site: 'Paris' } });
    assertRefused(() => replace({ badge: 'b' }), 'mutability', /User:badge is immutable/);
    assertRefused(() => replace({ desk: { site: 'Rome' } }), 'mutability', /User:desk\.site is immutable/);
  });

  it('is the same resource where the body says what is there', () => {
    const body = { schemas: [coreUserSchema.id], id: '1', ...current };
    assert.deepEqual(readReplacement(userType, body, current).attributes, current);
  });
});

describe('a resource after a change', () => {
  it('is complete where it has what is required', () => {
    requireComplete(userType, { userName: 'b' });
    requireComplete(testResourceType, { identifier: 'a', [testExtension]: { extRequired: 'x' } });
    assertRefused(() => requireComplete(userType, { active: true }), 'invalidValue', /^userName is required/);
    assertRefused(
      () => requireComplete(testResourceType, { identifier: 'a', [testExtension]: { extString: 'x' } }),
      'invalidValue',
      /extRequired is required/,
    );
  });

  it('has the required parts of the values that it has', () => {
    const type: ResourceType = {
      ...groupType,
      schema: {
        ...coreGroupSchema,
        attributes: [
          defineAttribute({
            name: 'owners',
            description: '',
            type: 'complex',
            multiValued: true,
            subAttributes: [defineAttribute({ name: 'value', description: '', required: true })],
          }),
        ],
      },
      extensions: [
        { schema: { id: 'urn:example:x', name: '', description: '', attributes: [] }, required: true },
      ],
    };
    const extension = { 'urn:example:x': { a: 1 } };
    requireComplete(type, extension);
    requireComplete(type, { ...extension, owners: [{ value: 'a' }] });
    assertRefused(
      () => requireComplete(type, { ...extension, owners: [{ value: 'a' }, { display: 'b' }] }),
      'invalidValue',
      /^owners\.value is required/,
    );
    assertRefused(() => requireComplete(type, {}), 'invalidValue', /urn:example:x is required/);
  });
});
