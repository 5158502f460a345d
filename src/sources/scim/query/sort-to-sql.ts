import { sql, type Sql } from '../../../store/sql-text.ts';
import type { Attribute, AttributePath, ResourceType } from '../protocol/attribute.ts';
import { resolvePath } from '../protocol/resolve-path.ts';
import { ScimError } from '../protocol/scim-error.ts';
import { epochOf, instantIn, numberOf } from './filter-to-sql.ts';
import { leavesOf, type SqlNode, type SqlType } from './sql-values.ts';

/** By what resources are sorted, besides their id. Types without the attribute have nothing there. */
export interface Sorting {
  kind: 'text' | 'number';
  pathOf: (type: ResourceType) => AttributePath | null;
}

/**
 * The sorting by an attribute (RFC 7644 §3.4.2.3). One that is complex is sorted by its `value`.
 *
 * @throws ScimError invalidPath where no type has it, or it cannot be sorted by
 */
export function readSorting(types: readonly ResourceType[], sortBy: string): Sorting {
  const paths = new Map(types.map((type) => [type, sortPath(type, sortBy)]));
  const kinds = new Set([...paths.values()].flatMap((path) => (path === null ? [] : [kindOf(path)])));
  const [kind, another] = kinds;
  if (kind === undefined) {
    throw new ScimError('invalidPath', 'The sortBy parameter names an attribute that there is not.');
  }
  if (another !== undefined) {
    throw new ScimError('invalidPath', 'The sortBy parameter names attributes of different types.');
  }
  return { kind, pathOf: (type) => paths.get(type) ?? null };
}

/** By so many characters is sorted; what is longer is as good as equal. Bounds what a cursor carries. */
const sortedCharacters = 256;

/** What a row `d` is sorted by, a text by code points or a numeric; NULL where it has nothing there. */
export function sortKey(of: SqlType, sorting: Sorting): Sql {
  const path = sorting.pathOf(of.type);
  const key = path === null ? sql`null` : leavesOf(of, path).first((value) => keyOf(value, leafOf(path)));
  return sorting.kind === 'number'
    ? sql`(${key})::numeric`
    : sql`left((${key})::text, ${sortedCharacters}::int) collate "C"`;
}

function sortPath(type: ResourceType, sortBy: string): AttributePath | null {
  const path = resolvePath(type, sortBy);
  if (path === null) return null;
  if (path.attribute.returned === 'never' || path.sub?.returned === 'never') {
    throw new ScimError('invalidPath', 'The sortBy parameter names an attribute that is never returned.');
  }
  if (leafOf(path).type !== 'complex') return path;
  const value = path.attribute.subAttributes.find(({ name }) => name === 'value');
  if (value !== undefined) return { ...path, sub: value };
  throw new ScimError('invalidPath', `${path.attribute.name} is complex: sort by one of its sub-attributes.`);
}

function leafOf({ attribute, sub }: AttributePath): Attribute {
  return sub ?? attribute;
}

function kindOf(path: AttributePath): Sorting['kind'] {
  switch (leafOf(path).type) {
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return 'text';
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'dateTime':
      return 'number';
  }
}

function keyOf(value: SqlNode, leaf: Attribute): Sql {
  switch (value.kind) {
    case 'json':
      return keyInJson(value.sql, leaf);
    case 'text':
      return leaf.caseExact ? value.sql : sql`lower(${value.sql})`;
    case 'instant':
      return epochOf(value.sql);
    case 'version':
      // In the order of the changes.
      return sql`lpad(to_hex(${epochOf(value.modifiedAt)}::bigint), 16, '0')`;
    case 'parts':
      return sql`null`;
  }
}

function keyInJson(json: Sql, leaf: Attribute): Sql {
  switch (leaf.type) {
    case 'boolean':
      return sql`case ${json} when 'true' then 1 when 'false' then 0 end`;
    case 'integer':
    case 'decimal':
      return numberOf(json);
    case 'dateTime':
      return instantIn(json);
    case 'string':
    case 'reference':
    case 'binary': {
      const text = sql`case when jsonb_typeof(${json}) = 'string' then ${json} #>> '{}' end`;
      return leaf.caseExact ? text : sql`lower(${text})`;
    }
    case 'complex':
      return sql`null`;
  }
}
