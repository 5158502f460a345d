import type { Queries } from './database.ts';

/**
 * Why a directory is to be read anew. `events_expired`: WorkOS no longer had the events after the last one that was read.
 * `policy_unusable`: events could not be kept, because the tenant's policy does not say what of them is sensitive.
 * `connected`: a tenant has claimed it, and what came before is to be known. `nightly`: it is time again. `by_hand`:
 * somebody asked for it.
 */
export type ResyncReason = 'events_expired' | 'policy_unusable' | 'connected' | 'nightly' | 'by_hand';

/** What Rollcall asks for because events were missed, or may have been. */
export type MissedReason = Extract<ResyncReason, 'events_expired' | 'policy_unusable'>;

/**
 * Asks for a resync of every claimed directory of WorkOS. Whatever reads the directory anew to the end, for whatever
 * reason, answers the request, unless it came after reading began.
 *
 * @returns of how many directories
 */
export async function requestResyncs(trx: Queries, reason: ResyncReason, now: Date): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    `update directory_routes set resync_requested_at = ?::timestamptz, resync_reason = ?
      where resync_requested_at is null or resync_requested_at <= ?::timestamptz`,
    [now, reason, now],
  );
  return result.rowCount;
}

/** As requestResyncs, of the directories with these ids of WorkOS. */
export async function requestResyncsOf(
  trx: Queries,
  keys: readonly string[],
  reason: ResyncReason,
  now: Date,
): Promise<void> {
  if (keys.length === 0) return;
  await trx.raw(
    `update directory_routes set resync_requested_at = ?::timestamptz, resync_reason = ?
      where key = any(?::text[]) and (resync_requested_at is null or resync_requested_at <= ?::timestamptz)`,
    [now, reason, keys, now],
  );
}

/** A directory that is to be read anew: somebody asked for it, or it is time by night. */
export interface RouteToResync {
  key: string;
  tenant_id: string;
  directory_id: string;
  resync_requested_at: Date | null;
  resync_reason: ResyncReason | null;
  next_resync_at: Date | null;
}

const routeColumns = 'key, tenant_id, directory_id, resync_requested_at, resync_reason, next_resync_at';

/**
 * Those for which a resync was asked that has not begun, the oldest request first. Where the last ones have failed, it is
 * too soon for an hour, for two after the second in a row, and for eight at most. Needs the scope of every tenant.
 */
export async function readRequestedResyncs(trx: Queries, now: Date, limit: number): Promise<RouteToResync[]> {
  const result = await trx.raw<{ rows: RouteToResync[] }>(
    `select ${routeColumns} from directory_routes r
      where resync_requested_at is not null
        and not exists (
              select 1 from resyncs s
               where s.tenant_id = r.tenant_id and s.directory_id = r.directory_id and s.finished_at is null)
        and not exists (
              select 1 from resyncs s
               where s.tenant_id = r.tenant_id and s.directory_id = r.directory_id and s.phase = 'failed'
                 and s.id > coalesce((select d.id from resyncs d
                                       where d.tenant_id = r.tenant_id and d.directory_id = r.directory_id
                                         and d.phase = 'done'
                                       order by d.id desc limit 1), '00000000-0000-0000-0000-000000000000')
              having max(s.finished_at) + power(2, least(count(*) - 1, 3)) * interval '1 hour' > ?::timestamptz)
      order by resync_requested_at, key limit ?`,
    [now, limit],
  );
  return result.rows;
}

/** Those whose time has come by night, or is not known yet. */
export async function readNightlyResyncs(trx: Queries, now: Date, limit: number): Promise<RouteToResync[]> {
  const result = await trx.raw<{ rows: RouteToResync[] }>(
    `(select ${routeColumns} from directory_routes where next_resync_at <= ? order by next_resync_at limit ?)
     union all
     (select ${routeColumns} from directory_routes where next_resync_at is null limit ?)`,
    [now, limit, limit],
  );
  return result.rows;
}

/** Sets when it is time again; false where another process has done so. */
export async function setNextResync(
  trx: Queries,
  { key, next_resync_at }: RouteToResync,
  next: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update directory_routes set next_resync_at = ?::timestamptz
      where key = ? and next_resync_at is not distinct from ?::timestamptz`,
    [next, key, next_resync_at],
  );
  return result.rowCount > 0;
}

/** Clears a request that was answered, unless it came after `upTo`. */
export async function clearResyncRequest(trx: Queries, key: string, upTo: Date): Promise<void> {
  await trx.raw(
    `update directory_routes set resync_requested_at = null, resync_reason = null
      where key = ? and resync_requested_at <= ?::timestamptz`,
    [key, upTo],
  );
}
