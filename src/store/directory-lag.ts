import type { Transaction } from './database.ts';

/** In seconds; null where there was nothing to measure. */
export interface DirectoryLag {
  last_seconds: number | null;
  p50_seconds: number | null;
  p95_seconds: number | null;
}

/**
 * From the time of events at the identity provider until they took effect, of those that arrived since. Only of WorkOS:
 * SCIM is applied in its own request. What differs is found by a resync, and records that the source had long before it
 * told of them, say nothing of a delay.
 */
export async function readDirectoryLag(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  since: Date,
): Promise<DirectoryLag> {
  const result = await trx.raw<{ rows: DirectoryLag[] }>(
    // By the index of what was received; only then by directory.
    `with recent as materialized (
       select directory_id, source, type, status, received_at, occurred_at, finished_at from inbox
        where tenant_id = ? and received_at >= ?)
     select (array_agg(seconds order by received_at desc))[1] as last_seconds,
            percentile_cont(0.5) within group (order by seconds) as p50_seconds,
            percentile_cont(0.95) within group (order by seconds) as p95_seconds
       from (select received_at,
                    round(greatest(0, extract(epoch from finished_at - occurred_at)), 3)::float8 as seconds
               from recent
              where directory_id = ? and source = 'workos' and status = 'applied'
                and type not like 'resync%' and received_at < occurred_at + interval '7 days') measured`,
    [tenantId, since, directoryId],
  );
  return result.rows[0] ?? { last_seconds: null, p50_seconds: null, p95_seconds: null };
}
