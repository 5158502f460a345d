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
 * Asks for a resync of every claimed directory of WorkOS. Whoever does it clears the request once it is done, and only
 * if its time is still the one it began with: another request may come meanwhile.
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
