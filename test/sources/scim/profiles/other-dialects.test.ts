import assert from 'node:assert/strict';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import {
  profileNames,
  type DialectRequest,
  type ProfileName,
} from '../../../../src/sources/scim/profiles/profile.ts';
import {
  coreGroup,
  coreUser,
  countsOf,
  enterprise,
  frozen,
  patchOf,
  patchOp,
  requestOf,
  searchOf,
} from './dialect-requests.ts';

const oldCore = 'urn:scim:schemas:core:2.0';
const oldEnterprise = 'urn:scim:schemas:extension:enterprise:2.0';

interface Case {
  profile: ProfileName;
  what: string;
  request: DialectRequest;
  /** What is understood: the body; absent where the request is left as it came. */
  body?: unknown;
  counts: Record<string, number>;
}

const cases: Case[] = [
  {
    profile: 'onelogin',
    what: 'old URNs, as schemas and as keys',
    request: requestOf('PUT', '/Users/u1', {
      body: {
        schemas: [oldCore, oldEnterprise],
        userName: 'a',
        name: { familyName: 'F', givenName: 'G' },
        [oldEnterprise]: { department: 'Tour' },
      },
    }),
    body: {
      schemas: [coreUser, enterprise],
      userName: 'a',
      name: { familyName: 'F', givenName: 'G' },
      [enterprise]: { department: 'Tour' },
    },
    counts: { old_schema_urn: 3 },
  },
  {
    profile: 'onelogin',
    what: 'URNs of SCIM 1.1, on a group too',
    request: requestOf('POST', '/Groups', {
      body: { schemas: ['urn:scim:schemas:core:1.0'], displayName: 'G' },
    }),
    body: { schemas: [coreGroup], displayName: 'G' },
    counts: { old_schema_urn: 1 },
  },
  {
    profile: 'onelogin',
    what: 'an extension under both of its names, where today’s counts',
    request: requestOf('POST', '/Users', {
      body: {
        userName: 'a',
        'urn:scim:schemas:extension:enterprise:1.0': { department: 'old' },
        [enterprise]: { department: 'new' },
      },
    }),
    body: { userName: 'a', [enterprise]: { department: 'new' } },
    counts: { old_schema_urn: 1 },
  },
  {
    profile: 'onelogin',
    what: 'e-mail addresses as an object',
    request: requestOf('POST', '/Users', {
      body: { userName: 'a', emails: { value: 'a@example.com', primary: true } },
    }),
    body: { userName: 'a', emails: [{ value: 'a@example.com', primary: true }] },
    counts: { object_for_many_values: 1 },
  },
  {
    profile: 'onelogin',
    what: 'nulls of what the template does not map, without counting them',
    request: requestOf('PUT', '/Users/u1', {
      body: {
        id: null,
        userName: 'a',
        active: null,
        title: null,
        name: { givenName: null, familyName: 'F' },
      },
    }),
    body: { userName: 'a', name: { givenName: null, familyName: 'F' } },
    counts: {},
  },
  {
    profile: 'onelogin',
    what: 'a group’s members as null, which are left alone',
    request: requestOf('PUT', '/Groups/g1', { body: { displayName: 'G', members: null } }),
    body: { displayName: 'G' },
    counts: {},
  },
  {
    profile: 'onelogin',
    what: 'the manager of SCIM 1.1, under the old URN',
    request: requestOf('POST', '/Users', {
      body: {
        userName: 'a',
        [oldEnterprise]: { manager: { managerId: 'm1', displayName: 'M' }, employeeNumber: '7' },
      },
    }),
    body: { userName: 'a', [enterprise]: { manager: { value: 'm1' }, employeeNumber: '7' } },
    counts: { old_schema_urn: 1, manager_id: 1 },
  },
  {
    profile: 'onelogin',
    what: 'a manager that is nobody',
    request: requestOf('POST', '/Users', {
      body: { userName: 'a', [enterprise]: { manager: { managerId: null, displayName: null } } },
    }),
    body: { userName: 'a', [enterprise]: { manager: null } },
    counts: { manager_id: 1 },
  },
  {
    profile: 'onelogin',
    what: 'removals by a list of values',
    request: patchOf('/Groups/g1', { op: 'remove', path: 'members', value: [{ value: 'u1' }] }),
    counts: { remove_with_values: 1 },
  },
  {
    profile: 'jumpcloud',
    what: 'removals by a list of values',
    request: patchOf('/Groups/g1', { op: 'remove', path: 'members', value: [{ value: 'u1' }] }),
    counts: { remove_with_values: 1 },
  },
  {
    profile: 'jumpcloud',
    what: 'attributes one by one',
    request: patchOf(
      '/Users/u1',
      { op: 'replace', path: 'name.givenName', value: 'John' },
      { op: 'replace', path: 'active', value: false },
    ),
    counts: {},
  },
  {
    profile: 'ping',
    what: 'two primary e-mail addresses, of which the first stays primary',
    request: requestOf('PUT', '/Users/u1', {
      body: {
        userName: 'a',
        emails: [
          { type: 'other', value: 'a@example.com' },
          { type: 'work', value: 'a@example.com', primary: true },
          { type: 'home', value: 'a@example.com', primary: true },
          { type: 'more', value: 'b@example.com', primary: true },
        ],
        phoneNumbers: [{ value: '1', primary: true }],
      },
    }),
    body: {
      userName: 'a',
      emails: [
        { type: 'other', value: 'a@example.com' },
        { type: 'work', value: 'a@example.com', primary: true },
        { type: 'home', value: 'a@example.com', primary: false },
        { type: 'more', value: 'b@example.com', primary: false },
      ],
      phoneNumbers: [{ value: '1', primary: true }],
    },
    counts: { several_primaries: 1 },
  },
  {
    profile: 'okta',
    what: 'everything that it sends with a new person',
    request: requestOf('POST', '/Users', {
      userAgent: 'Okta SCIM Client 1.0.0',
      body: {
        schemas: [coreUser],
        userName: 't@example.com',
        name: { givenName: 'T', familyName: 'U' },
        emails: [{ primary: true, value: 't@example.com', type: 'work' }],
        displayName: 'T U',
        locale: 'en-US',
        externalId: '00u1',
        groups: [],
        password: '1mz050nq',
        active: true,
      },
    }),
    counts: {},
  },
];

describe('the profiles of other identity providers', () => {
  for (const { profile, what, request, body, counts } of cases) {
    it(`${profile}: understands ${what}`, () => {
      const { request: rewritten, rewrites } = profileOf(profile).rewrite(frozen(request));
      if (body === undefined) assert.equal(rewritten, request);
      else assert.deepEqual(rewritten.body, body);
      assert.deepEqual(countsOf(rewrites), counts);
    });
  }

  it('rewrite nothing for generic, okta, google and rippling, whatever comes', () => {
    const strange = [
      patchOf('/Users/u1', { op: 'Replace', path: 'active', value: 'False' }),
      requestOf('PUT', '/Users/u1', { body: { schemas: [oldCore], emails: {}, [oldEnterprise]: null } }),
      searchOf('/Users', 'externalId eq jyoung'),
      requestOf('PATCH', '/Users/u1', { body: { schemas: [patchOp] } }),
    ];
    for (const name of ['generic', 'okta', 'google', 'rippling'] as const) {
      for (const request of strange) {
        const rewritten = profileOf(name).rewrite(request);
        assert.equal(rewritten.request, request);
        assert.deepEqual(rewritten.rewrites, []);
      }
    }
  });

  it('are found by their names, and only Entra ID is read leniently', () => {
    for (const name of profileNames) {
      const profile = profileOf(name);
      assert.equal(profile.name, name);
      assert.equal(profile.patch.replaceCreatesMissing, name === 'entra');
      assert.equal(profile.groupNamesAreUnique, name === 'entra');
    }
  });
});
