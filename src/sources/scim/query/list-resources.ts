import type { Clock } from '../../../domain/clock.ts';
import type { Database } from '../../../store/database.ts';
import type { Wanted } from '../../../store/scim-read.ts';
import type { ResourceType } from '../protocol/attribute.ts';
import { parseFilter } from '../protocol/parse-filter.ts';
import { resolveFilter } from '../protocol/resolve-filter.ts';
import { resolvePath } from '../protocol/resolve-path.ts';
import type { ResourceRecord } from '../protocol/resource-record.ts';
import { ScimError } from '../protocol/scim-error.ts';
import type { ScimCaller } from '../scim-caller.ts';
import { digestOf, readCursor, writeCursor, type Position } from './cursor.ts';
import { memoryOf } from './list-memory.ts';
import { pageLimits } from './page-limits.ts';
import { readPart, type List } from './read-part.ts';
import { readSorting } from './sort-to-sql.ts';

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
    place === undefined ? null : await readPart(deps, list, { position: place.position, limit, offset: 0 });
  if (page === null || page.clock !== place?.clock) {
    page = await readPart(deps, list, { position: null, limit, offset: first - 1 });
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
  const page = await readPart(deps, list, { position, limit: limit + 1, offset: 0 });
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
