import { isObject, memberOf } from './member-of.ts';
import type { PatchOperation } from './patch-operation.ts';
import { ScimError } from './scim-error.ts';

/** More than any identity provider sends at once: Okta removes a member an operation, in batches of hundreds. */
const mostOperations = 10_000;

const verbs: ReadonlySet<string> = new Set(['add', 'remove', 'replace']);

/**
 * Reads the body of a PATCH (RFC 7644 §3.5.2). Names of members and verbs are accepted in any case, `schemas` is not
 * looked at, and an empty list of operations is one that asks for nothing: identity providers send all of these.
 *
 * @throws ScimError invalidSyntax where it is no such message, invalidPath where a path is no text, payloadTooLarge
 */
export function readPatch(body: unknown): PatchOperation[] {
  if (!isObject(body)) {
    throw new ScimError('invalidSyntax', 'The body of a PATCH must be a JSON object with Operations.');
  }
  const operations = memberOf(body, 'Operations');
  if (!Array.isArray(operations)) {
    throw new ScimError('invalidSyntax', 'Operations must be an array of operations.');
  }
  if (operations.length > mostOperations) {
    throw new ScimError(
      'payloadTooLarge',
      `A PATCH may have at most ${mostOperations} operations; send them in several requests.`,
    );
  }
  return operations.map(readOperation);
}

function readOperation(written: unknown, index: number): PatchOperation {
  const where = `Operations[${index}]`;
  if (!isObject(written)) throw new ScimError('invalidSyntax', `${where} must be a JSON object.`);
  const verb = memberOf(written, 'op');
  const op = typeof verb === 'string' ? verb.toLowerCase() : '';
  if (!isVerb(op)) throw new ScimError('invalidSyntax', `${where}.op must be add, remove or replace.`);
  const path = memberOf(written, 'path') ?? null;
  if (path !== null && typeof path !== 'string') {
    throw new ScimError('invalidPath', `${where}.path must be a string.`);
  }
  return { op, path, value: memberOf(written, 'value') };
}

function isVerb(op: string): op is PatchOperation['op'] {
  return verbs.has(op);
}
