import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPatch } from '../../../../src/sources/scim/protocol/read-patch.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';
import { refusalOf } from './patching.ts';

describe('reading the body of a PATCH', () => {
  it('accepts names and verbs in any case, and does not need schemas', () => {
    const expected = [{ op: 'add', path: 'title', value: 'x' }];
    for (const body of [
      { Operations: [{ op: 'add', path: 'title', value: 'x' }] },
      { operations: [{ OP: 'Add', Path: 'title', VALUE: 'x' }] },
      { schemas: ['urn:nonsense'], OPERATIONS: [{ op: 'ADD', path: 'title', value: 'x', other: 1 }] },
    ]) {
      assert.deepEqual(readPatch(body), expected);
    }
  });

  it('takes no path and null for the same, and tells null from no value', () => {
    assert.deepEqual(readPatch({ Operations: [{ op: 'remove' }, { op: 'add', path: null, value: null }] }), [
      { op: 'remove', path: null, value: undefined },
      { op: 'add', path: null, value: null },
    ]);
  });

  it('takes an empty list for one that asks for nothing', () => {
    assert.deepEqual(readPatch({ Operations: [] }), []);
  });

  it('prefers the exact spelling of a name that is there twice', () => {
    assert.deepEqual(readPatch({ operations: 1, Operations: [] }), []);
    assert.deepEqual(readPatch({ Operations: [{ OP: 'add', op: 'remove', path: 'title' }] }), [
      { op: 'remove', path: 'title', value: undefined },
    ]);
  });

  it('does not take for written what an object inherits', () => {
    const operations = JSON.parse('{"__proto__": {"Operations": []}}') as unknown;
    assert.equal(
      refusalOf(() => readPatch(operations)),
      'invalidSyntax',
    );
    const inherited: unknown = Object.create({ op: 'add' });
    assert.equal(
      refusalOf(() => readPatch({ Operations: [inherited] })),
      'invalidSyntax',
    );
  });

  it('refuses what is no such message', () => {
    for (const body of [undefined, null, 'x', 1, [], {}, { Operations: null }, { Operations: {} }]) {
      assert.equal(
        refusalOf(() => readPatch(body)),
        'invalidSyntax',
      );
    }
    for (const operation of [
      null,
      'add',
      [],
      {},
      { op: 'move' },
      { op: 1 },
      { op: ' add' },
      { op: '__proto__' },
    ]) {
      assert.equal(
        refusalOf(() => readPatch({ Operations: [operation] })),
        'invalidSyntax',
      );
    }
    for (const path of [1, true, ['title'], {}]) {
      assert.equal(
        refusalOf(() => readPatch({ Operations: [{ op: 'remove', path }] })),
        'invalidPath',
      );
    }
    const many = Array.from({ length: 10_001 }, () => ({ op: 'remove', path: 'title' }));
    assert.equal(
      refusalOf(() => readPatch({ Operations: many })),
      'payloadTooLarge',
    );
  });

  it('reads or refuses any JSON, and does nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (body, operation) => {
        for (const each of [body, { Operations: body }, { Operations: [body, operation] }]) {
          try {
            for (const { op } of readPatch(each)) assert.ok(['add', 'remove', 'replace'].includes(op));
          } catch (error) {
            assert.ok(error instanceof ScimError);
          }
        }
      }),
    );
  });
});
