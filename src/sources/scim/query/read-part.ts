import { isCancelled } from '../../../store/connection-fault.ts';
import type { Database } from '../../../store/database.ts';
import {
  fewStatement,
  readFew,
  readPage,
  type PageQuery,
  type PageSource,
  type Wanted,
} from '../../../store/scim-read.ts';
import type { ResourceType } from '../protocol/attribute.ts';
import type { Filter } from '../protocol/filter-tree.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import type { ScimCaller } from '../scim-caller.ts';
import { behindPosition } from './behind-position.ts';
import { digestOf, type CursorScope, type Position } from './cursor.ts';
import { filterToSql } from './filter-to-sql.ts';
import { memoryOf } from './list-memory.ts';
import { tableOf, toRecord } from './resource-table.ts';
import { sortKey, type Sorting } from './sort-to-sql.ts';

/** What of a request stays the same from page to page. */
export interface List {
  caller: ScimCaller;
  types: readonly ResourceType[];
  filters: (Filter | null)[];
  sorting: Sorting | null;
  order: 'asc' | 'desc';
  /** What is to be read of each type besides its own attributes. */
  want: (type: ResourceType) => Wanted;
  scope: CursorScope;
}

/** A part of a list. */
export interface Part {
  position: Position | null;
  limit: number;
  offset: number;
}

export interface ReadPart {
  total: number;
  /** What the directory's clock showed. */
  clock: string | null;
  /** From the position on, in the direction of reading. */
  rows: { item: { type: ResourceType; record: ResourceRecord }; place: Omit<Position, 'direction'> }[];
}

/** In one statement, but for a lookup that finds surprisingly many. */
export async function readPart(
  { database }: { database: Database },
  list: List,
  part: Part,
): Promise<ReadPart> {
  const { caller, types } = list;
  const few = await readLookedUp(database, list, part).catch(refuseEndless);
  if (few !== null) return few;
  const isBackward = part.position?.direction === 'backward';
  const order = isBackward ? (list.order === 'asc' ? 'desc' : 'asc') : list.order;
  const { counts: known } = memoryOf(database);
  const isAll = list.filters.every((filter) => filter === null);
  const allOfThem = isAll ? digestOf({ ...list.scope, sortBy: null, sortOrder: '' }, []) : null;
  const query: PageQuery = {
    directoryId: caller.directoryId,
    sources: types.map((type, index) => toSource(list, type, index, order, part.position)),
    order,
    tieOrder: isBackward ? 'desc' : 'asc',
    limit: part.limit,
    offset: part.offset,
    remembered: allOfThem === null ? null : (known.get(allOfThem) ?? null),
  };
  const { rows, counts, kept, clock } = await readPage(database, caller.tenantId, query).catch(refuseEndless);
  if (allOfThem !== null && counts !== null && clock !== null) known.set(allOfThem, { clock, counts });
  return {
    clock,
    total: counts === null ? part.offset + rows.length : counts.reduce((sum, each) => sum + each, 0) + kept,
    rows: rows.flatMap((row) => {
      const type = types[row.source];
      if (type === undefined) return [];
      const place = { key: row.sort_key, type: row.source, id: row.id };
      return [{ item: { type, record: toRecord(row) }, place }];
    }),
  };
}

/** A name leads to one; more of them have an e-mail address in common at most. */
const mostLookedUp = 50;

/**
 * What identity providers ask most: the one that has a name. An index finds it, so there is nothing to count and nothing
 * to sort; null where it is not asked so, or there are too many of them.
 */
async function readLookedUp(database: Database, list: List, part: Part): Promise<ReadPart | null> {
  const { caller, types, filters, sorting, want } = list;
  const [type, another] = types;
  const filter = filters[0] ?? null;
  const isOfOneType = type !== undefined && another === undefined;
  if (!isOfOneType || filter === null || sorting !== null || part.position !== null) return null;
  const table = tableOf(caller.directoryId, type);
  const { condition, isNarrow } = filterToSql({ type, table, baseUrl: caller.baseUrl }, filter);
  if (!isNarrow) return null;
  const wanted = want(type);
  const statement = fewStatement(table, condition, wanted, mostLookedUp);
  const rows = await readFew(database, caller.tenantId, statement, wanted, mostLookedUp);
  if (rows === null) return null;
  const onPage = rows.slice(part.offset, part.offset + part.limit);
  return {
    clock: null,
    total: rows.length,
    rows: onPage.map((row) => ({
      item: { type, record: toRecord(row) },
      place: { key: null, type: 0, id: row.id },
    })),
  };
}

/** RFC 7644 §3.12: what takes the database longer than any statement may is the filter's doing. */
function refuseEndless(fault: unknown): never {
  if (!isCancelled(fault)) throw fault;
  throw new ScimError(
    'tooMany',
    'The filter takes too long. Ask for less, such as by userName, externalId or id.',
  );
}

function toSource(
  { caller, filters, sorting, want }: List,
  type: ResourceType,
  index: number,
  order: 'asc' | 'desc',
  position: Position | null,
): PageSource {
  const table = tableOf(caller.directoryId, type);
  const of = { type, table, baseUrl: caller.baseUrl };
  const filter = filters[index] ?? null;
  const key = sorting === null ? null : sortKey(of, sorting);
  return {
    table,
    filter: filter === null ? null : filterToSql(of, filter).condition,
    key,
    behind:
      position === null
        ? null
        : behindPosition({ position, index, id: table.id, key, order, kind: sorting?.kind }),
    wanted: want(type),
  };
}
