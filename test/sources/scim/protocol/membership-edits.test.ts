import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MembershipEdit } from '../../../../src/sources/scim/protocol/patch-operation.ts';
import {
  readMemberIds,
  splitMembershipEdits,
} from '../../../../src/sources/scim/protocol/membership-edits.ts';
import { readPatch } from '../../../../src/sources/scim/protocol/read-patch.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';
import { frozen, refusalOf } from './patching.ts';

function split(...operations: unknown[]): ReturnType<typeof splitMembershipEdits> {
  return splitMembershipEdits(groupType, readPatch(frozen({ Operations: operations })));
}

function editsOf(...operations: unknown[]): MembershipEdit[] {
  return split(...operations).edits;
}

function refusal(...operations: unknown[]): string {
  return refusalOf(() => split(...operations));
}

const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

describe('what a PATCH asks of the members of a group', () => {
  it('is taken out in order, and the other operations stay in theirs', () => {
    const rename = { op: 'replace', path: 'displayName', value: 'Looms' };
    const note = { op: 'add', path: 'externalId', value: 'e1' };
    const { others, edits } = split(
      rename,
      { op: 'remove', path: 'members[value eq "a"]' },
      { op: 'add', path: 'members', value: [{ value: 'b' }] },
      note,
      { op: 'replace', path: 'members', value: [{ value: 'c' }] },
    );
    assert.deepEqual(others, [rename, note]);
    assert.deepEqual(edits, [
      { kind: 'remove', values: ['a'] },
      { kind: 'add', values: ['b'] },
      { kind: 'replace', values: ['c'] },
    ]);
  });

  it('is found by any spelling of the path', () => {
    for (const path of ['members', 'Members', `${groupUrn}:members`, `${groupUrn.toLowerCase()}:MEMBERS`]) {
      assert.deepEqual(editsOf({ op: 'add', path, value: [{ value: 'a' }] }), [
        { kind: 'add', values: ['a'] },
      ]);
      assert.deepEqual(editsOf({ op: 'remove', path: `${path}[Value EQ "a"]` }), [
        { kind: 'remove', values: ['a'] },
      ]);
    }
  });

  it('is found in a value without a path, and the rest of the value stays', () => {
    assert.deepEqual(
      split({ op: 'replace', value: { id: 'g1', displayName: 'X', Members: [{ value: 'a' }] } }),
      {
        others: [{ op: 'replace', path: null, value: { id: 'g1', displayName: 'X' } }],
        edits: [{ kind: 'replace', values: ['a'] }],
      },
    );
    assert.deepEqual(split({ op: 'add', value: { [`${groupUrn}:members`]: [{ value: 'a' }] } }), {
      others: [],
      edits: [{ kind: 'add', values: ['a'] }],
    });
    const hostile = JSON.parse('{"__proto__": {"a": 1}, "members": []}') as object;
    const [other] = split({ op: 'replace', value: hostile }).others;
    assert.deepEqual(Object.keys(other?.value as object), ['__proto__']);
    assert.equal(Object.getPrototypeOf(other?.value), Object.prototype);
  });

  it('is nothing for other types, and for a remove without a path', () => {
    const operation = { op: 'add' as const, path: 'members', value: [{ value: 'a' }] };
    assert.deepEqual(splitMembershipEdits(userType, [operation]), { others: [operation], edits: [] });
    const remove = { op: 'remove', path: null, value: { members: [{ value: 'a' }] } };
    assert.deepEqual(split(remove), { others: [remove], edits: [] });
  });

  it('removes everyone without a value, and only those of a list', () => {
    assert.deepEqual(editsOf({ op: 'remove', path: 'members' }), [{ kind: 'remove_all' }]);
    assert.deepEqual(editsOf({ op: 'remove', path: 'members', value: null }), [{ kind: 'remove_all' }]);
    assert.deepEqual(editsOf({ op: 'remove', path: 'members', value: [] }), []);
    for (const value of [
      [{ value: 'a' }],
      { value: 'a' },
      [{ $ref: null, value: 'a' }],
      { members: [{ value: 'a' }] },
      { Members: { value: 'a' } },
    ]) {
      assert.deepEqual(editsOf({ op: 'remove', path: 'members', value }), [
        { kind: 'remove', values: ['a'] },
      ]);
    }
  });

  it('are those of people where a filter says that beside the id', () => {
    for (const filter of ['value eq "a" and type eq "User"', 'Type EQ "user" and value eq "a"']) {
      assert.deepEqual(editsOf({ op: 'remove', path: `members[${filter}]` }), [
        { kind: 'remove', values: ['a'] },
      ]);
    }
  });

  it('removes those that a filter names, by one id or by several', () => {
    const path = 'members[value eq "a" or (value eq "b" or value eq "a")]';
    assert.deepEqual(editsOf({ op: 'remove', path }), [{ kind: 'remove', values: ['a', 'b'] }]);
  });

  it('replaces with an empty list and with null', () => {
    assert.deepEqual(editsOf({ op: 'replace', path: 'members', value: [] }), [
      { kind: 'replace', values: [] },
    ]);
    assert.deepEqual(editsOf({ op: 'replace', path: 'members', value: null }), [{ kind: 'remove_all' }]);
    assert.deepEqual(editsOf({ op: 'replace', value: { members: [] } }), [{ kind: 'replace', values: [] }]);
  });

  it('adds nothing with an empty list or null', () => {
    assert.deepEqual(editsOf({ op: 'add', path: 'members', value: [] }), []);
    assert.deepEqual(editsOf({ op: 'add', path: 'members', value: null }), []);
    assert.deepEqual(split({ op: 'add', value: { members: [] } }), { others: [], edits: [] });
  });

  it('names each member once, whatever else is said of it', () => {
    const value = [
      { value: 'a', display: 'Ada', type: 'User', $ref: null },
      { VALUE: 'b', unknown: 1 },
      { value: 'a' },
      { $ref: 'https://example.com/scim/v2/d1/Users/c' },
      { value: null, $ref: '../Groups/d?x=1#y' },
      'e',
    ];
    assert.deepEqual(editsOf({ op: 'add', path: 'members', value }), [
      { kind: 'add', values: ['a', 'b', 'c', 'd', 'e'] },
    ]);
  });

  it('adds the member that a filter names', () => {
    for (const value of [{}, { value: 'a' }, { display: 'Ada' }, null]) {
      assert.deepEqual(editsOf({ op: 'add', path: 'members[value eq "a"]', value }), [
        { kind: 'add', values: ['a'] },
      ]);
    }
    assert.equal(refusal({ op: 'add', path: 'members[value eq "a"]', value: { value: 'b' } }), 'mutability');
    assert.equal(
      refusal({ op: 'add', path: 'members[value eq "a" or value eq "b"]', value: {} }),
      'mutability',
    );
  });

  it('is never a change of a member', () => {
    for (const path of [
      'members[value eq "a"].display',
      'members.display',
      'members.value',
      'members.type',
    ]) {
      for (const op of ['add', 'remove', 'replace']) {
        assert.equal(refusal({ op, path, value: 'x' }), 'mutability');
      }
    }
    assert.equal(
      refusal({ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }),
      'mutability',
    );
  });

  it('selects members by their id only', () => {
    for (const filter of [
      'type eq "User"',
      'value co "a"',
      'value ne "a"',
      'value pr',
      'not (value eq "a")',
      'value eq "a" and type eq "Group"',
      'type eq "User"',
      'type eq "User" and type eq "user"',
      'value eq "a" and value eq "b"',
      'value eq 1',
      'shoeSize eq "a"',
      'value eq "a" or display eq "b"',
    ]) {
      assert.equal(refusal({ op: 'remove', path: `members[${filter}]` }), 'invalidFilter');
    }
    assert.equal(refusal({ op: 'remove', path: 'members[value eq "a"' }), 'invalidFilter');
    assert.equal(refusal({ op: 'remove', path: 'members]' }), 'invalidPath');
  });

  it('needs an id for each member: text that can be one', () => {
    for (const member of [
      {},
      null,
      1,
      [],
      [['a']],
      { value: 1 },
      { value: '' },
      { value: null },
      { value: { value: 'a' } },
      { value: 'x'.repeat(201) },
      { value: 'a\0b' },
      { value: '\ud800' },
      { display: 'Ada' },
      { $ref: 'https://example.com/Users/' },
      { $ref: 1 },
    ]) {
      assert.equal(refusal({ op: 'add', path: 'members', value: [member] }), 'invalidValue');
    }
    assert.equal(refusal({ op: 'remove', path: 'members[value eq ""]' }), 'invalidValue');
    assert.equal(refusal({ op: 'add', path: 'members' }), 'invalidValue');
    assert.equal(refusal({ op: 'replace', path: 'members' }), 'invalidValue');
  });

  it('is of at most a hundred thousand members', () => {
    const members = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, index) => ({ value: `${prefix}${index}` }));
    const hundredThousand = { op: 'add', path: 'members', value: members(100_000, 'a') };
    assert.equal(editsOf(hundredThousand).length, 1);
    const oneMore = { op: 'remove', path: 'members', value: members(1, 'b') };
    assert.equal(refusal(hundredThousand, oneMore), 'payloadTooLarge');
    assert.equal(refusal({ op: 'add', path: 'members', value: members(100_001, 'a') }), 'payloadTooLarge');
    assert.equal(
      refusalOf(() => readMemberIds(members(100_001, 'a'))),
      'payloadTooLarge',
    );
  });

  it('is read or refused whatever is sent, and nothing else happens', () => {
    const path = fc.oneof(
      fc.constantFrom(
        null,
        'members',
        'members[value eq "a"]',
        'members[value eq "a"].display',
        'displayName',
      ),
      fc.string(),
      fc.string().map((filter) => `members[${filter}]`),
    );
    const member = fc.oneof(
      fc.jsonValue(),
      fc.record({ value: fc.jsonValue(), $ref: fc.jsonValue() }, { requiredKeys: [] }),
    );
    const value = fc.oneof(fc.jsonValue(), fc.array(member), fc.record({ members: fc.array(member) }));
    const op = fc.constantFrom('add', 'remove', 'replace');
    fc.assert(
      fc.property(fc.array(fc.record({ op, path, value }), { maxLength: 4 }), (operations) => {
        try {
          const { others, edits } = split(...operations);
          for (const edit of edits) {
            if (edit.kind === 'remove_all') continue;
            assert.equal(new Set(edit.values).size, edit.values.length);
            assert.ok(edit.values.every((id) => typeof id === 'string' && id.length > 0 && id.length <= 200));
          }
          assert.ok(others.length <= operations.length);
        } catch (error) {
          assert.ok(error instanceof ScimError, String(error));
        }
      }),
    );
  });
});
