import type { Database } from './database.ts';
import { exactTime } from './keyset.ts';
import { groupsOfUser, membersOfGroup, type RelatedRows, type ResourceTable } from './scim-tables.ts';
import { joinSql, plainSql, sql, type Sql } from './sql-text.ts';

/** A resource as it is read, with what was asked for beyond its own attributes; null for what was not. */
export interface ResourceRow {
  id: string;
  attributes: Record<string, unknown>;
  created_at: Date;
  modified_at: Date;
  /** In no order, as are the members. */
  groups: [value: string, display: string | null][] | null;
  members: [value: string, display: string | null, type: 'User' | 'Group'][] | null;
}

/** What to read of a resource besides its own attributes. */
export interface Wanted {
  groups: boolean;
  members: boolean;
}

/** As it is stored, with what says whether and how it is shown. */
interface StoredRow extends ResourceRow {
  gone: boolean;
  held: boolean;
}

/**
 * The statement for the few resources that an index finds, also those who are gone: which of them are shown is cheaper
 * to tell afterwards.
 *
 * @param limit null for one that can find one at most
 */
export function fewStatement(
  table: ResourceTable,
  condition: Sql,
  wanted: Wanted,
  limit: number | null,
): Sql {
  const { presence } = table;
  const row = { tenantId: 'd.tenant_id', id: table.rowId.text, removedAt: table.removedAt.text };
  return sql`select ${table.id} as id, ${presence === null ? table.attributes : table.stored} as attributes,
                    ${table.createdAt} as created_at, ${table.modifiedAt} as modified_at,
                    ${presence?.gone ?? sql`false`} as gone, ${presence?.held ?? sql`false`} as held,
                    ${membershipsOf(table, wanted, row)}
               from ${table.from} where ${presence?.everyone ?? table.where} and ${condition}
               ${limit === null ? plainSql('') : sql`limit ${limit}`}`;
}

/**
 * The resources among what such a statement finds, by id.
 *
 * @param wanted as in the statement
 * @returns null where there may be more than its limit
 */
export async function readFew(
  database: Database,
  tenantId: string,
  { text, values }: Sql,
  wanted: Wanted,
  limit: number | null,
): Promise<ResourceRow[] | null> {
  // A group may have very many members.
  const asking = { quick: !wanted.members };
  const found = await database.readInTenant<StoredRow>(tenantId, text, values, asking);
  if (limit !== null && found.length >= limit) return null;
  const rows = found.filter(({ gone, held }) => !gone || held);
  for (const { attributes, held } of rows) if (held) attributes['active'] = true;
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The resources of one type that a page is taken from. */
export interface PageSource {
  table: ResourceTable;
  /** The condition of a filter; null for all of them. */
  filter: Sql | null;
  /** What is sorted by before the id; null for the id alone. */
  key: Sql | null;
  /** The condition for being behind a position; null at the start. */
  behind: Sql | null;
  wanted: Wanted;
}

export interface PageQuery {
  directoryId: string;
  /** One after the other, where nothing else says which comes first. */
  sources: readonly PageSource[];
  /** Of the key. What has none comes last ascending, and first descending. */
  order: 'asc' | 'desc';
  /** Of types and ids, among equal keys. */
  tieOrder: 'asc' | 'desc';
  limit: number;
  offset: number;
  /** How many there were in all, who is kept not counted, when the directory's clock showed this. */
  remembered: { clock: string; counts: number[] } | null;
}

export interface PageRow extends ResourceRow {
  /** The index of its source. */
  source: number;
  sort_key: string | null;
}

export interface PageRows {
  rows: PageRow[];
  /** Of each source, without those who are kept; null where the page itself tells how many there are. */
  counts: number[] | null;
  /** How many are shown although they are gone. */
  kept: number;
  /** The directory's clock, which moves with every change of what is in it; null before the first. */
  clock: string | null;
}

/** One page of resources, and how many there are in all: one statement, which counts only where the page does not tell. */
export async function readPage(database: Database, tenantId: string, query: PageQuery): Promise<PageRows> {
  const statement = pageStatement(query);
  const rows = await database.readInTenant<
    Omit<PageRow, 'id'> & { id: string | null; counts: number[] | null; kept: number; clock: string | null }
  >(tenantId, statement.text, [...statement.values]);
  const [first] = rows;
  return {
    rows: rows.filter((row): row is typeof row & { id: string } => row.id !== null),
    counts: first?.counts ?? null,
    kept: first?.kept ?? 0,
    clock: first?.clock ?? null,
  };
}

function pageStatement(query: PageQuery): Sql {
  const { sources, directoryId, remembered } = query;
  const isAll = sources.every(({ filter }) => filter === null);
  const clock = sql`(select ${plainSql(exactTime('x.clock'))} from directories x
                      where x.tenant_id = scope.tenant_id and x.id = ${directoryId})`;
  const counted = sql`json_build_array(${joinSql(sources.map(countOf), ', ')})`;
  const counts =
    isAll && remembered !== null
      ? sql`case when ${clock} = ${remembered.clock} then ${JSON.stringify(remembered.counts)}::json
                 else ${counted} end`
      : counted;
  const kept = sources.flatMap(({ table, filter }) =>
    filter === null && table.presence !== null ? [table.presence.keptCount] : [],
  );
  const row = { tenantId: 'scope.tenant_id', id: 'p.row_id', removedAt: 'p.removed_at' };
  const ofSource = (name: 'groups' | 'members'): Sql => {
    const cases = sources.flatMap(({ table, wanted }, index) =>
      wanted[name] && table.related[name] !== undefined
        ? [sql`when p.source = ${index}::int then ${membershipsAsJson(name, row)}`]
        : [],
    );
    return cases.length === 0
      ? sql`null::json`
      : sql`case ${cases.reduce((all, each) => sql`${all} ${each}`)} end`;
  };
  return sql`with page as materialized (${rowsOf(query)})
    select ${unlessPageTells(query, counts)} as counts,
           ${kept.length === 0 ? sql`0::bigint` : joinSql(kept, ' + ')} as kept, ${clock} as clock,
           p.source, p.id, p.attributes, p.created_at, p.modified_at, p.sort_key::text as sort_key,
           ${ofSource('groups')} as groups, ${ofSource('members')} as members
      from (select 1) one left join page p on true`;
}

function countOf({ table, filter }: PageSource): Sql {
  if (filter === null && table.presence !== null) {
    return sql`(select count(*) from ${table.from} where ${table.presence.staying})`;
  }
  const matching = filter === null ? table.where : sql`${table.where} and ${filter}`;
  return sql`(select count(*) from ${table.from} where ${matching})`;
}

/** A page that is not full ends at the last one. */
function unlessPageTells({ sources, limit, offset }: PageQuery, counts: Sql): Sql {
  if (sources.some(({ behind }) => behind !== null)) return counts;
  const size = sql`(select count(*) from page)`;
  const tells = offset === 0 ? sql`${size} < ${limit}` : sql`${size} between 1 and ${limit - 1}`;
  return sql`case when ${tells} then null else ${counts} end`;
}

/** The rows of a page, in its order. Of each source no more is read than the page could need. */
function rowsOf({ sources, order, tieOrder, limit, offset }: PageQuery): Sql {
  const isSorted = sources.some(({ key }) => key !== null);
  const key = isSorted ? plainSql(`sort_key ${order}, `) : plainSql('');
  const tie = plainSql(tieOrder);
  const [only] = sources;
  if (only !== undefined && sources.length === 1) {
    return sql`${rowsOfSource(only, 0)} order by ${key}${only.table.id} ${tie} limit ${limit} offset ${offset}`;
  }
  const each = sources.map(
    (source, index) =>
      sql`(${rowsOfSource(source, index)} order by ${key}${source.table.id} ${tie} limit ${offset + limit})`,
  );
  return sql`select * from (${joinSql(each, ' union all ')}) of_all
              order by ${key}source ${tie}, id ${tie} limit ${limit} offset ${offset}`;
}

function rowsOfSource({ table, filter, key, behind }: PageSource, index: number): Sql {
  const conditions = [
    table.where,
    ...(filter === null ? [] : [filter]),
    ...(behind === null ? [] : [behind]),
  ];
  return sql`select ${index}::int as source, ${table.rowId} as row_id, ${table.id} as id,
                    ${key ?? sql`null::text`} as sort_key, ${table.attributes} as attributes,
                    ${table.createdAt} as created_at, ${table.modifiedAt} as modified_at,
                    ${table.removedAt} as removed_at
               from ${table.from} where ${joinSql(conditions, ' and ')}`;
}

type RowNames = Parameters<RelatedRows['of']>[0];

function membershipsOf(table: ResourceTable, wanted: Wanted, row: RowNames): Sql {
  const of = (name: 'groups' | 'members'): Sql =>
    wanted[name] && table.related[name] !== undefined ? membershipsAsJson(name, row) : sql`null::json`;
  return sql`${of('groups')} as groups, ${of('members')} as members`;
}

/** All of them at once, in no order. */
function membershipsAsJson(name: 'groups' | 'members', row: RowNames): Sql {
  const { of, columns } = name === 'groups' ? groupsOfUser : membersOfGroup;
  const parts =
    name === 'groups' ? [columns.value, columns.display] : [columns.value, columns.display, columns.type];
  return sql`(select coalesce(json_agg(json_build_array(${joinSql(parts, ', ')})), '[]')
                from ${of(row)})`;
}

/** Whether a group has more members than this; no more of them are looked at than it takes to tell. */
export async function hasMoreMembers(
  database: Database,
  tenantId: string,
  group: { directoryId: string; id: string },
  most: number,
): Promise<boolean> {
  const rows = await database.readInTenant(
    tenantId,
    `select true from directory_groups g
       join group_memberships m
         on m.tenant_id = g.tenant_id and m.directory_group_id = g.id and m.present
      where g.tenant_id = scope.tenant_id and g.directory_id = ? and g.source_id = ? and not g.gone
      offset ? limit 1`,
    [group.directoryId, group.id, most],
    { quick: true },
  );
  return rows.length > 0;
}
