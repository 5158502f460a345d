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
    `select (array_agg(seconds order by received_at desc))[1] as last_seconds,
            percentile_cont(0.5) within group (order by seconds) as p50_seconds,
            percentile_cont(0.95) within group (order by seconds) as p95_seconds
       from (select received_at,
                    round(greatest(0, extract(epoch from finished_at - occurred_at)), 3)::float8 as seconds
               from inbox
              where tenant_id = ? and directory_id = ? and received_at >= ? and source = 'workos' and status = 'applied'
                and type not like 'resync%' and received_at < occurred_at + interval '7 days') measured`,
    [tenantId, directoryId, since],
  );
  return result.rows[0] ?? { last_seconds: null, p50_seconds: null, p95_seconds: null };
}
