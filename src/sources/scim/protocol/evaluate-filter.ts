import type { Attribute, AttributePath, Attributes } from './attribute.ts';
import { instantOf } from './instant.ts';
import type { ComparisonOperator, ComparisonValue, Filter } from './filter-tree.ts';
import { compareTexts, foldCase } from './fold-case.ts';

/**
 * Whether a resource satisfies a filter (RFC 7644 §3.4.2.2). `eq null` means unassigned, and `ne` is the opposite of
 * `eq`: also true where there is no value, and of several values none may be equal. Every other comparison holds where
 * any value satisfies it.
 *
 * @param value attributes by canonical names; `id`, `meta`, `schemas`, `groups` and `members` are seen where they are there
 */
export function evaluateFilter(filter: Filter, value: Attributes): boolean {
  return holds(filter, (path) => {
    const owner = path.extension === null ? value : ownValue(value, path.extension);
    return listed(ownValue(owner, path.attribute.name));
  });
}

/** Whether one value of an attribute satisfies the filter of a value path: what stands between the brackets. */
export function evaluateOnElement(filter: Filter, element: unknown): boolean {
  return holds(filter, () => listed(element));
}

/** @param valuesOf the values of the attribute of a path, not yet of its sub-attribute */
function holds(filter: Filter, valuesOf: (path: AttributePath) => unknown[]): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => holds(part, valuesOf));
    case 'or':
      return filter.parts.some((part) => holds(part, valuesOf));
    case 'not':
      return !holds(filter.part, valuesOf);
    case 'never':
      return false;
    case 'values':
      return valuesOf(filter.path).some((element) => evaluateOnElement(filter.filter, element));
    case 'present':
      return leavesOf(filter.path, valuesOf).length > 0;
    case 'compare':
      return compares(filter.path, filter.operator, filter.value, leavesOf(filter.path, valuesOf));
  }
}

function compares(
  path: AttributePath,
  operator: ComparisonOperator,
  wanted: ComparisonValue,
  leaves: unknown[],
): boolean {
  if (operator === 'ne') return !compares(path, 'eq', wanted, leaves);
  if (wanted === null) return operator === 'eq' && leaves.length === 0;
  const leaf = path.sub ?? path.attribute;
  return leaves.some((actual) => compareValue(leaf, operator, actual, wanted));
}

/** Whether one value compares as wanted. Values of another type than the attribute's never do. */
function compareValue(
  leaf: Attribute,
  operator: Exclude<ComparisonOperator, 'ne'>,
  actual: unknown,
  wanted: string | number | boolean,
): boolean {
  switch (leaf.type) {
    case 'boolean':
      return operator === 'eq' && actual === wanted;
    case 'integer':
    case 'decimal':
      if (typeof actual !== 'number' || typeof wanted !== 'number') return false;
      return isOrdered(operator, actual - wanted);
    case 'dateTime': {
      if (typeof actual !== 'string' || typeof wanted !== 'string') return false;
      const [at, wantedAt] = [instantOf(actual), instantOf(wanted)];
      return at !== null && wantedAt !== null && isOrdered(operator, at - wantedAt);
    }
    case 'string':
    case 'reference':
    case 'binary': {
      if (typeof actual !== 'string' || typeof wanted !== 'string') return false;
      if (leaf.caseExact) return compareText(operator, actual, wanted);
      return compareText(operator, foldCase(actual), foldCase(wanted));
    }
    case 'complex':
      return false;
  }
}

function compareText(operator: Exclude<ComparisonOperator, 'ne'>, actual: string, wanted: string): boolean {
  switch (operator) {
    case 'eq':
      return actual === wanted;
    case 'co':
      return actual.includes(wanted);
    case 'sw':
      return actual.startsWith(wanted);
    case 'ew':
      return actual.endsWith(wanted);
    default:
      return isOrdered(operator, compareTexts(actual, wanted));
  }
}

/** @param difference negative where the actual value is less than the wanted one */
function isOrdered(operator: Exclude<ComparisonOperator, 'ne'>, difference: number): boolean {
  switch (operator) {
    case 'eq':
      return difference === 0;
    case 'gt':
      return difference > 0;
    case 'ge':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    case 'le':
      return difference <= 0;
    case 'co':
    case 'sw':
    case 'ew':
      return false;
  }
}

/** The assigned values that a path leads to. */
function leavesOf(path: AttributePath, valuesOf: (path: AttributePath) => unknown[]): unknown[] {
  const values = valuesOf(path);
  const { sub } = path;
  const leaves = sub === null ? values : values.flatMap((value) => listed(ownValue(value, sub.name)));
  return leaves.filter(isAssigned);
}

function isAssigned(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function listed(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Never what a value inherits: names may come from a schema that a customer wrote. */
function ownValue(owner: unknown, name: string): unknown {
  if (typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, name)) return undefined;
  return (owner as Record<string, unknown>)[name];
}
