import assert from 'node:assert/strict';
import type { ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { locationOf, presentResource, versionOf } from '../../../../src/sources/scim/protocol/present.ts';
import { readProjection, wants } from '../../../../src/sources/scim/protocol/projection.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import type { ResourceRecord } from '../../../../src/sources/scim/protocol/resource-record.ts';
import { coreUserSchema } from '../../../../src/sources/scim/protocol/schemas/core-user.ts';
import { enterpriseUserSchema } from '../../../../src/sources/scim/protocol/schemas/enterprise-user.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { assertRefused } from './refused.ts';

const baseUrl = 'https://sync.example.com/scim/v2/d1';
const enterprise = enterpriseUserSchema.id;
const dates = {
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  modifiedAt: new Date('2026-02-03T04:05:06Z'),
};

const barbara: ResourceRecord = {
  id: '2819c223',
  attributes: {
    externalId: '00u1',
    userName: 'bjensen@example.com',
    name: { givenName: 'Barbara', familyName: 'Jensen' },
    active: true,
    emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }, { type: 'home' }],
    [enterprise]: { department: 'Tours', manager: { value: '26118915', $ref: '../Users/26118915' } },
  },
  ...dates,
  groups: [
    { value: 'g1', display: 'Tour Guides' },
    { value: 'g2', display: null },
  ],
};
const meta = {
  resourceType: 'User',
  created: '2026-01-02T03:04:05.678Z',
  lastModified: '2026-02-03T04:05:06.000Z',
  location: `${baseUrl}/Users/2819c223`,
  version: versionOf(barbara),
};

function shown(
  request: { only?: string | string[]; except?: string | string[] },
  record: ResourceRecord = barbara,
  type: ResourceType = userType,
): Record<string, unknown> {
  return presentResource({ baseUrl }, type, record, readProjection(type, request.only, request.except));
}

function names(...request: Parameters<typeof shown>): string {
  return Object.keys(shown(...request)).join(' ');
}

describe('a resource in an answer', () => {
  it('has all that is assigned, what is computed, and its meta', () => {
    assert.deepEqual(shown({}), {
      schemas: [coreUserSchema.id, enterprise],
      id: '2819c223',
      ...barbara.attributes,
      groups: [
        { value: 'g1', $ref: `${baseUrl}/Groups/g1`, display: 'Tour Guides', type: 'direct' },
        { value: 'g2', $ref: `${baseUrl}/Groups/g2`, type: 'direct' },
      ],
      meta,
    });
  });

  it('lists members with where each of them is', () => {
    const members = [
      { value: 'u1', display: 'Barbara', type: 'User' as const },
      { value: 'g9', display: null, type: 'Group' as const },
      { value: 'a/b ?', display: null, type: 'User' as const },
    ];
    const group = { id: 'g1', attributes: { displayName: 'Tour Guides' }, ...dates, members };
    assert.deepEqual(shown({}, group, groupType)['members'], [
      { value: 'u1', $ref: `${baseUrl}/Users/u1`, type: 'User', display: 'Barbara' },
      { value: 'g9', $ref: `${baseUrl}/Groups/g9`, type: 'Group' },
      { value: 'a/b ?', $ref: `${baseUrl}/Users/a%2Fb%20%3F`, type: 'User' },
    ]);
    assert.equal(names({}, { ...group, members: [] }, groupType), 'schemas id displayName meta');
  });

  it('names the schemas of what it has, whatever is shown of it', () => {
    assert.deepEqual(shown({ only: 'userName' })['schemas'], [coreUserSchema.id, enterprise]);
    const plain = { ...barbara, attributes: { userName: 'b' } };
    assert.deepEqual(shown({}, plain)['schemas'], [coreUserSchema.id]);
  });

  it('has nothing that no schema knows', () => {
    const odd = {
      ...barbara,
      attributes: { userName: 'b', secretNote: 'x', groups: ['x'], 'urn:example:gone': { a: 1 } },
      groups: [],
    };
    assert.equal(names({}, odd), 'schemas id userName meta');
  });
});

describe('a version', () => {
  it('is a weak entity-tag that differs with the instant of the change', () => {
    assert.match(versionOf(barbara), /^W\/"[0-9a-z]+"$/);
    const later = { modifiedAt: new Date(barbara.modifiedAt.getTime() + 1) };
    assert.notEqual(versionOf(later), versionOf(barbara));
  });
});

describe('a location', () => {
  it('is below where the directory is served', () => {
    assert.equal(locationOf(baseUrl, userType, 'u1'), `${baseUrl}/Users/u1`);
    assert.equal(locationOf(baseUrl, userType, '../x'), `${baseUrl}/Users/..%2Fx`);
  });
});

describe('attributes', () => {
  it('are those that are named, besides id and schemas', () => {
    assert.equal(names({ only: 'userName' }), 'schemas id userName');
    assert.equal(names({ only: 'nickName' }), 'schemas id');
    assert.equal(
      names({ only: 'userName,externalId,meta,groups' }),
      'schemas id externalId userName groups meta',
    );
  });

  it('are named without case, with spaces around, behind a URN, or in a list', () => {
    assert.equal(
      names({ only: ' USERNAME , urn:IETF:params:scim:schemas:core:2.0:User:Active,' }),
      'schemas id userName active',
    );
    assert.equal(names({ only: ['userName', 'active,externalId'] }), 'schemas id externalId userName active');
  });

  it('may be parts of a value', () => {
    assert.deepEqual(shown({ only: 'name.givenName,emails.value,meta.location,groups.value' }), {
      schemas: [coreUserSchema.id, enterprise],
      id: '2819c223',
      name: { givenName: 'Barbara' },
      emails: [{ value: 'bjensen@example.com' }],
      groups: [{ value: 'g1' }, { value: 'g2' }],
      meta: { location: meta.location },
    });
    assert.deepEqual(shown({ only: 'name.givenName,name.familyName' })['name'], barbara.attributes['name']);
    for (const only of ['name.givenName,name', 'name,name.givenName']) {
      assert.deepEqual(shown({ only })['name'], barbara.attributes['name']);
    }
    assert.equal(names({ only: 'name.middleName,emails.display' }), 'schemas id');
  });

  it('may be one of an extension, or by its URN alone all of it', () => {
    assert.deepEqual(shown({ only: `${enterprise}:Department` })[enterprise], { department: 'Tours' });
    assert.deepEqual(shown({ only: `${enterprise}:manager.value` })[enterprise], {
      manager: { value: '26118915' },
    });
    assert.deepEqual(shown({ only: enterprise.toLowerCase() }), {
      schemas: [coreUserSchema.id, enterprise],
      id: '2819c223',
      [enterprise]: barbara.attributes[enterprise],
    });
    assert.equal(names({ only: coreUserSchema.id }), 'schemas id userName name active emails groups');
  });

  it('that are unknown are ignored', () => {
    assert.equal(names({ only: 'shoeSize' }), 'schemas id');
    assert.equal(names({ only: '__proto__,constructor,toString,name.__proto__' }), 'schemas id');
    assert.equal(names({ only: 'id,schemas' }), 'schemas id');
  });
});

describe('excluded attributes', () => {
  it('are left out, but never id and schemas', () => {
    assert.equal(
      names({ except: 'userName,id,schemas,meta,EMAILS, Groups' }),
      `schemas id externalId name active ${enterprise}`,
    );
  });

  it('may be parts of a value', () => {
    assert.deepEqual(shown({ except: 'name.givenName' })['name'], { familyName: 'Jensen' });
    assert.deepEqual(shown({ except: 'emails.type,emails.primary' })['emails'], [
      { value: 'bjensen@example.com' },
    ]);
    assert.equal('name' in shown({ except: 'name.givenName,name.familyName' }), false);
    assert.equal('version' in (shown({ except: 'meta.version' })['meta'] as object), false);
  });

  it('may be of an extension, or by its URN alone all of it', () => {
    assert.deepEqual(shown({ except: `${enterprise}:manager` })[enterprise], { department: 'Tours' });
    assert.equal(enterprise in shown({ except: enterprise }), false);
  });

  it('that are unknown are ignored', () => {
    assert.deepEqual(shown({ except: 'shoeSize,urn:example:x:y' }), shown({}));
  });

  it('cannot be given together with attributes', () => {
    assertRefused(() => shown({ only: 'userName', except: 'emails' }), 'invalidValue', /not both/);
    assert.equal(names({ only: 'userName', except: ' ' }), 'schemas id userName');
    assert.equal(names({ only: '', except: 'meta' }), names({ except: 'meta' }));
  });
});

describe('what is returned', () => {
  const record: ResourceRecord = {
    id: 't1',
    attributes: {
      identifier: 'a',
      requestOnlyAttr: 'r',
      alwaysReturnedAttr: 'v',
      // Never stored; if it were, it would not be shown.
      writeOnlyAttr: 'w',
    },
    ...dates,
  };
  const of = (request: { only?: string; except?: string }): string =>
    names(request, record, testResourceType);

  it('on request is in the answer where it is named, and always is always', () => {
    assert.equal(of({}), 'schemas id identifier alwaysReturnedAttr meta');
    assert.equal(of({ only: 'requestOnlyAttr' }), 'schemas id requestOnlyAttr alwaysReturnedAttr');
    assert.equal(of({ only: 'identifier' }), 'schemas id identifier alwaysReturnedAttr');
    assert.equal(of({ except: 'alwaysReturnedAttr,identifier' }), 'schemas id alwaysReturnedAttr meta');
    assert.equal(of({ except: 'requestOnlyAttr' }), 'schemas id identifier alwaysReturnedAttr meta');
    assert.equal(of({ only: testResourceType.schema.id }), 'schemas id identifier alwaysReturnedAttr');
  });

  it('never is in no answer', () => {
    assert.equal(of({ only: 'writeOnlyAttr' }), 'schemas id alwaysReturnedAttr');
    assert.equal(names({ only: 'password' }, { ...barbara, attributes: { password: 'x' } }), 'schemas id');
  });

  it('is so for parts of a value as well', () => {
    const part = (name: string, returned: 'always' | 'never' | 'default' | 'request') =>
      defineAttribute({ name, description: '', returned });
    const type: ResourceType = {
      ...groupType,
      schema: {
        ...groupType.schema,
        attributes: [
          defineAttribute({
            name: 'desk',
            description: '',
            type: 'complex',
            subAttributes: [
              part('a', 'always'),
              part('n', 'never'),
              part('d', 'default'),
              part('r', 'request'),
            ],
          }),
        ],
      },
    };
    const desk = { a: 1, n: 2, d: 3, r: 4 };
    const parts = (request: { only?: string; except?: string }): string =>
      Object.keys(shown(request, { ...record, attributes: { desk } }, type)['desk'] ?? {}).join('');
    assert.equal(parts({}), 'ad');
    assert.equal(parts({ only: 'desk' }), 'ad');
    assert.equal(parts({ only: 'desk.r' }), 'ar');
    assert.equal(parts({ only: 'desk.n' }), 'a');
    assert.equal(parts({ except: 'desk.d' }), 'a');
    assert.equal(parts({ except: 'desk.a' }), 'ad');
    assert.equal(parts({ except: 'desk' }), '');
  });
});

describe('a projection', () => {
  it('says what need not be read', () => {
    const wantsGroups = (only?: string, except?: string): boolean =>
      wants(readProjection(userType, only, except), 'groups');
    assert.equal(wantsGroups(), true);
    assert.equal(wantsGroups('userName'), false);
    assert.equal(wantsGroups('GROUPS.value'), true);
    assert.equal(wantsGroups(undefined, 'Groups'), false);
    const withoutMembers = readProjection(groupType, undefined, 'members');
    assert.equal(wants(withoutMembers, 'members'), false);
    assert.equal(wants(withoutMembers, 'displayName'), true);
    assert.equal(wants(withoutMembers, 'groups'), false);
  });

  it('is prepared once for what clients ask for again and again', () => {
    const first = readProjection(groupType, undefined, 'members');
    assert.equal(readProjection(groupType, undefined, 'members'), first);
    assert.notEqual(readProjection(groupType, 'members', undefined), first);
    for (let asked = 0; asked < 1000; asked += 1) readProjection(groupType, `x${asked}`, undefined);
    assert.deepEqual(readProjection(groupType, undefined, 'members'), first);
  });
});
