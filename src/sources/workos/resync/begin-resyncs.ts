import type { Clock } from '../../../domain/clock.ts';
import { isNight, nextNight, type NightHours } from '../../../domain/resync-nights.ts';
import { unlisted, upstreamMeaning } from '../../../domain/upstream-state.ts';
import type { Database } from '../../../store/database.ts';
import { readDirectory, type DirectoryRow } from '../../../store/directory-rows.ts';
import { newId } from '../../../store/new-id.ts';
import {
  clearResyncRequest,
  readNightlyResyncs,
  readRequestedResyncs,
  setNextResync,
  type ResyncReason,
  type RouteToResync,
} from '../../../store/resync-requests.ts';
import { insertResync, readLastDone } from '../../../store/resyncs.ts';

export interface BeginDeps {
  database: Database;
  clock: Clock;
  /** Null: not by night. */
  hours: NightHours | null;
}

const atOnce = 100;
/** Who was read anew so shortly before is left out by night, in milliseconds. */
const notAgainWithinMs = 12 * 3_600_000;

/**
 * Begins the resyncs that were asked for, and those whose time has come by night. Any number of processes may do so at
 * once: a directory has one unfinished resync at most.
 *
 * @returns how many were begun
 */
export async function beginResyncs(deps: BeginDeps): Promise<number> {
  return (await beginRequested(deps)) + (await beginNightly(deps));
}

async function beginRequested({ database, clock }: BeginDeps): Promise<number> {
  const now = clock.now();
  const routes = await database.acrossTenants((trx) => readRequestedResyncs(trx, now, atOnce));
  let begun = 0;
  for (const route of routes) {
    const { resync_requested_at, resync_reason } = route;
    if (resync_requested_at === null || resync_reason === null) continue;
    if (await begin(database, route, resync_reason, resync_requested_at, now)) begun += 1;
    else await clearIfIdle(database, route, resync_requested_at);
  }
  return begun;
}

async function beginNightly({ database, clock, hours }: BeginDeps): Promise<number> {
  if (hours === null) return 0;
  const now = clock.now();
  const routes = await database.acrossTenants((trx) => readNightlyResyncs(trx, now, atOnce));
  let begun = 0;
  for (const route of routes) {
    const isOurs = await setNextResync(database, route, nextNight(hours, route.directory_id, now));
    // What was missed because nothing ran in the night waits for the next one.
    if (!isOurs || route.next_resync_at === null || !isNight(hours, now)) continue;
    if (await wasDoneLately(database, route, now)) continue;
    if (await begin(database, route, 'nightly', now, now)) begun += 1;
  }
  return begun;
}

/** False where there is nothing to read, or one is under way. */
function begin(
  database: Database,
  { tenant_id, directory_id }: RouteToResync,
  reason: ResyncReason,
  requestedAt: Date,
  now: Date,
): Promise<boolean> {
  return database.inTenant(tenant_id, async (trx) => {
    const directory = await readDirectory(trx, tenant_id, directory_id);
    if (!directory || !isToBeRead(directory)) return false;
    const actor = { kind: 'system', id: reason === 'nightly' ? 'night' : 'resync' } as const;
    const begun = { id: newId(), directory_id, reason, actor, requested_at: requestedAt, now };
    return (await insertResync(trx, tenant_id, begun)) !== null;
  });
}

/** What is disconnected, or gone from WorkOS, cannot be read ever again; or not with this key. */
function isToBeRead({ source, state, upstream_state }: DirectoryRow): boolean {
  if (source !== 'workos' || state === 'disconnected') return false;
  return upstream_state !== unlisted && upstreamMeaning(upstream_state) !== 'deleted';
}

/** Nobody waits for a directory that is not to be read. */
async function clearIfIdle(
  database: Database,
  { key, tenant_id, directory_id }: RouteToResync,
  requestedAt: Date,
): Promise<void> {
  await database.inTenant(tenant_id, async (trx) => {
    const directory = await readDirectory(trx, tenant_id, directory_id);
    if (directory && isToBeRead(directory)) return;
    await clearResyncRequest(trx, key, requestedAt);
  });
}

function wasDoneLately(
  database: Database,
  { tenant_id, directory_id }: RouteToResync,
  now: Date,
): Promise<boolean> {
  return database.inTenant(tenant_id, async (trx) => {
    const last = await readLastDone(trx, tenant_id, directory_id);
    return last !== null && last.getTime() > now.getTime() - notAgainWithinMs;
  });
}
