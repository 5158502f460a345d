import { isObject, memberOf } from '../../protocol/member-of.ts';
import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteMembers } from '../json-object.ts';
import { enterpriseUrn } from '../known-attributes.ts';
import { concernsUsers, rewriteResource } from '../request-parts.ts';

/** `"manager": {"managerId": "<id>", "displayName": "M"}`: the manager as SCIM 1.1 had it. */
export const managerIds: DialectRewrite = {
  name: 'manager_id',
  rewrite: (request) =>
    !concernsUsers(request)
      ? { value: request, count: 0 }
      : rewriteResource(request, (user) =>
          rewriteMembers(user, (urn, extension) =>
            urn === enterpriseUrn.toLowerCase() && isObject(extension)
              ? rewriteMembers(extension, (name, value) =>
                  name === 'manager' ? rewriteManager(value) : { value, count: 0 },
                )
              : { value: extension, count: 0 },
          ),
        ),
};

function rewriteManager(manager: unknown): Counted<unknown> {
  const id = isObject(manager) ? memberOf(manager, 'managerId') : undefined;
  if (id === undefined) return { value: manager, count: 0 };
  // The name is read-only: it follows from the person.
  if (typeof id === 'string' && id !== '') return { value: { value: id }, count: 1 };
  return typeof id === 'number' ? { value: { value: String(id) }, count: 1 } : { value: null, count: 1 };
}
