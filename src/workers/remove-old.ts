import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import { removeOldSessions } from '../store/browser-sessions.ts';
import type { Database, Transaction } from '../store/database.ts';
import { nameFailures } from '../store/events-set-aside.ts';
import { readTenantIds, removeOldMessages } from '../store/outbox-retention.ts';
import { removeOldPortalLinks } from '../store/portal-links.ts';
import { wordUsers } from '../store/user-words.ts';
import { codeOf } from '../store/connection-fault.ts';

export interface RetentionDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  /** How often it is looked for what is old, in milliseconds. */
  intervalMs: number;
}

export interface Retention {
  start(): void;
  /** Removes and mends what there is by now. start() does it every so often. */
  removeOld(): Promise<void>;
  /** Finishes the transaction that is going on. */
  stop(): Promise<void>;
}

/** Removes or mends so many at most of one tenant, and returns how many. */
type RemoveSome = (trx: Transaction, tenantId: string, limit: number, now: Date) => Promise<number>;

const TENANTS_AT_ONCE = 500;
const ROWS_AT_ONCE = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';
const ofTenants: readonly RemoveSome[] = [removeOldMessages, removeOldPortalLinks, wordUsers, nameFailures];

/**
 * Removes what nobody waits for and nobody looks for any more: messages of the outbox, links into the portal, sessions of
 * browsers. And mends what a version before has written: accounts get the words that they are found by, or lose them,
 * and events that were set aside the group that they are listed in. A little in each transaction. Any number of processes
 * may do so on one database.
 */
export function createRetention({ database, clock, log, intervalMs }: RetentionDeps): Retention {
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let running = false;
  let stopping = false;

  const removeOf = async (tenantId: string, removeSome: RemoveSome): Promise<void> => {
    let removed: number;
    do {
      if (stopping) return;
      removed = await database.inTenant(tenantId, (trx) =>
        removeSome(trx, tenantId, ROWS_AT_ONCE, clock.now()),
      );
    } while (removed === ROWS_AT_ONCE);
  };

  const removeOld = async (): Promise<void> => {
    await removeOldSessions(database, clock.now());
    let after = beforeAll;
    for (;;) {
      const tenants = await database.acrossTenants((trx) => readTenantIds(trx, after, TENANTS_AT_ONCE));
      for (const tenantId of tenants) {
        for (const removeSome of ofTenants) await removeOf(tenantId, removeSome);
      }
      const last = tenants.at(-1);
      if (stopping || last === undefined || tenants.length < TENANTS_AT_ONCE) return;
      after = last;
    }
  };

  const tick = (): void => {
    current = removeOld()
      .catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'removing what is old failed and will be tried again');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, intervalMs);
      });
  };

  return {
    removeOld,
    start() {
      running = true;
      stopping = false;
      tick();
    },
    async stop() {
      running = false;
      stopping = true;
      clearTimeout(timer);
      await current;
    },
  };
}
