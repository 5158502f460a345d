import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import { connectedInWords, firstSyncIsComplete, nextLookAt } from '../domain/first-sync.ts';
import { upstreamMeaning } from '../domain/upstream-state.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Database } from '../store/database.ts';
import {
  countSynced,
  endFirstSync,
  findDueFirstSyncs,
  findMissingFirstSyncs,
  insertFirstSync,
  readSync,
  takeFirstSync,
  type FirstSync,
  type SyncRow,
} from '../store/first-syncs.ts';
import { lockTenant } from '../store/tenants.ts';
import { codeOf } from '../store/connection-fault.ts';

export interface FirstSyncDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  /** How often it is looked for, in milliseconds. */
  intervalMs: number;
  /** Whether this installation reads from the API of WorkOS. */
  asksWorkos: boolean;
  /** A first sync is complete, and there is something to deliver. */
  onComplete: () => void;
}

export interface FirstSyncs {
  start(): void;
  /** Looks at those that are due; returns how many are complete now. */
  lookDue(): Promise<number>;
  stop(): Promise<void>;
}

const atOnce = 200;
/** How often directories are looked for that have no first sync, in milliseconds. */
const missingEveryMs = 3_600_000;
/** Where whoever looks at one fails at it, it is looked at again after so long, in milliseconds. */
const takenFor = 60_000;

/** Notices that the first sync of a directory is complete, and tells the product once. */
export function createFirstSyncs(deps: FirstSyncDeps): FirstSyncs {
  const { database, clock, log, intervalMs } = deps;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();
  let running = false;
  let missingLookedFor = -Infinity;

  const lookDue = async (): Promise<number> => {
    const now = clock.now();
    if (now.getTime() - missingLookedFor >= missingEveryMs) {
      await addMissing(deps, now).catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'directories without a first sync could not be looked for');
      });
      missingLookedFor = now.getTime();
    }
    const due = await database.acrossTenants((trx) => findDueFirstSyncs(trx, now, atOnce));
    let complete = 0;
    for (const sync of due) {
      const isComplete = await lookAt(deps, sync, now).catch((fault: unknown) => {
        log.error(
          { tenant_id: sync.tenant_id, directory_id: sync.directory_id, code: codeOf(fault) },
          'it could not be seen whether a first sync is complete',
        );
        return false;
      });
      if (isComplete) complete += 1;
    }
    if (complete > 0) deps.onComplete();
    return complete;
  };
  const tick = (): void => {
    current = lookDue()
      .catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'first syncs could not be looked for');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, intervalMs);
      });
  };
  return {
    lookDue,
    start() {
      running = true;
      tick();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
    },
  };
}

/** During an upgrade processes of the version before make directories, too. */
async function addMissing({ database }: FirstSyncDeps, now: Date): Promise<void> {
  const missing = await database.acrossTenants((trx) => findMissingFirstSyncs(trx, atOnce));
  for (const sync of missing) {
    await database.inTenant(sync.tenant_id, (trx) => insertFirstSync(trx, sync, now));
  }
}

/** Whether it is complete since just now. Nothing is counted before it is: the biggest would be counted most often. */
async function lookAt(deps: FirstSyncDeps, sync: FirstSync, now: Date): Promise<boolean> {
  const { tenant_id: tenantId, directory_id: directoryId } = sync;
  const taken = new Date(now.getTime() + takenFor);
  const mayBeComplete = await deps.database.inTenant(tenantId, async (trx) => {
    if (!(await takeFirstSync(trx, sync, now, taken))) return false;
    const found = await readSync(trx, tenantId, directoryId);
    if (found === null || found.state === 'disconnected' || found.first_synced_at !== null) {
      await endFirstSync(trx, sync, null);
      return false;
    }
    const { last_event_at: lastEventAt, connected_at: connectedAt, created_at: createdAt } = found;
    await takeFirstSync(trx, sync, taken, nextLookAt({ lastEventAt, connectedAt, createdAt }, now));
    return isComplete(found, deps.asksWorkos, now);
  });
  if (!mayBeComplete) return false;
  return deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await lockTenant(trx, tenantId);
    // Behind the lock: nothing is applied meanwhile, and no other process tells it too.
    const found = await readSync(trx, tenantId, directoryId);
    if (!tenant || found?.first_synced_at !== null || !isComplete(found, deps.asksWorkos, now)) return false;
    await endFirstSync(trx, sync, now);
    const { people, groups, memberships } = await countSynced(trx, tenantId, directoryId);
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor: { kind: 'directory', id: directoryId },
          action: 'directory.first_sync_completed',
          userId: null,
          directoryId,
          before: null,
          after: { people, groups, memberships },
          reason: connectedInWords(found, { people, groups }),
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      now,
    );
    return true;
  });
}

function isComplete(row: SyncRow, asksWorkos: boolean, now: Date): boolean {
  const sync = {
    ...{ source: row.source, state: row.state, lastEventAt: row.last_event_at },
    ...{ hasContent: row.has_content, isWaiting: row.is_waiting },
    ...{ resyncIsOpen: row.resync_is_open, resyncedAt: row.resynced_at },
    isValidating: upstreamMeaning(row.upstream_state) === 'validating',
  };
  return firstSyncIsComplete(sync, asksWorkos, now);
}
