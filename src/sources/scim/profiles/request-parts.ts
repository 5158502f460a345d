import { isObject, keyNamed, memberOf } from '../protocol/member-of.ts';
import type { Counted } from './dialect-rewrite.ts';
import { rewriteElements, type JsonObject } from './json-object.ts';
import type { DialectRequest } from './profile.ts';

/** Longer ones are refused before they are read. */
const longestFilter = 8_000;

export function concernsUsers(request: DialectRequest): boolean {
  return isBelow(request.path, '/users');
}

export function concernsGroups(request: DialectRequest): boolean {
  return isBelow(request.path, '/groups');
}

/** The resource that a POST or a PUT brings. */
export function rewriteResource(
  request: DialectRequest,
  rewrite: (resource: JsonObject) => Counted<JsonObject>,
): Counted<DialectRequest> {
  if (!bringsResource(request) || !isObject(request.body)) return { value: request, count: 0 };
  const { value: body, count } = rewrite(request.body);
  return body === request.body ? { value: request, count } : { value: { ...request, body }, count };
}

/** Each operation of a PATCH on its own. One operation may become several; null leaves it as it is. */
export function rewriteOperations(
  request: DialectRequest,
  rewrite: (operation: JsonObject) => Counted<readonly JsonObject[]> | null,
): Counted<DialectRequest> {
  const found = operationsOf(request);
  if (found === null) return { value: request, count: 0 };
  const { body, key, operations } = found;
  let written: unknown[] | null = null;
  let count = 0;
  for (const [index, operation] of operations.entries()) {
    const rewritten = isObject(operation) ? rewrite(operation) : null;
    if (rewritten === null) {
      written?.push(operation);
      continue;
    }
    written ??= operations.slice(0, index);
    for (const each of rewritten.value) written.push(each);
    count += rewritten.count;
  }
  return written === null
    ? { value: request, count }
    : { value: { ...request, body: { ...body, [key]: written } }, count };
}

/** Every filter that a request searches by, in its query or, with .search, in its body. */
export function rewriteFilters(
  request: DialectRequest,
  rewrite: (filter: string) => Counted<string>,
): Counted<DialectRequest> {
  const { query, body } = request;
  let current = request;
  let count = 0;
  const inQuery = rewriteFilter(query['filter'], rewrite);
  if (inQuery !== null) {
    current = { ...current, query: { ...query, filter: inQuery.value } };
    count += inQuery.count;
  }
  if (request.method === 'POST' && isObject(body) && request.path.endsWith('/.search')) {
    const inBody = rewriteFilter(body['filter'], rewrite);
    if (inBody !== null) {
      current = { ...current, body: { ...body, filter: inBody.value } };
      count += inBody.count;
    }
  }
  return { value: current, count };
}

/** The `op` of an operation as it is meant. */
export function opOf(operation: JsonObject): 'add' | 'remove' | 'replace' | null {
  const op = memberOf(operation, 'op');
  if (typeof op !== 'string') return null;
  const folded = op.toLowerCase();
  return folded === 'add' || folded === 'remove' || folded === 'replace' ? folded : null;
}

/** The path of an operation as it was written; null where there is none. */
export function pathOf(operation: JsonObject): string | null {
  const path = memberOf(operation, 'path');
  return typeof path === 'string' && path !== '' ? path : null;
}

export function givenValueOf(operation: JsonObject): unknown {
  return memberOf(operation, 'value');
}

/** The operations of a PATCH, with where they are. */
export function operationsOf(
  request: DialectRequest,
): { body: JsonObject; key: string; operations: readonly unknown[] } | null {
  const { method, body } = request;
  if (method !== 'PATCH' || !isObject(body)) return null;
  const key = keyNamed(body, 'Operations');
  const operations = key === undefined ? undefined : body[key];
  return key !== undefined && Array.isArray(operations)
    ? { body, key, operations: operations as unknown[] }
    : null;
}

/** Each value of an attribute with several; a value that stands alone is one. */
export function rewriteValues(
  values: unknown,
  rewrite: (value: JsonObject) => Counted<JsonObject>,
): Counted<unknown> {
  const one = (value: unknown): Counted<unknown> => (isObject(value) ? rewrite(value) : { value, count: 0 });
  return Array.isArray(values) ? rewriteElements(values, one) : one(values);
}

function rewriteFilter(
  filter: unknown,
  rewrite: (filter: string) => Counted<string>,
): Counted<string> | null {
  if (typeof filter !== 'string' || filter.length > longestFilter) return null;
  const rewritten = rewrite(filter);
  return rewritten.count === 0 ? null : rewritten;
}

function bringsResource({ method, path }: DialectRequest): boolean {
  return method === 'PUT' || (method === 'POST' && !path.endsWith('/.search'));
}

function isBelow(path: string, endpoint: string): boolean {
  const folded = path.slice(0, endpoint.length + 1).toLowerCase();
  return folded === endpoint || folded === `${endpoint}/`;
}
