import type { AttributePath } from './attribute.ts';

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type ComparisonValue = string | number | boolean | null;

/** A filter as it was written: names are not looked up yet (RFC 7644 §3.4.2.2, figure 1). */
export type WrittenFilter =
  | { kind: 'and' | 'or'; parts: WrittenFilter[] }
  | { kind: 'not'; part: WrittenFilter }
  | { kind: 'compare'; path: string; operator: ComparisonOperator; value: ComparisonValue }
  | { kind: 'present'; path: string }
  /** `path[filter]`: one and the same value of `path` satisfies all of it. */
  | { kind: 'values'; path: string; filter: WrittenFilter };

/** A filter on resources of one type. */
export type Filter =
  | { kind: 'and' | 'or'; parts: Filter[] }
  | { kind: 'not'; part: Filter }
  | { kind: 'compare'; path: AttributePath; operator: ComparisonOperator; value: ComparisonValue }
  | { kind: 'present'; path: AttributePath }
  /** Within `filter`, paths name sub-attributes of `path.attribute`: `sub` is set, or null for a plain value. */
  | { kind: 'values'; path: AttributePath; filter: Filter }
  /** An attribute that this type does not have and another of those searched has: no value (RFC 7644 §3.4.2.1). */
  | { kind: 'never' };
