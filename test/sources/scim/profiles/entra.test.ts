import assert from 'node:assert/strict';
import { entra } from '../../../../src/sources/scim/profiles/entra.ts';
import type { DialectRequest } from '../../../../src/sources/scim/profiles/profile.ts';
import {
  coreGroup,
  coreUser,
  countsOf,
  enterprise,
  frozen,
  operationsIn,
  patchOf,
  requestOf,
  searchOf,
} from './dialect-requests.ts';

const user = '/Users/2819c223';
const group = '/Groups/e9e30dba';

/** What comes, what is understood, and what was needed for it. */
const patches: [string, string, unknown[], unknown[], Record<string, number>][] = [
  [
    'a status as text, with an operation in capitals',
    user,
    [{ op: 'Replace', path: 'active', value: 'False' }],
    [{ op: 'replace', path: 'active', value: false }],
    { op_capitals: 1, boolean_as_string: 1 },
  ],
  [
    'a status as text without a path',
    user,
    [{ op: 'replace', value: { active: 'true', title: 'True' } }],
    [{ op: 'replace', value: { active: true, title: 'True' } }],
    { boolean_as_string: 1 },
  ],
  [
    'a status under the URN of the core schema',
    user,
    [{ op: 'replace', path: `${coreUser}:active`, value: 'TRUE' }],
    [{ op: 'replace', path: `${coreUser}:active`, value: true }],
    { boolean_as_string: 1 },
  ],
  [
    'one operation an attribute',
    user,
    [
      { op: 'Add', path: 'nickName', value: 'Babs' },
      { op: 'Replace', path: 'name.givenName', value: 'Barbara' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'b@example.com' },
      { op: 'Add', path: `${enterprise}:employeeNumber`, value: '701984' },
    ],
    [
      { op: 'add', path: 'nickName', value: 'Babs' },
      { op: 'replace', path: 'name.givenName', value: 'Barbara' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@example.com' },
      { op: 'add', path: `${enterprise}:employeeNumber`, value: '701984' },
    ],
    { op_capitals: 4 },
  ],
  [
    'dotted keys and keys with a URN, under aadOptscim062020',
    user,
    [
      {
        op: 'replace',
        value: {
          displayName: 'B',
          'name.givenName': 'K',
          [`${enterprise}:employeeNumber`]: 'A',
          'emails[type eq "work"].primary': 'True',
          [`${enterprise}:manager`]: 'm1',
        },
      },
    ],
    [
      { op: 'replace', value: { displayName: 'B' } },
      { op: 'replace', path: 'name.givenName', value: 'K' },
      { op: 'replace', path: `${enterprise}:employeeNumber`, value: 'A' },
      { op: 'replace', path: 'emails[type eq "work"].primary', value: true },
      { op: 'replace', path: `${enterprise}:manager`, value: { value: 'm1' } },
    ],
    { dotted_key: 4, boolean_as_string: 1, manager_as_string: 1 },
  ],
  [
    'nothing but dotted keys',
    user,
    [{ op: 'add', value: { 'urn:contoso:2.0:User:badge': 'x', 'urn:contoso:badge': 'y' } }],
    [
      { op: 'add', path: 'urn:contoso:2.0:User:badge', value: 'x' },
      { op: 'add', path: 'urn:contoso:badge', value: 'y' },
    ],
    { dotted_key: 2 },
  ],
  [
    'an extension by its URN, which is the standard',
    user,
    [{ op: 'add', value: { [enterprise]: { department: 'Tour' }, 'urn:contoso:2.0:User': null } }],
    [{ op: 'add', value: { [enterprise]: { department: 'Tour' }, 'urn:contoso:2.0:User': null } }],
    {},
  ],
  [
    'the manager as a plain string',
    user,
    [{ op: 'Add', path: `${enterprise}:manager`, value: 'm1' }],
    [{ op: 'add', path: `${enterprise}:manager`, value: { value: 'm1' } }],
    { op_capitals: 1, manager_as_string: 1 },
  ],
  [
    'the manager as an array under a bare name (example 5 of the guide)',
    user,
    [{ op: 'Add', path: 'manager', value: [{ $ref: 'http://../Users/m1', value: 'm1' }] }],
    [{ op: 'add', path: `${enterprise}:manager`, value: { value: 'm1' } }],
    { op_capitals: 1, array_for_single_value: 1, manager_without_urn: 1 },
  ],
  [
    'a manager cleared by an empty value',
    user,
    [{ op: 'replace', path: `${enterprise}:manager`, value: { value: '' } }],
    [{ op: 'remove', path: `${enterprise}:manager` }],
    { empty_manager: 1 },
  ],
  [
    'a manager cleared by an empty string within the extension',
    user,
    [{ op: 'replace', value: { [enterprise]: { manager: '', department: 'Tour' } } }],
    [{ op: 'replace', value: { [enterprise]: { manager: null, department: 'Tour' } } }],
    { empty_manager: 1 },
  ],
  [
    'the id of a manager by its own path, which is the standard',
    user,
    [{ op: 'replace', path: `${enterprise}:manager.value`, value: 'm1' }],
    [{ op: 'replace', path: `${enterprise}:manager.value`, value: 'm1' }],
    {},
  ],
  [
    'an array for an attribute with one value',
    user,
    [
      { op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'x' }] },
      { op: 'Replace', path: 'name.familyName', value: [{ value: 'y' }] },
      {
        op: 'Replace',
        path: 'emails[type eq "work"].value',
        value: [{ $ref: null, value: 'z@example.com' }],
      },
      { op: 'Replace', path: 'active', value: [{ value: 'False' }] },
      { op: 'Replace', path: `${enterprise}:department`, value: [{ value: 'Tour' }] },
    ],
    [
      { op: 'replace', path: 'displayName', value: 'x' },
      { op: 'replace', path: 'name.familyName', value: 'y' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'z@example.com' },
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: `${enterprise}:department`, value: 'Tour' },
    ],
    { op_capitals: 5, array_for_single_value: 5, boolean_as_string: 1 },
  ],
  [
    'an array for an attribute with several values, which is the standard',
    user,
    [{ op: 'add', path: 'emails', value: [{ value: 'x@example.com' }] }],
    [{ op: 'add', path: 'emails', value: [{ value: 'x@example.com' }] }],
    {},
  ],
  [
    'an array of two for an attribute with one value, which is left to be refused',
    user,
    [{ op: 'replace', path: 'displayName', value: [{ value: 'x' }, { value: 'y' }] }],
    [{ op: 'replace', path: 'displayName', value: [{ value: 'x' }, { value: 'y' }] }],
    {},
  ],
  [
    'roles that are primary as text, in the filter of a path and in values',
    user,
    [
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'True' },
      { op: 'Add', path: 'roles', value: [{ primary: 'False', value: 'User', display: 'True' }] },
      { op: 'Add', path: 'roles[value eq "True"]', value: { primary: 'true' } },
    ],
    [
      { op: 'add', path: 'roles[primary eq true].value', value: 'True' },
      { op: 'add', path: 'roles', value: [{ primary: false, value: 'User', display: 'True' }] },
      { op: 'add', path: 'roles[value eq "True"]', value: { primary: true } },
    ],
    { op_capitals: 3, boolean_as_string: 3 },
  ],
  [
    'roles as JSON in a string, which stay a string',
    user,
    [{ op: 'add', path: 'roles', value: [{ value: '{"id":"1","value":"Admin"}' }] }],
    [{ op: 'add', path: 'roles', value: [{ value: '{"id":"1","value":"Admin"}' }] }],
    {},
  ],
  [
    'True as a name, a title, and the value of a phone number',
    user,
    [
      { op: 'replace', path: 'displayName', value: 'True' },
      { op: 'replace', path: 'title', value: 'False' },
      { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: 'True' },
      { op: 'replace', path: `${enterprise}:active`, value: 'True' },
    ],
    [
      { op: 'replace', path: 'displayName', value: 'True' },
      { op: 'replace', path: 'title', value: 'False' },
      { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: 'True' },
      { op: 'replace', path: `${enterprise}:active`, value: 'True' },
    ],
    {},
  ],
  [
    'the filter of a path without quotes',
    user,
    [{ op: 'replace', path: 'emails[type eq work].value', value: 'x@example.com' }],
    [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'x@example.com' }],
    { unquoted_filter_value: 1 },
  ],
  [
    'members added and removed by a list of values',
    group,
    [
      { op: 'Add', path: 'members', value: [{ $ref: null, value: 'u1' }] },
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u2' }] },
    ],
    [
      { op: 'add', path: 'members', value: [{ $ref: null, value: 'u1' }] },
      { op: 'remove', path: 'members', value: [{ $ref: null, value: 'u2' }] },
    ],
    { op_capitals: 2, remove_with_values: 1 },
  ],
  [
    'members removed by a filter, and all of them, which is the standard',
    group,
    [
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'remove', path: 'members[value eq "u1"]', value: [{ value: 'u1' }] },
      { op: 'remove', path: 'members' },
    ],
    [
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'remove', path: 'members[value eq "u1"]', value: [{ value: 'u1' }] },
      { op: 'remove', path: 'members' },
    ],
    {},
  ],
  [
    'a group called True',
    group,
    [{ op: 'replace', value: { displayName: 'True', active: 'True' } }],
    [{ op: 'replace', value: { displayName: 'True', active: 'True' } }],
    {},
  ],
  ['no operation', user, [], [], {}],
];

const filters: [string, string, Record<string, number>][] = [
  ['externalId eq jyoung', 'externalId eq "jyoung"', { unquoted_filter_value: 1 }],
  ['userName eq bjensen@example.com', 'userName eq "bjensen@example.com"', { unquoted_filter_value: 1 }],
  ['externalId eq 0123', 'externalId eq "0123"', { unquoted_filter_value: 1 }],
  ['externalId eq 701984', 'externalId eq "701984"', { unquoted_filter_value: 1 }],
  [
    `${enterprise}:employeeNumber eq 701984 and active eq True`,
    `${enterprise}:employeeNumber eq "701984" and active eq true`,
    { unquoted_filter_value: 1, boolean_as_string: 1 },
  ],
  [
    'id eq "u1" and manager eq "m1"',
    `id eq "u1" and ${enterprise}:manager.value eq "m1"`,
    { manager_without_urn: 1 },
  ],
  [
    'id eq u1 and manager eq m1',
    `id eq "u1" and ${enterprise}:manager.value eq "m1"`,
    { manager_without_urn: 1, unquoted_filter_value: 2 },
  ],
  [
    '(externalId eq a) or (externalId eq b)',
    '(externalId eq "a") or (externalId eq "b")',
    { unquoted_filter_value: 2 },
  ],
  [
    'emails[type eq work].value eq x@y.z',
    'emails[type eq "work"].value eq "x@y.z"',
    { unquoted_filter_value: 2 },
  ],
  [
    'meta.lastModified gt 2011-05-13T04:42:34Z',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    { unquoted_filter_value: 1 },
  ],
  ['externalId eq a\\b', 'externalId eq "a\\\\b"', { unquoted_filter_value: 1 }],
  ['roles[primary eq "True"]', 'roles[primary eq true]', { boolean_as_string: 1 }],
  [
    'roles.primary eq "true" and active ne "False"',
    'roles.primary eq true and active ne false',
    { boolean_as_string: 2 },
  ],
  ['displayName eq "True"', 'displayName eq "True"', {}],
  ['displayName eq "a eq b"', 'displayName eq "a eq b"', {}],
  ['displayName eq "she said \\"active eq True\\""', 'displayName eq "she said \\"active eq True\\""', {}],
  ['displayName eq "x \\" externalId eq b c"', 'displayName eq "x \\" externalId eq b c"', {}],
  ['active eq true', 'active eq true', {}],
  ['loginCount gt 5 and nickName eq null', 'loginCount gt 5 and nickName eq null', {}],
  ['not (userName pr)', 'not (userName pr)', {}],
  ['userName eq', 'userName eq', {}],
  ['userName eq "unterminated', 'userName eq "unterminated', {}],
  ["userName eq 'single'", "userName eq 'single'", {}],
  ['', '', {}],
];

const bodies: [string, string, string, unknown, unknown, Record<string, number>][] = [
  [
    'a person as the validator sends one',
    'POST',
    '/Users',
    {
      schemas: [coreUser, enterprise],
      userName: 'True',
      active: 'True',
      emails: [{ primary: 'True', type: 'work', value: 'a@example.com' }],
      roles: [{ primary: 'False', value: 'true', display: 'False' }],
      [enterprise]: { manager: 'm1', department: 'True' },
    },
    {
      schemas: [coreUser, enterprise],
      userName: 'True',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'a@example.com' }],
      roles: [{ primary: false, value: 'true', display: 'False' }],
      [enterprise]: { manager: { value: 'm1' }, department: 'True' },
    },
    { boolean_as_string: 3, manager_as_string: 1 },
  ],
  [
    'a person as the documentation has one, nulls and all',
    'POST',
    '/Users',
    {
      schemas: [coreUser],
      userName: 'a',
      active: true,
      addresses: null,
      title: null,
      roles: [],
      department: null,
    },
    {
      schemas: [coreUser],
      userName: 'a',
      active: true,
      addresses: null,
      title: null,
      roles: [],
      department: null,
    },
    {},
  ],
  [
    'a group with a schema of Microsoft’s',
    'POST',
    '/Groups',
    {
      schemas: [coreGroup, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1',
      displayName: 'True',
    },
    {
      schemas: [coreGroup, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1',
      displayName: 'True',
    },
    {},
  ],
];

describe('the profile of Entra ID', () => {
  for (const [what, path, written, understood, counts] of patches) {
    it(`understands ${what}`, () => {
      const request = frozen(patchOf(path, ...written));
      const { request: rewritten, rewrites } = entra.rewrite(request);
      assert.deepEqual(operationsIn(rewritten), understood);
      assert.deepEqual(countsOf(rewrites), counts);
      isTheSameWhereNothingChanged(request, rewritten, understood, written);
    });
  }

  for (const [written, understood, counts] of filters) {
    it(`reads the filter ${written}`, () => {
      const request = frozen(searchOf('/Users', written));
      const { request: rewritten, rewrites } = entra.rewrite(request);
      assert.equal(rewritten.query['filter'], understood);
      assert.deepEqual(countsOf(rewrites), counts);
      isTheSameWhereNothingChanged(request, rewritten, understood, written);
    });
  }

  for (const [what, method, path, written, understood, counts] of bodies) {
    it(`reads ${what}`, () => {
      const request = frozen(requestOf(method, path, { body: written }));
      const { request: rewritten, rewrites } = entra.rewrite(request);
      assert.deepEqual(rewritten.body, understood);
      assert.deepEqual(countsOf(rewrites), counts);
      isTheSameWhereNothingChanged(request, rewritten, understood, written);
    });
  }

  it('rewrites the filter of a search by POST, and nothing else of it', () => {
    const request = frozen(
      requestOf('POST', '/Users/.search', { body: { filter: 'externalId eq jy', active: 'True' } }),
    );
    const { request: rewritten, rewrites } = entra.rewrite(request);
    assert.deepEqual(rewritten.body, { filter: 'externalId eq "jy"', active: 'True' });
    assert.deepEqual(rewrites, ['unquoted_filter_value']);
  });

  it('reads names of members without case', () => {
    const request = frozen(
      requestOf('PATCH', user, { body: { operations: [{ Op: 'Replace', Path: 'Active', Value: 'False' }] } }),
    );
    const { request: rewritten } = entra.rewrite(request);
    const [operation] = (rewritten.body as { operations: Record<string, unknown>[] }).operations;
    assert.equal(operation?.['op'], 'replace');
    assert.equal(operation['value'], false);
  });

  it('leaves a filter that is too long to be read as it is', () => {
    const request = searchOf('/Users', `externalId eq ${'x'.repeat(8_001)}`);
    assert.equal(entra.rewrite(request).request, request);
  });

  it('creates the values that a replacement finds missing, and has groups with names of their own', () => {
    assert.deepEqual(entra.patch, { replaceCreatesMissing: true });
    assert.equal(entra.groupNamesAreUnique, true);
  });
});

function isTheSameWhereNothingChanged(
  request: DialectRequest,
  rewritten: DialectRequest,
  understood: unknown,
  written: unknown,
): void {
  if (JSON.stringify(understood) === JSON.stringify(written)) assert.equal(rewritten, request);
}
