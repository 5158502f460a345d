import type { UnclaimedDirectory } from '../generated/api.ts';
import type { Database } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

export const unclaimedDirectoriesKeyset = ['text'] as const satisfies KeysetPart[];

type UnclaimedRow = Omit<UnclaimedDirectory, 'first_received_at' | 'last_received_at'> & {
  first_received_at: Date;
  last_received_at: Date;
};

/** Directories that send events and belong to nobody, by key. Only counts and times: no event is shown. */
export async function listUnclaimedDirectories(
  database: Database,
  { limit, after }: PageRequest,
): Promise<Page<UnclaimedDirectory>> {
  const result = await database.knex.raw<{ rows: UnclaimedRow[] }>(
    `select directory_key, min(source) as source, sum(events)::bigint as events,
            jsonb_agg(jsonb_build_object('type', type, 'events', events) order by type) as types,
            min(first_received_at) as first_received_at, max(last_received_at) as last_received_at
       from (select directory_key, type, min(source) as source, count(*) as events,
                    min(received_at) as first_received_at, max(received_at) as last_received_at
               from unclaimed_events
              where ?::text is null or directory_key > ?
              group by directory_key, type) per_type
      group by directory_key order by directory_key limit ?`,
    [after?.[0] ?? null, after?.[0] ?? null, limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => ({
      directory_key: row.directory_key,
      source: row.source,
      events: row.events,
      types: row.types,
      first_received_at: row.first_received_at.toISOString(),
      last_received_at: row.last_received_at.toISOString(),
    }),
    (row) => [row.directory_key],
  );
}
