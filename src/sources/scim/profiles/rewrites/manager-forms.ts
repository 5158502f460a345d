import { isObject } from '../../protocol/member-of.ts';
import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteComparisons } from '../filter-words.ts';
import { rewriteMembers, type JsonObject } from '../json-object.ts';
import { enterpriseUrn, managerPath } from '../known-attributes.ts';
import { readPath } from '../patch-path.ts';
import type { DialectRequest } from '../profile.ts';
import {
  concernsUsers,
  opOf,
  pathOf,
  rewriteFilters,
  rewriteOperations,
  rewriteResource,
  givenValueOf,
} from '../request-parts.ts';

/**
 * `"path": "manager"`, and `id eq "u" and manager eq "m"` where it looks whether a reference is there already: the manager
 * is of the enterprise extension, not of the core (RFC 7643 §4.3).
 */
export const managersWithoutUrn: DialectRewrite = {
  name: 'manager_without_urn',
  rewrite(request) {
    if (!concernsUsers(request)) return { value: request, count: 0 };
    return request.method === 'PATCH'
      ? rewriteOperations(request, nameUrn)
      : rewriteFilters(request, (filter) =>
          rewriteComparisons(filter, ({ name, within }) =>
            within === null && (name === 'manager' || name === 'manager.value')
              ? { name: `${enterpriseUrn}:manager.value` }
              : null,
          ),
        );
  },
};

function nameUrn(operation: JsonObject): Counted<readonly JsonObject[]> | null {
  const written = pathOf(operation);
  const { name, sub } = written === null ? { name: null, sub: null } : readPath(written);
  if (name !== 'manager') return null;
  const path = `${enterpriseUrn}:manager${sub === null ? '' : `.${sub}`}`;
  return { value: [{ ...operation, path }], count: 1 };
}

/** `"path": "urn:...:manager", "value": "<id>"`: the id alone, instead of `{"value": "<id>"}`. */
export const managersAsStrings: DialectRewrite = {
  name: 'manager_as_string',
  rewrite: (request) =>
    rewriteManagers(request, (manager) =>
      typeof manager === 'string' && manager !== ''
        ? { value: { value: manager }, count: 1 }
        : { value: manager, count: 0 },
    ),
};

/** `"path": "urn:...:manager", "value": {"value": ""}`: nobody. */
export const emptyManagers: DialectRewrite = {
  name: 'empty_manager',
  rewrite: (request) =>
    rewriteManagers(request, (manager) =>
      isNobody(manager) ? { value: null, count: 1 } : { value: manager, count: 0 },
    ),
};

function isNobody(manager: unknown): boolean {
  return manager === '' || (isObject(manager) && manager['value'] === '');
}

type RewriteManager = (manager: unknown) => Counted<unknown>;

/** The manager of a User wherever one is given a value; null unassigns. */
function rewriteManagers(request: DialectRequest, rewrite: RewriteManager): Counted<DialectRequest> {
  if (!concernsUsers(request)) return { value: request, count: 0 };
  return request.method === 'PATCH'
    ? rewriteOperations(request, (operation) => rewriteOperation(operation, rewrite))
    : rewriteResource(request, (user) => rewriteUser(user, rewrite));
}

function rewriteUser(user: JsonObject, rewrite: RewriteManager): Counted<JsonObject> {
  return rewriteMembers(user, (urn, extension) =>
    urn === enterpriseUrn.toLowerCase() && isObject(extension)
      ? rewriteMembers(extension, (name, value) =>
          name === 'manager' ? rewrite(value) : { value, count: 0 },
        )
      : { value: extension, count: 0 },
  );
}

function rewriteOperation(
  operation: JsonObject,
  rewrite: RewriteManager,
): Counted<readonly JsonObject[]> | null {
  if (opOf(operation) === 'remove') return null;
  const path = pathOf(operation);
  const given = givenValueOf(operation);
  if (path === null) {
    if (!isObject(given)) return null;
    const { value, count } = rewriteUser(given, rewrite);
    return count === 0 ? null : { value: [{ ...operation, value }], count };
  }
  if (path.toLowerCase() !== managerPath) return null;
  const { value, count } = rewrite(given);
  if (count === 0) return null;
  return { value: [value === null ? { op: 'remove', path } : { ...operation, value }], count };
}
