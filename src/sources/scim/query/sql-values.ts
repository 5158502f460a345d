import { joinSql, sql, type Sql } from '../../../store/sql-text.ts';
import type { RelatedRows, ResourceTable } from '../../../store/scim-tables.ts';
import type { Attribute, AttributePath, ResourceType } from '../protocol/attribute.ts';

/** What a type's attributes are in SQL, over a row `d` of the table that it is kept in. */
export interface SqlType {
  type: ResourceType;
  table: ResourceTable;
  /** Where the directory is served, without a slash at the end. */
  baseUrl: string;
}

/** A value in SQL. Where it is NULL, nothing is assigned. */
export type SqlNode =
  | { kind: 'json'; sql: Sql }
  | { kind: 'text'; sql: Sql }
  | { kind: 'instant'; sql: Sql }
  /** Of the instant of the last change; see versionOf. */
  | { kind: 'version'; modifiedAt: Sql }
  /** A complex value whose parts are kept apart. */
  | { kind: 'parts'; parts: Readonly<Record<string, SqlNode>> };

/** The values of an attribute in SQL. */
export interface SqlValues {
  /** Whether any of them satisfies a condition. */
  any(satisfies: (value: SqlNode) => Sql): Sql;
  /** Something of the primary or else the first of them, by which to sort; NULL where there is none. */
  first(key: (value: SqlNode) => Sql): Sql;
}

/** The values that a path leads to: those of its sub-attribute, where it names one. */
export function leavesOf(of: SqlType, path: AttributePath): SqlValues {
  const values = valuesOf(of, path);
  return path.sub === null ? values : within(values, path.sub);
}

/** The values of the attribute of a path. */
export function valuesOf(of: SqlType, path: AttributePath): SqlValues {
  const { type, table, baseUrl } = of;
  const { attribute, extension } = path;
  if (extension !== null)
    return jsonValues(sql`(${table.stored} -> ${extension} -> ${attribute.name})`, attribute);
  const related = table.related[attribute.name];
  if (related !== undefined) return relatedValues(related, baseUrl);
  switch (attribute.name) {
    case 'id':
      return one({ kind: 'text', sql: table.id });
    case 'schemas':
      return schemaValues(type, table);
    case 'meta':
      return one(metaOf(of));
    default: {
      const shown = table.shown[attribute.name];
      return jsonValues(
        shown === undefined ? sql`(${table.stored} -> ${attribute.name})` : sql`(${shown})`,
        attribute,
      );
    }
  }
}

/** The values of a sub-attribute of one value. */
export function partsOf(value: SqlNode, sub: Attribute): SqlValues {
  switch (value.kind) {
    case 'json':
      return jsonValues(sql`(${value.sql} -> ${sub.name})`, sub);
    case 'parts': {
      const part = value.parts[sub.name];
      return part === undefined ? none : one(part);
    }
    case 'text':
    case 'instant':
    case 'version':
      return none;
  }
}

function within(values: SqlValues, sub: Attribute): SqlValues {
  return {
    any: (satisfies) => values.any((value) => partsOf(value, sub).any(satisfies)),
    first: (key) => values.first((value) => partsOf(value, sub).first(key)),
  };
}

const none: SqlValues = { any: () => sql`false`, first: () => sql`null` };

function one(value: SqlNode): SqlValues {
  return { any: (satisfies) => satisfies(value), first: (key) => key(value) };
}

function jsonValues(json: Sql, { multiValued }: Attribute): SqlValues {
  if (!multiValued) return one({ kind: 'json', sql: json });
  return {
    // An alias hides those of the same name around it, which are not asked for inside.
    any: (satisfies) =>
      sql`exists (select 1 from jsonb_path_query(${json}, '$[*]') as e (v)
                   where ${satisfies({ kind: 'json', sql: sql`e.v` })})`,
    first: (key) => {
      const primary = sql`jsonb_path_query_first(${json}, ${'$[*] ? (@.primary == true)'}::jsonpath)`;
      const first = sql`coalesce(${primary}, jsonb_path_query_first(${json}, '$[*]'))`;
      return sql`(select ${key({ kind: 'json', sql: sql`f.v` })} from (select ${first} as v) f)`;
    },
  };
}

function relatedValues({ of, columns, endpointOf }: RelatedRows, baseUrl: string): SqlValues {
  const rows = of({ tenantId: 'd.tenant_id', id: 'd.id', removedAt: 'd.removed_at' });
  const endpoint =
    endpointOf === 'groups'
      ? sql`'/Groups/'::text`
      : sql`case ${columns.type} when 'Group' then '/Groups/' else '/Users/' end`;
  const parts: Record<string, SqlNode> = {
    value: { kind: 'text', sql: columns.value },
    display: { kind: 'text', sql: sql`(${columns.display})` },
    type: { kind: 'text', sql: sql`(${columns.type})` },
    $ref: { kind: 'text', sql: sql`(${baseUrl}::text || ${endpoint} || ${columns.value})` },
  };
  const value: SqlNode = { kind: 'parts', parts };
  return {
    any: (satisfies) => sql`exists (select 1 from ${rows} and ${satisfies(value)})`,
    first: (key) => sql`(select ${key(value)} from ${rows} order by ${columns.value} limit 1)`,
  };
}

/** Core, and each extension of which something is assigned. */
function schemaValues({ schema, extensions }: ResourceType, table: ResourceTable): SqlValues {
  const urn = (id: string): SqlNode => ({ kind: 'text', sql: sql`${id}::text` });
  return {
    any: (satisfies) => {
      const optional = extensions.map(({ schema: { id } }) => {
        return sql`(${table.stored} -> ${id} is not null and ${satisfies(urn(id))})`;
      });
      return sql`(${joinSql([satisfies(urn(schema.id)), ...optional], ' or ')})`;
    },
    first: (key) => key(urn(schema.id)),
  };
}

function metaOf({ type, table, baseUrl }: SqlType): SqlNode {
  return {
    kind: 'parts',
    parts: {
      resourceType: { kind: 'text', sql: sql`${type.name}::text` },
      created: { kind: 'instant', sql: table.createdAt },
      lastModified: { kind: 'instant', sql: table.modifiedAt },
      location: { kind: 'text', sql: sql`(${`${baseUrl}${type.endpoint}/`}::text || ${table.id})` },
      version: { kind: 'version', modifiedAt: table.modifiedAt },
    },
  };
}
