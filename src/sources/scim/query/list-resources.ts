import type { Clock } from '../../../domain/clock.ts';
import { sqlStateOf } from '../../../store/connection-fault.ts';
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
import { parseFilter } from '../protocol/parse-filter.ts';
import { resolveFilter } from '../protocol/resolve-filter.ts';
import { resolvePath } from '../protocol/resolve-path.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import type { ScimCaller } from '../scim-caller.ts';
import { digestOf, readCursor, writeCursor, type CursorScope, type Position } from './cursor.ts';
import { filterToSql } from './filter-to-sql.ts';
import { behindPosition } from './behind-position.ts';
import { pageLimits } from './page-limits.ts';
import { toRecord } from './resource-table.ts';
import { readSorting, sortKey, type Sorting } from './sort-to-sql.ts';
import { tableOf } from './resource-table.ts';
import { memoryOf } from './list-memory.ts';

/** What is asked of a list (RFC 7644 §3.4.2, RFC 9865 §2); null where it is not said. */
export interface ListRequest {
  filter: string | null;
  sortBy: string | null;
  sortOrder: 'ascending' | 'descending';
  /** Integers. */
  startIndex: number | null;
  count: number | null;
  /** Empty for the first page. Where there is one, startIndex means nothing. */
  cursor: string | null;
  /** What is to be read of each type besides its own attributes. */
  want: (type: ResourceType) => Wanted;
}

export interface ResourcePage {
  totalResults: number;
  /** Of the first one on the page, from 1; null where cursors are used. */
  startIndex: number | null;
  items: { type: ResourceType; record: ResourceRecord }[];
  nextCursor: string | null;
  previousCursor: string | null;
}

/**
 * One page of the resources of these types that satisfy a filter, sorted, and how many there are in all: in one
 * statement. Without `sortBy` the oldest come first, type by type; equal ones are in the order of their ids.
 *
 * @throws ScimError invalidFilter, invalidPath for `sortBy`, invalidCursor, expiredCursor, invalidCount
 */
export async function listResources(
  deps: { database: Database; clock: Clock },
  caller: ScimCaller,
  types: readonly ResourceType[],
  request: ListRequest,
): Promise<ResourcePage> {
  const list = readList(caller, types, request);
  return request.cursor === null
    ? readByIndex(deps, list, request)
    : readByCursor(deps, list, request, request.cursor);
}

/** What of a request stays the same from page to page. */
interface List {
  caller: ScimCaller;
  types: readonly ResourceType[];
  filters: (Filter | null)[];
  sorting: Sorting | null;
  order: 'asc' | 'desc';
  want: ListRequest['want'];
  scope: CursorScope;
}

function readList(caller: ScimCaller, types: readonly ResourceType[], request: ListRequest): List {
  const { filter, sortBy, sortOrder } = request;
  const written = filter === null ? null : parseFilter(filter);
  const isKnown = (path: string) => types.some((type) => resolvePath(type, path) !== null);
  const sorting = sortBy === null ? null : readSorting(types, sortBy);
  return {
    caller,
    types,
    filters: types.map((type) => (written === null ? null : resolveFilter(type, written, isKnown))),
    sorting,
    // Where nothing is sorted by, there is no order to turn around (RFC 7644 §3.4.2.3).
    order: sortOrder === 'descending' && sorting !== null ? 'desc' : 'asc',
    want: request.want,
    scope: {
      directoryId: caller.directoryId,
      types: types.map(({ name }) => name),
      filter,
      sortBy,
      sortOrder,
      keyKind: sorting?.kind ?? null,
    },
  };
}

async function readByIndex(
  deps: { database: Database },
  list: List,
  { startIndex, count }: ListRequest,
): Promise<ResourcePage> {
  const first = Math.max(startIndex ?? 1, 1);
  const limit = pageSize(count);
  const { places } = memoryOf(deps.database);
  const place = first === 1 ? undefined : places.get(digestOf(list.scope, [first]));
  let page =
    place === undefined ? null : await read(deps, list, { position: place.position, limit, offset: 0 });
  if (page === null || page.clock !== place?.clock) {
    page = await read(deps, list, { position: null, limit, offset: first - 1 });
  }
  const last = page.rows.at(-1);
  if (last !== undefined && page.clock !== null && page.rows.length === limit) {
    const position: Position = { direction: 'forward', ...last.place };
    places.set(digestOf(list.scope, [first + limit]), { clock: page.clock, position });
  }
  return {
    totalResults: page.total,
    startIndex: first,
    items: page.rows.map(({ item }) => item),
    nextCursor: null,
    previousCursor: null,
  };
}

async function readByCursor(
  deps: { database: Database; clock: Clock },
  list: List,
  { count }: ListRequest,
  cursor: string,
): Promise<ResourcePage> {
  if (count !== null && count < 1)
    throw new ScimError('invalidCount', 'With a cursor, `count` is 1 or more.');
  const now = deps.clock.now();
  const position = cursor === '' ? null : readCursor(list.scope, cursor, now);
  const limit = pageSize(count);
  // One more than the page holds: that one tells of a further page.
  const page = await read(deps, list, { position, limit: limit + 1, offset: 0 });
  const rows = page.rows.slice(0, limit);
  const hasMore = page.rows.length > limit;
  const isBackward = position?.direction === 'backward';
  if (isBackward) rows.reverse();
  const cursorBeside = (row: (typeof rows)[number] | undefined, direction: Position['direction']) =>
    row === undefined ? null : writeCursor(list.scope, { direction, ...row.place }, now);
  return {
    totalResults: page.total,
    startIndex: null,
    items: rows.map(({ item }) => item),
    nextCursor: isBackward || hasMore ? cursorBeside(rows.at(-1), 'forward') : null,
    previousCursor: (isBackward ? hasMore : position !== null) ? cursorBeside(rows[0], 'backward') : null,
  };
}

function pageSize(count: number | null): number {
  return Math.min(Math.max(count ?? pageLimits.defaultPageSize, 0), pageLimits.maxPageSize);
}

interface Part {
  position: Position | null;
  limit: number;
  offset: number;
}

interface ReadPart {
  total: number;
  /** What the directory's clock showed. */
  clock: string | null;
  /** From the position on, in the direction of reading. */
  rows: { item: ResourcePage['items'][number]; place: Omit<Position, 'direction'> }[];
}

async function read({ database }: { database: Database }, list: List, part: Part): Promise<ReadPart> {
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
  const statement = fewStatement(table, condition, want(type), mostLookedUp);
  const rows = await readFew(database, caller.tenantId, statement, mostLookedUp);
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
  if (sqlStateOf(fault) !== CANCELED) throw fault;
  throw new ScimError(
    'tooMany',
    'The filter takes too long. Ask for less, such as by userName, externalId or id.',
  );
}

const CANCELED = '57014';

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
