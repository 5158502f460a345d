import { isObject } from '../../protocol/member-of.ts';
import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import type { JsonObject } from '../json-object.ts';
import { manyValued, managerPath, singleValued } from '../known-attributes.ts';
import { readPath } from '../patch-path.ts';
import { opOf, pathOf, rewriteOperations, givenValueOf } from '../request-parts.ts';

/**
 * `{"op": "Replace", "path": "displayName", "value": [{"$ref": null, "value": "x"}]}`: what has one value comes as an array
 * of one (azure-docs#42220, and example 5 of Microsoft's SCIM guide for the manager).
 */
export const arraysForSingleValues: DialectRewrite = {
  name: 'array_for_single_value',
  rewrite: (request) => rewriteOperations(request, unwrap),
};

function unwrap(operation: JsonObject): Counted<readonly JsonObject[]> | null {
  const path = pathOf(operation);
  const value = givenValueOf(operation);
  if (path === null || !Array.isArray(value) || value.length !== 1 || opOf(operation) === 'remove')
    return null;
  const only: unknown = value[0];
  if (!isObject(only) || !Object.hasOwn(only, 'value') || typeof only['value'] === 'object') return null;
  const kind = kindOf(path);
  if (kind === 'several') return null;
  return {
    value: [{ ...operation, value: kind === 'manager' ? { value: only['value'] } : only['value'] }],
    count: 1,
  };
}

function kindOf(path: string): 'manager' | 'one' | 'several' {
  const { name, sub } = readPath(path);
  if (sub === null && (name === 'manager' || name === managerPath)) return 'manager';
  if (sub !== null && manyValued.has(name)) return 'one';
  return singleValued.has(sub === null ? name : `${name}.${sub}`) ? 'one' : 'several';
}
