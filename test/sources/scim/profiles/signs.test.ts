import assert from 'node:assert/strict';
import type { DialectRequest } from '../../../../src/sources/scim/profiles/profile.ts';
import { signsOf, type SignName } from '../../../../src/sources/scim/profiles/signs.ts';
import { coreUser, enterprise, frozen, patchOf, requestOf, searchOf } from './dialect-requests.ts';

const guid = '5d6a8b3c-0f6e-4e1c-9c7e-0d7f2f1d9a11';

const requests: [string, DialectRequest, SignName[]][] = [
  [
    'Okta’s User-Agent',
    { ...searchOf('/Users', 'userName eq "a@b"'), userAgent: 'Okta SCIM Client 1.0.0' },
    ['okta_user_agent'],
  ],
  [
    'Google’s User-Agent',
    { ...requestOf('GET', '/Users', { query: { count: '1' } }), userAgent: 'Google-Auto-Provisioning' },
    ['google_user_agent'],
  ],
  [
    'Entra’s legacy deactivation',
    patchOf('/Users/u1', { op: 'Replace', path: 'active', value: 'False' }),
    ['boolean_as_string', 'op_capitals'],
  ],
  [
    'Entra’s flag, and its dotted keys',
    {
      ...patchOf('/Users/u1', { op: 'replace', value: { 'name.givenName': 'K' } }),
      query: { aadOptscim062020: '' },
    },
    ['aadoptscim_flag', 'dotted_key'],
  ],
  [
    'Entra’s manager and arrays',
    patchOf(
      '/Users/u1',
      { op: 'add', path: `${enterprise}:manager`, value: 'm1' },
      { op: 'add', path: 'displayName', value: [{ value: 'x' }] },
    ),
    ['manager_as_string', 'array_for_single_value'],
  ],
  [
    'Entra’s groups',
    requestOf('POST', '/Groups', {
      body: { schemas: ['http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'] },
    }),
    ['adscim_group_schema'],
  ],
  [
    'Entra’s look-up of a group',
    requestOf('GET', '/Groups', {
      query: { filter: 'displayName eq "G"', excludedAttributes: 'members' },
    }),
    ['members_excluded'],
  ],
  ['Entra’s test of the connection', searchOf('/Users', `userName eq "${guid}"`), ['guid_lookup']],
  [
    'OneLogin’s template',
    requestOf('POST', '/Users', {
      body: {
        schemas: ['urn:scim:schemas:core:1.0'],
        emails: { value: 'a@example.com' },
        [enterprise]: { manager: { managerId: 'm1' } },
      },
    }),
    ['old_schema_urn', 'object_for_many_values', 'manager_id'],
  ],
  [
    'JumpCloud’s removal',
    patchOf('/Groups/g1', { op: 'remove', path: 'members', value: [{ value: 'u1' }] }),
    ['remove_with_values'],
  ],
  [
    'Ping’s two primaries',
    requestOf('PUT', '/Users/u1', { body: { emails: [{ primary: true }, { primary: true }] } }),
    ['several_primaries'],
  ],
  [
    'the standard',
    requestOf('POST', '/Users', { body: { schemas: [coreUser], userName: 'a', active: true } }),
    [],
  ],
  ['a read', requestOf('GET', '/Users/u1'), []],
  ['a search by a name', searchOf('/Users', 'userName eq "a@example.com"'), []],
  ['a removal', requestOf('DELETE', '/Users/u1'), []],
  ['no body', requestOf('POST', '/Users'), []],
];

describe('the signs of an identity provider', () => {
  for (const [what, request, signs] of requests) {
    it(`are found in ${what}`, () => {
      assert.deepEqual(signsOf(frozen(request)), signs);
    });
  }
});
