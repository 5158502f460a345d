import type { UnclaimedEvent } from '../generated/api.ts';
import type { Queries } from './database.ts';
import { exactTime, pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions, type SqlConditions } from './sql-conditions.ts';

export const unclaimedEventsKeyset = ['time', 'text', 'text'] as const satisfies KeysetPart[];

export interface UnclaimedFilter {
  directory_key?: string;
  type?: string;
  since?: string;
  until?: string;
}

type UnclaimedRow = Omit<UnclaimedEvent, 'occurred_at' | 'received_at'> & {
  occurred_at: Date;
  received_at: Date;
};

/** Events that belong to no tenant, the oldest first, without what they say. */
export async function listUnclaimedEvents(
  queries: Queries,
  filter: UnclaimedFilter,
  { limit, after }: PageRequest,
): Promise<Page<UnclaimedEvent>> {
  const where = conditionsOf(filter);
  if (after !== null) {
    where.add('(received_at, directory_key, event_id) > (?::timestamptz, ?, ?)', ...after);
  }
  const result = await queries.raw<{ rows: (UnclaimedRow & { exact: string })[] }>(
    `select event_id as id, directory_key, source, type, occurred_at, received_at, ${exactTime('received_at')} as exact
       from unclaimed_events where ${where.text()}
      order by received_at, directory_key, event_id limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => ({
      id: row.id,
      directory_key: row.directory_key,
      source: row.source,
      type: row.type,
      occurred_at: row.occurred_at.toISOString(),
      received_at: row.received_at.toISOString(),
    }),
    (row) => [row.exact, row.directory_key, row.id],
  );
}

export async function countUnclaimedEvents(queries: Queries, filter: UnclaimedFilter): Promise<number> {
  const where = conditionsOf(filter);
  const result = await queries.raw<{ rows: [{ events: number }] }>(
    `select count(*)::int as events from unclaimed_events where ${where.text()}`,
    where.values(),
  );
  return result.rows[0].events;
}

/** Removes up to `limit` of them; those that are on their way to a tenant just now stay. */
export async function deleteUnclaimedEvents(
  queries: Queries,
  filter: UnclaimedFilter,
  limit: number,
): Promise<number> {
  const where = conditionsOf(filter);
  const result = await queries.raw<{ rowCount: number }>(
    `delete from unclaimed_events where (directory_key, event_id) in (
       select directory_key, event_id from unclaimed_events where ${where.text()}
        order by directory_key, event_id limit ? for update skip locked)`,
    [...where.values(), limit],
  );
  return result.rowCount;
}

function conditionsOf({ directory_key, type, since, until }: UnclaimedFilter): SqlConditions {
  const where = sqlConditions();
  // Of a directory that was claimed they are not unclaimed any more, though they are still here for a moment.
  where.add('not exists (select 1 from directory_routes r where r.key = unclaimed_events.directory_key)');
  if (directory_key !== undefined) where.add('directory_key = ?', directory_key);
  if (type !== undefined) where.add('type = ?', type);
  if (since !== undefined) where.add('received_at >= ?', new Date(since));
  if (until !== undefined) where.add('received_at < ?', new Date(until));
  return where;
}
