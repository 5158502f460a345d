import { isObject } from '../../protocol/member-of.ts';
import type { DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteMembers } from '../json-object.ts';
import { manyValued } from '../known-attributes.ts';
import { concernsUsers, rewriteResource } from '../request-parts.ts';

/** `"emails": {"value": "x"}`: an object where an array belongs. */
export const objectsForManyValues: DialectRewrite = {
  name: 'object_for_many_values',
  rewrite: (request) =>
    !concernsUsers(request)
      ? { value: request, count: 0 }
      : rewriteResource(request, (user) =>
          rewriteMembers(user, (name, value) =>
            manyValued.has(name) && isObject(value) ? { value: [value], count: 1 } : { value, count: 0 },
          ),
        ),
};
