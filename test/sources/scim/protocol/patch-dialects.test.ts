import assert from 'node:assert/strict';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import type { ProfileName } from '../../../../src/sources/scim/profiles/profile.ts';
import { applyPatch } from '../../../../src/sources/scim/protocol/apply-patch.ts';
import type { Attributes } from '../../../../src/sources/scim/protocol/attribute.ts';
import { splitMembershipEdits } from '../../../../src/sources/scim/protocol/membership-edits.ts';
import type { MembershipEdit } from '../../../../src/sources/scim/protocol/patch-operation.ts';
import { readPatch } from '../../../../src/sources/scim/protocol/read-patch.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { frozen } from './patching.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What a PATCH of an identity provider ends in: rewritten by its profile, read and applied as in a request. */
function patchedBy(
  name: ProfileName,
  path: '/Users/u1' | '/Groups/g1',
  current: Attributes,
  operations: unknown[],
): { after: Attributes; edits: MembershipEdit[] } {
  const profile = profileOf(name);
  const body = frozen({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  });
  const { request } = profile.rewrite({ method: 'PATCH', path, query: {}, body, userAgent: null });
  const type = path === '/Users/u1' ? userType : groupType;
  const { others, edits } = splitMembershipEdits(type, readPatch(request.body));
  const id = path.slice(path.lastIndexOf('/') + 1);
  return { after: applyPatch(type, frozen(current), others, profile.patch, undefined, id), edits };
}

describe('the PATCH of each identity provider', () => {
  const ada: Attributes = { userName: 'ada@acme.com', active: true };
  const engines: Attributes = { displayName: 'Engines' };

  it('Okta deactivates a user, and sends a password', () => {
    const { after } = patchedBy('okta', '/Users/u1', ada, [{ op: 'replace', value: { active: false } }]);
    assert.deepEqual(after, { ...ada, active: false });
    const sent = patchedBy('okta', '/Users/u1', ada, [{ op: 'replace', value: { password: '1mz050nq' } }]);
    assert.deepEqual(sent.after, ada);
  });

  it('Okta renames a group with its id in the value, and pushes members', () => {
    const rename = { op: 'replace', value: { id: 'g1', displayName: 'Looms' } };
    const { after, edits } = patchedBy('okta', '/Groups/g1', engines, [
      rename,
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'add', path: 'members', value: [{ value: 'u2', display: 'u@x' }] },
      { op: 'replace', path: 'members', value: [{ value: 'u3', display: 'u@x' }] },
    ]);
    assert.deepEqual(after, { displayName: 'Looms' });
    assert.deepEqual(edits, [
      { kind: 'remove', values: ['u1'] },
      { kind: 'add', values: ['u2'] },
      { kind: 'replace', values: ['u3'] },
    ]);
  });

  it('Entra ID updates a user one attribute an operation, with capitals and text for booleans', () => {
    const { after } = patchedBy('entra', '/Users/u1', ada, [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Add', path: 'nickName', value: 'Babs' },
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@x.org' },
      { op: 'Replace', path: 'emails[type eq "home"].value', value: 'b@x.org' },
      { op: 'Replace', path: 'emails[type eq "work"].primary', value: 'True' },
      { op: 'Add', path: 'name.givenName', value: 'Ada' },
      { op: 'Add', path: `${enterprise}:employeeNumber`, value: '42' },
      { op: 'Add', path: `${enterprise}:manager`, value: 'm1' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' },
      { op: 'Replace', path: 'addresses[type eq "work"].formatted', value: 'London' },
    ]);
    assert.deepEqual(after, {
      userName: 'ada@acme.com',
      active: false,
      nickName: 'Babs',
      emails: [
        { value: 'a@x.org', type: 'work', primary: true },
        { value: 'b@x.org', type: 'home' },
      ],
      name: { givenName: 'Ada' },
      [enterprise]: { employeeNumber: '42', manager: { value: 'm1' } },
      roles: [{ value: 'Admin', primary: true }],
      addresses: [{ formatted: 'London', type: 'work' }],
    });
  });

  it('Entra ID with its flag sends many attributes at once, by keys that are paths', () => {
    const { after } = patchedBy('entra', '/Users/u1', ada, [
      {
        op: 'replace',
        value: {
          displayName: 'B',
          'name.givenName': 'K',
          [`${enterprise}:employeeNumber`]: 'A',
          'emails[type eq "work"].value': 'k@x.org',
        },
      },
    ]);
    assert.deepEqual(after, {
      ...ada,
      displayName: 'B',
      name: { givenName: 'K' },
      [enterprise]: { employeeNumber: 'A' },
      emails: [{ value: 'k@x.org', type: 'work' }],
    });
  });

  it('Entra ID sets, changes and clears the manager', () => {
    const forms = [
      [{ op: 'Add', path: 'manager', value: [{ $ref: 'http://x/Users/m2', value: 'm2' }] }, 'm2'],
      [{ op: 'Replace', path: `${enterprise}:manager`, value: 'm3' }, 'm3'],
      [{ op: 'replace', path: `${enterprise}:manager`, value: { value: '' } }, undefined],
      [{ op: 'Remove', path: `${enterprise}:manager` }, undefined],
    ] as const;
    const current = { ...ada, [enterprise]: { manager: { value: 'm1' } } };
    for (const [operation, expected] of forms) {
      const { after } = patchedBy('entra', '/Users/u1', current, [operation]);
      const extension = after[enterprise] as { manager?: { value?: string } } | undefined;
      assert.equal(extension?.manager?.value, expected, JSON.stringify(operation));
    }
  });

  it('Entra ID removes, adds and replaces one attribute in one request, though a group requires it', () => {
    const { after } = patchedBy('entra', '/Groups/g1', engines, [
      { op: 'Remove', path: 'displayName' },
      { op: 'Add', path: 'displayName', value: 'A' },
      { op: 'Replace', path: 'displayName', value: 'B' },
    ]);
    assert.deepEqual(after, { displayName: 'B' });
  });

  it('Entra ID adds and removes members, in its old manner and its new one', () => {
    const { edits } = patchedBy('entra', '/Groups/g1', engines, [
      { op: 'Add', path: 'members', value: [{ $ref: null, value: 'u1' }] },
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u1' }] },
      { op: 'remove', path: 'members[value eq "u2"]' },
      { op: 'replace', path: 'members', value: [{ value: 'u3' }] },
    ]);
    assert.deepEqual(edits, [
      { kind: 'add', values: ['u1'] },
      { kind: 'remove', values: ['u1'] },
      { kind: 'remove', values: ['u2'] },
      { kind: 'replace', values: ['u3'] },
    ]);
  });

  it('Entra ID keeps roles as JSON in a string, verbatim', () => {
    const value = '{"id":"1","value":"Admin","displayName":"Admin"}';
    const { after } = patchedBy('entra', '/Users/u1', ada, [
      { op: 'Add', path: 'roles', value: [{ value }] },
    ]);
    assert.deepEqual(after['roles'], [{ value }]);
  });

  it('OneLogin, JumpCloud and Salesforce remove members by a list', () => {
    const remove = (name: ProfileName, value: unknown): MembershipEdit[] =>
      patchedBy(name, '/Groups/g1', engines, [{ op: 'remove', path: 'members', value }]).edits;
    const expected = [{ kind: 'remove', values: ['u1'] }];
    assert.deepEqual(remove('onelogin', [{ value: 'u1' }]), expected);
    assert.deepEqual(remove('jumpcloud', [{ value: 'u1' }]), expected);
    assert.deepEqual(remove('generic', { members: [{ value: 'u1' }] }), expected);
  });

  it('JumpCloud updates a user by paths, and renames a group without one', () => {
    const { after } = patchedBy('jumpcloud', '/Users/u1', ada, [
      { op: 'replace', path: 'name.givenName', value: 'John' },
      { op: 'replace', path: 'name.familyName', value: 'Doe' },
      { op: 'replace', path: 'active', value: false },
    ]);
    assert.deepEqual(after, { ...ada, active: false, name: { givenName: 'John', familyName: 'Doe' } });
    const rename = { op: 'replace', value: { displayName: 'X' } };
    assert.deepEqual(patchedBy('jumpcloud', '/Groups/g1', engines, [rename]).after, { displayName: 'X' });
  });

  it('authentik puts the id of a group in the value', () => {
    const rename = { op: 'replace', value: { id: 'g1', displayName: 'X', externalId: 'e' } };
    assert.deepEqual(patchedBy('generic', '/Groups/g1', engines, [rename]).after, {
      displayName: 'X',
      externalId: 'e',
    });
  });

  it('a request of a validator with no operations changes nothing', () => {
    const current = frozen(ada);
    assert.equal(patchedBy('entra', '/Users/u1', current, []).after, current);
  });
});
