import { isObject, memberOf } from '../../protocol/member-of.ts';
import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteElements, rewriteMembers } from '../json-object.ts';
import { manyValued } from '../known-attributes.ts';
import { concernsUsers, rewriteResource } from '../request-parts.ts';

/** Two e-mail addresses that are both primary: the first one stays so (RFC 7643 §2.4 allows one). */
export const severalPrimaries: DialectRewrite = {
  name: 'several_primaries',
  rewrite: (request) =>
    !concernsUsers(request)
      ? { value: request, count: 0 }
      : rewriteResource(request, (user) =>
          rewriteMembers(user, (name, values) =>
            manyValued.has(name) && Array.isArray(values)
              ? keepFirst(values as unknown[])
              : { value: values, count: 0 },
          ),
        ),
};

/** Counts once, however many there are. */
function keepFirst(values: readonly unknown[]): Counted<readonly unknown[]> {
  let seen = false;
  const { value, count } = rewriteElements(values, (element) => {
    if (!isObject(element) || memberOf(element, 'primary') !== true) return { value: element, count: 0 };
    if (!seen) {
      seen = true;
      return { value: element, count: 0 };
    }
    const { value: other } = rewriteMembers(element, (name, member) => ({
      value: name === 'primary' ? false : member,
      count: 0,
    }));
    return { value: other, count: 1 };
  });
  return { value, count: count === 0 ? 0 : 1 };
}
