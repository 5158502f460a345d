import { isObject } from '../../protocol/member-of.ts';
import type { DialectRewrite } from '../dialect-rewrite.ts';
import { readPath } from '../patch-path.ts';
import { concernsGroups, opOf, operationsOf, pathOf, givenValueOf } from '../request-parts.ts';

/**
 * `{"op": "Remove", "path": "members", "value": [{"value": "<id>"}]}`: what to remove is told by values, not by a filter.
 * That is understood of every identity provider, so it is only counted.
 */
export const removalsWithValues: DialectRewrite = {
  name: 'remove_with_values',
  rewrite(request) {
    const operations = concernsGroups(request) ? (operationsOf(request)?.operations ?? []) : [];
    let count = 0;
    for (const operation of operations) {
      if (!isObject(operation) || opOf(operation) !== 'remove') continue;
      const path = pathOf(operation);
      if (path === null || typeof givenValueOf(operation) !== 'object' || givenValueOf(operation) === null)
        continue;
      const { name, hasFilter, sub } = readPath(path);
      if (name === 'members' && !hasFilter && sub === null) count += 1;
    }
    return { value: request, count };
  },
};
