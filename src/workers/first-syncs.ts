import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import { connectedInWords, firstSyncIsComplete } from '../domain/first-sync.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Database } from '../store/database.ts';
import {
  endFirstSync,
  findDueFirstSyncs,
  readSyncProgress,
  takeFirstSync,
  type FirstSync,
} from '../store/first-syncs.ts';
import { lockTenant } from '../store/tenants.ts';
import { codeOf } from './fault.ts';

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
/** One that is going on is looked at again so soon, and one of which nothing has come yet, in milliseconds. */
const again = { goingOn: 10_000, nothingYet: 60_000 };

/** Notices that the first sync of a directory is complete, and tells the product once. */
export function createFirstSyncs(deps: FirstSyncDeps): FirstSyncs {
  const { database, clock, log, intervalMs } = deps;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();
  let running = false;

  const lookDue = async (): Promise<number> => {
    const now = clock.now();
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

/** Whether it is complete since just now. */
async function lookAt(deps: FirstSyncDeps, sync: FirstSync, now: Date): Promise<boolean> {
  const { tenant_id: tenantId, directory_id: directoryId } = sync;
  const progress = await deps.database.inTenant(tenantId, async (trx) => {
    if (!(await takeFirstSync(trx, sync, now, later(now, again.nothingYet)))) return null;
    const found = await readSyncProgress(trx, tenantId, directoryId);
    if (found === null || found.state === 'disconnected' || found.first_synced_at !== null) {
      await endFirstSync(trx, sync, null);
      return null;
    }
    if (found.last_event_at !== null)
      await takeFirstSync(trx, sync, later(now, again.nothingYet), later(now, again.goingOn));
    return found;
  });
  if (progress === null || !isComplete(progress, deps.asksWorkos, now)) return false;
  return deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await lockTenant(trx, tenantId);
    // Behind the lock: nothing is applied meanwhile, and no other process tells it too.
    const found = await readSyncProgress(trx, tenantId, directoryId);
    if (!tenant || found?.first_synced_at !== null || !isComplete(found, deps.asksWorkos, now)) return false;
    await endFirstSync(trx, sync, now);
    const { people, groups, memberships } = found;
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
          reason: connectedInWords(found, found),
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      now,
    );
    return true;
  });
}

function isComplete(
  row: NonNullable<Awaited<ReturnType<typeof readSyncProgress>>>,
  asksWorkos: boolean,
  now: Date,
): boolean {
  const sync = {
    ...row,
    lastEventAt: row.last_event_at,
    resyncIsOpen: row.resync_is_open,
    resyncedAt: row.resynced_at,
  };
  return firstSyncIsComplete(sync, asksWorkos, now);
}

function later(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
