import { memberOf } from '../../protocol/member-of.ts';
import type { DialectRewrite } from '../dialect-rewrite.ts';
import { opOf, rewriteOperations } from '../request-parts.ts';

/** `"op": "Replace"`. RFC 7644 §3.5.2 has them in lower case. */
export const operationsInCapitals: DialectRewrite = {
  name: 'op_capitals',
  rewrite: (request) =>
    rewriteOperations(request, (operation) => {
      const op = opOf(operation);
      return op === null || op === memberOf(operation, 'op')
        ? null
        : { value: [{ ...operation, op }], count: 1 };
    }),
};
