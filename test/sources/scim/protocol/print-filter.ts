import type { WrittenFilter } from '../../../../src/sources/scim/protocol/filter-tree.ts';

/** A filter as text, with parentheses only where the tree needs them. */
export function printFilter(filter: WrittenFilter): string {
  switch (filter.kind) {
    case 'or':
      return filter.parts
        .map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part)))
        .join(' or ');
    case 'and':
      return filter.parts
        .map((part) =>
          part.kind === 'or' || part.kind === 'and' ? `(${printFilter(part)})` : printFilter(part),
        )
        .join(' and ');
    case 'not':
      return `not (${printFilter(filter.part)})`;
    case 'present':
      return `${filter.path} pr`;
    case 'compare':
      return `${filter.path} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'values':
      return `${filter.path}[${printFilter(filter.filter)}]`;
  }
}
