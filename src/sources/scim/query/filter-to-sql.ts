import { joinSql, sql, type Sql } from '../../../store/sql-text.ts';
import type { Attribute, AttributePath } from '../protocol/attribute.ts';
import type { ComparisonOperator, Filter } from '../protocol/filter-tree.ts';
import { instantOf, instantPattern } from '../protocol/instant.ts';
import { ScimError } from '../protocol/scim-error.ts';
import { leavesOf, partsOf, valuesOf, type SqlNode, type SqlType, type SqlValues } from './sql-values.ts';

type Operator = Exclude<ComparisonOperator, 'ne'>;
type Test = { kind: 'present' } | { kind: 'compare'; operator: Operator; value: string | number | boolean };

/**
 * A filter as one condition on the row `d` of a type's table, with what indexes can answer of it in front. It says of a
 * row what evaluateFilter says of the resource; where it says NULL, that is false. Names come from the registry and,
 * like values, go in as values of the statement.
 *
 * @throws ScimError invalidFilter for a comparison of meta.version other than eq and ne
 */
export function filterToSql(of: SqlType, filter: Filter): SqlFilter {
  const { lookups, isNarrow } = lookupsOf(of, filter);
  return { condition: joinSql([...lookups, condition(of, filter, null)], ' and '), isNarrow };
}

export interface SqlFilter {
  condition: Sql;
  /** Whether an index finds the few rows that can satisfy it. */
  isNarrow: boolean;
}

/** @param element the value that a value path is looking at */
function condition(of: SqlType, filter: Filter, element: SqlNode | null): Sql {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const word = filter.kind === 'and' ? ' and ' : ' or ';
      return sql`(${joinSql(
        filter.parts.map((part) => condition(of, part, element)),
        word,
      )})`;
    }
    case 'not':
      return opposite(condition(of, filter.part, element));
    case 'never':
      return sql`false`;
    case 'values':
      return valuesOf(of, filter.path).any(
        (value) => sql`(${isAssigned(value)} and ${condition(of, filter.filter, value)})`,
      );
    case 'present':
    case 'compare': {
      const leaves = element === null ? leavesOf(of, filter.path) : leavesWithin(element, filter.path.sub);
      const leaf = filter.path.sub ?? filter.path.attribute;
      if (filter.kind === 'present')
        return leaves.any((value) => satisfies(value, leaf, { kind: 'present' }));
      const { operator, value: wanted } = filter;
      if (wanted === null) {
        const present = leaves.any((value) => satisfies(value, leaf, { kind: 'present' }));
        return operator === 'ne' ? present : opposite(present);
      }
      const isOpposite = operator === 'ne';
      const test: Test = { kind: 'compare', operator: isOpposite ? 'eq' : operator, value: wanted };
      const found = leaves.any((value) => satisfies(value, leaf, test));
      return isOpposite ? opposite(found) : found;
    }
  }
}

function leavesWithin(element: SqlNode, sub: Attribute | null): SqlValues {
  if (sub !== null) return partsOf(element, sub);
  return { any: (satisfiesIt) => satisfiesIt(element), first: (key) => key(element) };
}

/** Also true where the condition is NULL. */
function opposite(each: Sql): Sql {
  return sql`(${each}) is not true`;
}

/** In brackets, whether there is a value at all: an attribute that is not assigned has none. */
function isAssigned(value: SqlNode): Sql {
  return value.kind === 'json' ? sql`${value.sql} is not null` : sql`true`;
}

/** Whether one value is assigned, or compares as wanted. */
function satisfies(value: SqlNode, leaf: Attribute, test: Test): Sql {
  switch (value.kind) {
    case 'json':
      return test.kind === 'present'
        ? sql`${value.sql} not in ('null', '""', '{}', '[]')`
        : compareJson(value.sql, leaf, test.operator, test.value);
    case 'text':
      if (test.kind === 'present') return sql`${value.sql} <> ''`;
      return compareText(value.sql, leaf, test.operator, String(test.value));
    case 'instant':
      if (test.kind === 'present') return sql`${value.sql} is not null`;
      return compareNumber(epochOf(value.sql), test.operator, instantOf(String(test.value)) ?? 0);
    case 'version':
      return test.kind === 'present'
        ? sql`true`
        : compareVersion(value.modifiedAt, test.operator, test.value);
    case 'parts':
      return test.kind === 'present' ? sql`true` : sql`false`;
  }
}

function compareJson(json: Sql, leaf: Attribute, operator: Operator, wanted: string | number | boolean): Sql {
  switch (leaf.type) {
    case 'boolean':
      return sql`${json} = ${String(wanted)}::jsonb`;
    case 'integer':
    case 'decimal':
      return compareNumber(numberOf(json), operator, Number(wanted));
    case 'dateTime':
      return compareNumber(instantIn(json), operator, instantOf(String(wanted)) ?? 0);
    case 'string':
    case 'reference':
    case 'binary':
      return sql`(jsonb_typeof(${json}) = 'string' and ${compareText(
        sql`(${json} #>> '{}')`,
        leaf,
        operator,
        String(wanted),
      )})`;
    case 'complex':
      return sql`false`;
  }
}

function compareText(text: Sql, { caseExact }: Attribute, operator: Operator, wanted: string): Sql {
  const actual = caseExact ? text : sql`lower(${text})`;
  const value = caseExact ? sql`${wanted}::text` : sql`lower(${wanted}::text)`;
  switch (operator) {
    case 'eq':
      return sql`${actual} = ${value}`;
    case 'co':
      return sql`strpos(${actual}, ${value}) > 0`;
    case 'sw':
      return sql`starts_with(${actual}, ${value})`;
    case 'ew':
      return sql`right(${actual}, length(${value})) = ${value}`;
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return sql`${actual} collate "C" ${symbols[operator]} ${value}`;
  }
}

function compareNumber(number: Sql, operator: Operator, wanted: number): Sql {
  if (operator === 'co' || operator === 'sw' || operator === 'ew') return sql`false`;
  return sql`${number} ${symbols[operator]} ${String(wanted)}::numeric`;
}

const symbols = { eq: sql`=`, gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` } as const;

/** The numeric in a JSON value, or NULL. */
export function numberOf(json: Sql): Sql {
  return sql`case when jsonb_typeof(${json}) = 'number' then (${json} #>> '{}')::numeric end`;
}

/** The instant that a JSON string stands for, in milliseconds since 1970, or NULL; see instantOf. */
export function instantIn(json: Sql): Sql {
  const text = sql`(${json} #>> '{}')`;
  const cut = sql`regexp_replace(${text}, '([.][0-9]{3})[0-9]+', '\\1')`;
  const zone = sql`case when ${text} ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' then '' else 'Z' end`;
  return sql`case when jsonb_typeof(${json}) = 'string' and ${text} ~ ${instantPattern}
                  then ${epochOf(sql`(${cut} || ${zone})::timestamptz`)} end`;
}

/** A timestamptz in milliseconds since 1970. */
export function epochOf(instant: Sql): Sql {
  return sql`floor(extract(epoch from ${instant}) * 1000)`;
}

const version = /^W\/"([0-9a-z]{1,11})"$/;

function compareVersion(modifiedAt: Sql, operator: Operator, wanted: string | number | boolean): Sql {
  if (operator !== 'eq') {
    throw new ScimError('invalidFilter', 'meta.version is compared by eq and ne only.');
  }
  const digits = version.exec(String(wanted))?.[1];
  if (digits === undefined) return sql`false`;
  const milliseconds = Number.parseInt(digits, 36);
  // As it is written: with a leading zero it would be another version.
  return milliseconds.toString(36) === digits
    ? compareNumber(epochOf(modifiedAt), 'eq', milliseconds)
    : sql`false`;
}

/**
 * What an index answers of a filter, where all of it has to hold. Whoever is a member of a group, or has a member, may
 * be many: that is looked up only where nothing else is.
 */
function lookupsOf(of: SqlType, filter: Filter): { lookups: Sql[]; isNarrow: boolean } {
  const narrow: Sql[] = [];
  const wide: Sql[] = [];
  let hasId = false;
  for (const { path, value } of equalities(filter)) {
    const { name } = path.attribute;
    const isOfExtension = path.extension !== null;
    if (isOfExtension || (path.sub !== null && path.sub.name !== 'value')) continue;
    if (name === 'id') hasId = true;
    const lookup = of.table.lookups[name]?.(value);
    if (lookup !== undefined) (of.table.related[name] === undefined ? narrow : wide).push(lookup);
  }
  const isNarrow = hasId || narrow.length > 0;
  return { lookups: isNarrow ? narrow : wide, isNarrow };
}

/** The comparisons by eq with a text that have to hold for the filter to hold. */
function equalities(filter: Filter): { path: AttributePath; value: string }[] {
  switch (filter.kind) {
    case 'and':
      return filter.parts.flatMap(equalities);
    case 'values':
      return equalities(filter.filter);
    case 'compare':
      return filter.operator === 'eq' && typeof filter.value === 'string'
        ? [{ path: filter.path, value: filter.value }]
        : [];
    case 'or':
    case 'not':
    case 'present':
    case 'never':
      return [];
  }
}
