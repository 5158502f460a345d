import type { DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteResource } from '../request-parts.ts';

/**
 * `"id": null, "members": null`: the template names what nothing is mapped to. Left out, as if it did not: a null would
 * take all members from a group. Too usual to be counted.
 */
export const unmappedNulls: DialectRewrite = {
  name: 'unmapped_null',
  rewrite: (request) =>
    rewriteResource(request, (resource) => {
      if (!Object.values(resource).includes(null)) return { value: resource, count: 0 };
      const mapped = Object.entries(resource).filter(([, value]) => value !== null);
      return { value: Object.fromEntries(mapped), count: 0 };
    }),
};
