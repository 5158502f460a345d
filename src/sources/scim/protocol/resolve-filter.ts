import type { Attribute, AttributePath, ResourceType } from './attribute.ts';
import type { ComparisonOperator, ComparisonValue, Filter, WrittenFilter } from './filter-tree.ts';
import { instantOf } from './instant.ts';
import { resolvePath } from './resolve-path.ts';
import { ScimError } from './scim-error.ts';

/**
 * Looks up the names of a filter among the attributes of a type, and checks that each can be compared so. A complex
 * attribute that is compared itself means its `value` (`emails co "@acme.com"`).
 *
 * @param alsoKnown whether another type that is searched at the same time has an attribute of this name: then it has no
 *   value here (RFC 7644 §3.4.2.1), and is no mistake
 * @throws ScimError invalidFilter
 */
export function resolveFilter(
  type: ResourceType,
  written: WrittenFilter,
  alsoKnown: (path: string) => boolean = () => false,
): Filter {
  return resolve(written, (path) => {
    const known = resolvePath(type, path);
    if (known === null && !alsoKnown(path)) {
      throw new ScimError(
        'invalidFilter',
        `The filter names an attribute that a ${type.name} does not have.`,
      );
    }
    return known;
  });
}

/**
 * Looks up the names in the brackets of a value path: those of the sub-attributes of `path.attribute`, or `value` for a
 * plain value.
 *
 * @throws ScimError invalidFilter
 */
export function resolveValueFilter(path: AttributePath, written: WrittenFilter): Filter {
  const { attribute } = path;
  return resolve(written, (name) => {
    const wanted = name.toLowerCase();
    if (attribute.type !== 'complex' && wanted === 'value') return { ...path, sub: null };
    const sub = attribute.subAttributes.find((each) => each.name.toLowerCase() === wanted);
    if (sub !== undefined) return { ...path, sub };
    throw new ScimError('invalidFilter', `The filter names something that ${attribute.name} does not have.`);
  });
}

/** @param find the attribute of a name; null for one that has no value here */
function resolve(written: WrittenFilter, find: (path: string) => AttributePath | null): Filter {
  switch (written.kind) {
    case 'and':
    case 'or':
      return { kind: written.kind, parts: written.parts.map((part) => resolve(part, find)) };
    case 'not':
      return { kind: 'not', part: resolve(written.part, find) };
    case 'present': {
      const path = find(written.path);
      if (path === null) return { kind: 'never' };
      requireReadable(path);
      return { kind: 'present', path };
    }
    case 'values': {
      const path = find(written.path);
      if (path === null) return { kind: 'never' };
      requireReadable(path);
      if (path.sub !== null) {
        throw new ScimError('invalidFilter', `${nameOf(path)} has no values to be filtered in brackets.`);
      }
      return { kind: 'values', path, filter: resolveValueFilter(path, written.filter) };
    }
    case 'compare': {
      const path = find(written.path);
      if (path === null) return comparedWithNothing(written.operator, written.value);
      return comparison(path, written.operator, written.value);
    }
  }
}

/** `ne` is the opposite of `eq`, also where there is no value; nothing else is true of no value but `eq null`. */
function comparedWithNothing(operator: ComparisonOperator, value: ComparisonValue): Filter {
  const isTrue = value === null ? operator === 'eq' : operator === 'ne';
  return isTrue ? { kind: 'not', part: { kind: 'never' } } : { kind: 'never' };
}

function comparison(found: AttributePath, operator: ComparisonOperator, value: ComparisonValue): Filter {
  requireReadable(found);
  if (value === null) {
    if (operator === 'eq') return { kind: 'not', part: { kind: 'present', path: found } };
    if (operator === 'ne') return { kind: 'present', path: found };
    throw new ScimError('invalidFilter', `With null, ${nameOf(found)} is compared by eq and ne only.`);
  }
  const path = asCompared(found);
  requireComparable(path, operator, value);
  return { kind: 'compare', path, operator, value };
}

/** A complex attribute is compared by its `value`. */
function asCompared(path: AttributePath): AttributePath {
  if (path.sub !== null || path.attribute.type !== 'complex') return path;
  const value = path.attribute.subAttributes.find(({ name }) => name === 'value');
  if (value === undefined) {
    throw new ScimError('invalidFilter', `${nameOf(path)} is complex: compare one of its sub-attributes.`);
  }
  return { ...path, sub: value };
}

function requireReadable(path: AttributePath): void {
  if (path.attribute.returned !== 'never' && path.sub?.returned !== 'never') return;
  throw new ScimError('invalidFilter', `${nameOf(path)} is never returned, and cannot be filtered by.`);
}

const equality: ReadonlySet<ComparisonOperator> = new Set(['eq', 'ne']);
const substring: ReadonlySet<ComparisonOperator> = new Set(['co', 'sw', 'ew']);

/** RFC 7644 §3.4.2.2, table 3, and the types of RFC 7643 §2.3. */
function requireComparable(
  path: AttributePath,
  operator: ComparisonOperator,
  value: string | number | boolean,
): void {
  const leaf = path.sub ?? path.attribute;
  const name = nameOf(path);
  if (typeof value !== comparedAs(leaf)) {
    throw new ScimError('invalidFilter', `${name} is compared with ${wordFor[comparedAs(leaf)]}.`);
  }
  const isOrderless = leaf.type === 'boolean' || leaf.type === 'binary';
  if (isOrderless && !equality.has(operator) && !(leaf.type === 'binary' && substring.has(operator))) {
    throw new ScimError('invalidFilter', `${name} is ${leaf.type}, which \`${operator}\` does not compare.`);
  }
  if (substring.has(operator) && (typeof value !== 'string' || leaf.type === 'dateTime')) {
    throw new ScimError('invalidFilter', `${name} is ${leaf.type}, which \`${operator}\` does not compare.`);
  }
  if (leaf.type === 'dateTime' && typeof value === 'string' && instantOf(value) === null) {
    throw new ScimError('invalidFilter', `${name} is compared with a time such as "2011-05-13T04:42:34Z".`);
  }
}

function comparedAs(leaf: Attribute): 'boolean' | 'number' | 'string' {
  if (leaf.type === 'boolean') return 'boolean';
  return leaf.type === 'integer' || leaf.type === 'decimal' ? 'number' : 'string';
}

const wordFor = {
  boolean: 'true or false, without quotes',
  number: 'a number, without quotes',
  string: 'a text in double quotes',
} as const;

function nameOf({ attribute, sub }: AttributePath): string {
  return sub === null ? attribute.name : `${attribute.name}.${sub.name}`;
}
