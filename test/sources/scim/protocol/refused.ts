import assert from 'node:assert/strict';
import { ScimError, type ScimErrorKind } from '../../../../src/sources/scim/protocol/scim-error.ts';

/** That this is refused so, with a message that names what the pattern says. */
export function assertRefused(attempt: () => unknown, kind: ScimErrorKind, message: RegExp): void {
  assert.throws(attempt, (error) => {
    assert.ok(error instanceof ScimError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
    return true;
  });
}
