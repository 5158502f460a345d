import { isObject } from '../../protocol/member-of.ts';
import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import type { JsonObject } from '../json-object.ts';
import { opOf, pathOf, rewriteOperations, givenValueOf } from '../request-parts.ts';

/**
 * `{"op": "replace", "value": {"name.givenName": "K", "urn:...:User:employeeNumber": "A"}}`: keys that are paths become
 * operations of their own, after the one with what is left of the value.
 */
export const dottedKeys: DialectRewrite = {
  name: 'dotted_key',
  rewrite: (request) => rewriteOperations(request, expand),
};

function expand(operation: JsonObject): Counted<readonly JsonObject[]> | null {
  const value = givenValueOf(operation);
  if (pathOf(operation) !== null || !isObject(value) || opOf(operation) === 'remove') return null;
  const members = Object.entries(value);
  const paths = members.filter(([key, member]) => isPath(key, member));
  if (paths.length === 0) return null;
  const rest = members.filter(([key, member]) => !isPath(key, member));
  return {
    value: [
      ...(rest.length === 0 ? [] : [{ ...operation, value: Object.fromEntries(rest) }]),
      ...paths.map(([path, member]) => ({ ...operation, path, value: member })),
    ],
    count: paths.length,
  };
}

function isPath(key: string, member: unknown): boolean {
  if (key.slice(0, 'urn:'.length).toLowerCase() !== 'urn:') return key.includes('.') || key.includes('[');
  // A URN alone names an extension, whose value is an object (or null, for none of it).
  return namesAttribute(key) || (member !== null && !isObject(member));
}

/** `...:User:employeeNumber`: one more part after the type that a schema's URN ends with. */
function namesAttribute(urn: string): boolean {
  const parts = urn.split(':');
  const type = parts.at(-2)?.toLowerCase();
  return type === 'user' || type === 'group';
}
