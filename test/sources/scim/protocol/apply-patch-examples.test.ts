import assert from 'node:assert/strict';
import type { Attributes } from '../../../../src/sources/scim/protocol/attribute.ts';
import { splitMembershipEdits } from '../../../../src/sources/scim/protocol/membership-edits.ts';
import { readPatch } from '../../../../src/sources/scim/protocol/read-patch.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { patched } from './patching.ts';

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The examples of RFC 7644 §3.5.2, in their order there. */
describe('the examples of RFC 7644 for PATCH', () => {
  const barbara: Attributes = {
    userName: 'bjensen',
    emails: [
      { value: 'bjensen@example.com', type: 'work', primary: true },
      { value: 'bjensen@example.org', type: 'work' },
    ],
    addresses: [
      { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood', country: 'US' },
      { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood', country: 'US' },
    ],
  };

  it('§3.5.2.1 adds a member to a group', () => {
    const operations = readPatch({
      schemas: [patchOp],
      Operations: [
        {
          op: 'add',
          path: 'members',
          value: [
            {
              display: 'Babs Jensen',
              $ref: 'https://example.com/v2/Users/2819c223...413861904646',
              value: '2819c223-7f76-453a-919d-413861904646',
            },
          ],
        },
      ],
    });
    assert.deepEqual(splitMembershipEdits(groupType, operations), {
      others: [],
      edits: [{ kind: 'add', values: ['2819c223-7f76-453a-919d-413861904646'] }],
    });
  });

  it('§3.5.2.1 adds several attributes without a path', () => {
    const after = patched(userType, barbara, [
      {
        op: 'add',
        value: { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickname: 'Babs' },
      },
    ]);
    assert.deepEqual(after, {
      ...barbara,
      emails: [
        { value: 'bjensen@example.com', type: 'work', primary: true },
        { value: 'bjensen@example.org', type: 'work' },
        { value: 'babs@jensen.org', type: 'home' },
      ],
      nickName: 'Babs',
    });
  });

  it('§3.5.2.2 removes a single member from a group', () => {
    const operations = readPatch({
      schemas: [patchOp],
      Operations: [{ op: 'remove', path: 'members[value eq "2819c223-7f76-...413861904646"]' }],
    });
    assert.deepEqual(splitMembershipEdits(groupType, operations).edits, [
      { kind: 'remove', values: ['2819c223-7f76-...413861904646'] },
    ]);
  });

  it('§3.5.2.2 removes all members of a group', () => {
    const operations = readPatch({ schemas: [patchOp], Operations: [{ op: 'remove', path: 'members' }] });
    assert.deepEqual(splitMembershipEdits(groupType, operations).edits, [{ kind: 'remove_all' }]);
  });

  it('§3.5.2.2 removes a value of a complex multi-valued attribute', () => {
    const after = patched(userType, barbara, [
      { op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' },
    ]);
    assert.deepEqual(after['emails'], [{ value: 'bjensen@example.org', type: 'work' }]);
  });

  it('§3.5.2.2 removes and adds a member in one request', () => {
    const operations = readPatch({
      schemas: [patchOp],
      Operations: [
        { op: 'remove', path: 'members[value eq "2819c223...919d-413861904646"]' },
        {
          op: 'add',
          path: 'members',
          value: [
            {
              display: 'James Smith',
              $ref: 'https://example.com/v2/Users/08e1d05d...473d93df9210',
              value: '08e1d05d...473d93df9210',
            },
          ],
        },
      ],
    });
    assert.deepEqual(splitMembershipEdits(groupType, operations).edits, [
      { kind: 'remove', values: ['2819c223...919d-413861904646'] },
      { kind: 'add', values: ['08e1d05d...473d93df9210'] },
    ]);
  });

  it('§3.5.2.2 and §3.5.2.3 replace all members of a group, in two operations and in one', () => {
    const members = [
      { display: 'Babs Jensen', $ref: 'https://example.com/v2/Users/2819c223', value: '2819c223' },
      { display: 'James Smith', $ref: 'https://example.com/v2/Users/08e1d05d', value: '08e1d05d' },
    ];
    const inTwo = readPatch({
      Operations: [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: members },
      ],
    });
    const inOne = readPatch({ Operations: [{ op: 'replace', path: 'members', value: members }] });
    assert.deepEqual(splitMembershipEdits(groupType, inTwo).edits, [
      { kind: 'remove_all' },
      { kind: 'add', values: ['2819c223', '08e1d05d'] },
    ]);
    assert.deepEqual(splitMembershipEdits(groupType, inOne).edits, [
      { kind: 'replace', values: ['2819c223', '08e1d05d'] },
    ]);
  });

  it('§3.5.2.3 replaces the whole work address', () => {
    const address = {
      type: 'work',
      streetAddress: '911 Universal City Plaza',
      locality: 'Hollywood',
      region: 'CA',
      postalCode: '91608',
      country: 'US',
      formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
      primary: true,
    };
    const after = patched(userType, barbara, [
      { op: 'replace', path: 'addresses[type eq "work"]', value: address },
    ]);
    assert.deepEqual(after['addresses'], [
      address,
      { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood', country: 'US' },
    ]);
  });

  it('§3.5.2.3 replaces one part of the work address', () => {
    const after = patched(userType, barbara, [
      { op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: '1010 Broadway Ave' },
    ]);
    assert.deepEqual(after['addresses'], [
      { type: 'work', streetAddress: '1010 Broadway Ave', locality: 'Hollywood', country: 'US' },
      { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood', country: 'US' },
    ]);
  });

  it('§3.5.2.3 replaces several attributes without a path, and leaves the others', () => {
    const emails = [
      { value: 'bjensen@example.com', type: 'work', primary: true },
      { value: 'babs@jensen.org', type: 'home' },
    ];
    const after = patched(userType, barbara, [{ op: 'replace', value: { emails, nickname: 'Babs' } }]);
    assert.deepEqual(after, { ...barbara, emails, nickName: 'Babs' });
  });
});
