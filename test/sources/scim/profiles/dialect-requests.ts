import type { DialectRequest } from '../../../../src/sources/scim/profiles/profile.ts';

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const coreGroup = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function requestOf(
  method: string,
  path: string,
  members: Partial<DialectRequest> = {},
): DialectRequest {
  return { method, path, query: {}, body: undefined, userAgent: null, ...members };
}

export function patchOf(path: string, ...operations: readonly unknown[]): DialectRequest {
  return requestOf('PATCH', path, { body: { schemas: [patchOp], Operations: operations } });
}

export function searchOf(path: string, filter: string): DialectRequest {
  return requestOf('GET', path, { query: { filter } });
}

/** The operations of a PATCH. */
export function operationsIn(request: DialectRequest): unknown {
  return (request.body as { Operations: unknown }).Operations;
}

/** The same, frozen all the way down, so that a change to it throws. */
export function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) frozen(each);
  }
  return value;
}

/** Names with how often each is there. */
export function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
