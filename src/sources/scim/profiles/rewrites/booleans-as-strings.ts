import { isObject } from '../../protocol/member-of.ts';
import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteComparisons, type RewrittenComparison, type WrittenComparison } from '../filter-words.ts';
import { rewriteMembers, type JsonObject } from '../json-object.ts';
import { foldName, manyValued } from '../known-attributes.ts';
import { readPath } from '../patch-path.ts';
import {
  concernsUsers,
  opOf,
  pathOf,
  rewriteFilters,
  rewriteOperations,
  rewriteResource,
  rewriteValues,
  givenValueOf,
} from '../request-parts.ts';

/**
 * `"active": "False"`, `roles[primary eq "True"]`: true and false as text. Only where the standard has a boolean; a title
 * may be "True".
 */
export const booleansAsStrings: DialectRewrite = {
  name: 'boolean_as_string',
  rewrite(request) {
    if (!concernsUsers(request)) return { value: request, count: 0 };
    if (request.method === 'PATCH') return rewriteOperations(request, rewriteOperation);
    const inResource = rewriteResource(request, rewriteUser);
    const inFilter = rewriteFilters(inResource.value, (filter) =>
      rewriteComparisons(filter, rewriteCompared),
    );
    return { value: inFilter.value, count: inResource.count + inFilter.count };
  },
};

function rewriteOperation(operation: JsonObject): Counted<readonly JsonObject[]> | null {
  const written = pathOf(operation);
  const path =
    written?.includes('[') === true
      ? rewriteComparisons(written, rewriteCompared)
      : { value: written, count: 0 };
  const value =
    opOf(operation) === 'remove'
      ? unchanged(givenValueOf(operation))
      : rewriteAt(path.value, givenValueOf(operation));
  const count = path.count + value.count;
  if (count === 0) return null;
  return {
    value: [
      {
        ...operation,
        ...(path.count > 0 && { path: path.value }),
        ...(value.count > 0 && { value: value.value }),
      },
    ],
    count,
  };
}

function rewriteAt(written: string | null, value: unknown): Counted<unknown> {
  if (written === null) return isObject(value) ? rewriteUser(value) : unchanged(value);
  const { name, sub } = readPath(written);
  if (name === 'active' && sub === null) return toBoolean(value);
  if (!manyValued.has(name)) return unchanged(value);
  if (sub === 'primary') return toBoolean(value);
  return sub === null ? rewriteValues(value, rewritePrimary) : unchanged(value);
}

function rewriteUser(user: JsonObject): Counted<JsonObject> {
  return rewriteMembers(user, (name, value) => {
    if (name === 'active') return toBoolean(value);
    return manyValued.has(name) ? rewriteValues(value, rewritePrimary) : unchanged(value);
  });
}

function rewritePrimary(value: JsonObject): Counted<JsonObject> {
  return rewriteMembers(value, (name, member) =>
    name === 'primary' ? toBoolean(member) : unchanged(member),
  );
}

function rewriteCompared({ name, within, value }: WrittenComparison): RewrittenComparison | null {
  if (!isBoolean(name, within)) return null;
  const folded = value.toLowerCase();
  const bare = folded.startsWith('"') ? folded.slice(1, -1) : folded;
  return (bare === 'true' || bare === 'false') && bare !== value ? { value: bare } : null;
}

function isBoolean(name: string, within: string | null): boolean {
  if (within !== null) return name === 'primary' && manyValued.has(foldName(within));
  return (
    name === 'active' || (name.endsWith('.primary') && manyValued.has(name.slice(0, -'.primary'.length)))
  );
}

function toBoolean(value: unknown): Counted<unknown> {
  if (typeof value !== 'string' || value.length > 'false'.length) return unchanged(value);
  const folded = value.toLowerCase();
  return folded === 'true' || folded === 'false' ? { value: folded === 'true', count: 1 } : unchanged(value);
}

function unchanged<Value>(value: Value): Counted<Value> {
  return { value, count: 0 };
}
