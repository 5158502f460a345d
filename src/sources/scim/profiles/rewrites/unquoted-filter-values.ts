import type { DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteComparisons, type RewrittenComparison, type WrittenComparison } from '../filter-words.ts';
import { textAttributes } from '../known-attributes.ts';
import { pathOf, rewriteFilters, rewriteOperations } from '../request-parts.ts';

/** `externalId eq jyoung`: text without quotes (RFC 7644 §3.4.2.2 has JSON values). */
export const unquotedFilterValues: DialectRewrite = {
  name: 'unquoted_filter_value',
  rewrite: (request) =>
    request.method === 'PATCH'
      ? rewriteOperations(request, (operation) => {
          const written = pathOf(operation);
          if (written?.includes('[') !== true) return null;
          const { value: path, count } = rewriteComparisons(written, quote);
          return count === 0 ? null : { value: [{ ...operation, path }], count };
        })
      : rewriteFilters(request, (filter) => rewriteComparisons(filter, quote)),
};

const literals: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function quote({ name, value }: WrittenComparison): RewrittenComparison | null {
  if (value.startsWith('"') || value.startsWith("'") || literals.has(value)) return null;
  const lastPart = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
  if (isNumber(value) && !textAttributes.has(lastPart)) return null;
  return { value: JSON.stringify(value) };
}

function isNumber(value: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value);
}
