import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { applyPatch } from '../../../../src/sources/scim/protocol/apply-patch.ts';
import type { Attributes } from '../../../../src/sources/scim/protocol/attribute.ts';
import type { PatchOperation } from '../../../../src/sources/scim/protocol/patch-operation.ts';
import { readReplacement } from '../../../../src/sources/scim/protocol/read-resource.ts';
import { userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';
import { frozen, lenient, strict } from './patching.ts';
import { randomAdd, randomOperation, randomUser } from './random-patch.ts';

const leniency = fc.constantFrom(strict, lenient);

/** What a PATCH makes of a resource, or null where it is refused; anything but a refusal is let through. */
function outcome(current: Attributes, operations: PatchOperation[], how = strict): Attributes | null {
  try {
    return applyPatch(userType, frozen(current), frozen(operations), how);
  } catch (error) {
    if (error instanceof ScimError) return null;
    throw error;
  }
}

describe('any PATCH', () => {
  it('is applied or refused, leaves what it was given alone and every prototype too', () => {
    const inherited = Object.getOwnPropertyNames(Object.prototype);
    let applied = 0;
    fc.assert(
      fc.property(
        randomUser,
        fc.array(randomOperation, { maxLength: 4 }),
        leniency,
        (current, operations, how) => {
          const before = structuredClone(current);
          const after = outcome(current, operations, how);
          if (after !== null && after !== current) applied += 1;
          assert.deepEqual(current, before);
          assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), inherited);
          if (after !== null) assertPlain(after);
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(applied > 200, `only ${applied} changed anything`);
  });

  it('ends in the form that resources are read in: canonical, nothing empty, nothing twice, one primary', () => {
    fc.assert(
      fc.property(
        randomUser,
        fc.array(randomOperation, { maxLength: 4 }),
        leniency,
        (current, operations, how) => {
          const after = outcome(current, operations, how);
          if (after === null) return;
          assert.deepEqual(readReplacement(userType, after, after).attributes, after);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives the very same resource exactly where nothing has changed', () => {
    fc.assert(
      fc.property(randomUser, fc.array(randomOperation, { maxLength: 3 }), (current, operations) => {
        const after = outcome(current, operations);
        if (after !== null) assert.equal(after === current, isDeepStrictEqual(after, current));
      }),
      { numRuns: 2000 },
    );
  });

  it('ends in the same whether its operations come in one request or one by one', () => {
    fc.assert(
      fc.property(randomUser, randomOperation, randomOperation, (current, first, second) => {
        const between = outcome(current, [first]);
        if (between === null) return;
        assert.deepEqual(outcome(current, [first, second]), outcome(between, [second]));
      }),
      { numRuns: 2000 },
    );
  });

  it('adds only once what is added twice', () => {
    let added = 0;
    fc.assert(
      fc.property(randomUser, randomAdd, (current, add) => {
        const once = outcome(current, [add]);
        if (once === null) return;
        if (once !== current) added += 1;
        assert.equal(outcome(once, [add]), once);
        assert.deepEqual(outcome(current, [add, add]), once);
      }),
      { numRuns: 2000 },
    );
    assert.ok(added > 200, `only ${added} added anything`);
  });

  it('undoes an add with the remove of the same values', () => {
    const added = fc.uniqueArray(fc.constantFrom('x@x.org', 'y@x.org', 'z@x.org'), { minLength: 1 });
    fc.assert(
      fc.property(randomUser, added, (current, values) => {
        const value = values.map((each) => ({ value: each }));
        const there: PatchOperation[] = [{ op: 'add', path: 'emails', value }];
        const andBack: PatchOperation[] = [...there, { op: 'remove', path: 'emails', value }];
        assert.notEqual(outcome(current, there), current);
        assert.equal(outcome(current, andBack), current);
      }),
    );
  });
});

function assertPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  assert.equal(Object.getPrototypeOf(value), Array.isArray(value) ? Array.prototype : Object.prototype);
  for (const name of Object.keys(value)) assert.ok(!['__proto__', 'constructor', 'prototype'].includes(name));
  for (const part of Object.values(value)) assertPlain(part);
}
