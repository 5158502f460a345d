import type { EventOutcome } from '../store/inbox.ts';
import { findTenantToReconsider, findTenantWithEvents } from '../store/inbox.ts';
import { drainTenant, type DrainDeps } from './drain-tenant.ts';
import { moveClaimedEvents } from './move-claimed-events.ts';

export interface LaneDeps extends DrainDeps {
  /** Tenants worked on at once by this process. */
  concurrency: number;
  /** Milliseconds after which an idle process looks for work that others have put in. */
  pollIntervalMs: number;
  /** Called after each committed turn. */
  onTurn: (turn: { outcomes: EventOutcome[]; seconds: number }) => void;
}

export interface Lanes {
  start: () => void;
  /** Says that there may be work; returns at once. */
  wake: () => void;
  /** Works until nothing is due. For tests, benchmarks and commands; not beside start(). */
  drain: () => Promise<void>;
  /** Finishes the running batches, and starts no more. */
  stop: () => Promise<void>;
  isRunning: () => boolean;
}

const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * The lanes: one per tenant, serial within, parallel across, safe with several processes on one database. The claim is
 * the lock on the tenant's row, so a process that dies frees its lane with its connection.
 */
export function createLanes(deps: LaneDeps): Lanes {
  const busyHere = new Set<string>();
  let cursor = beforeAll;
  let running: Promise<void>[] = [];
  let stopping = false;
  let pending = false;
  const sleepers = new Set<() => void>();

  const wake = (): void => {
    pending = true;
    for (const sleeper of [...sleepers]) sleeper();
  };

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (pending || stopping) {
        pending = false;
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        sleepers.delete(done);
        pending = false;
        resolve();
      };
      const timer = setTimeout(done, ms);
      sleepers.add(done);
    });

  /** The next tenant with work after the cursor, going round once; null when there is none. */
  const nextTenant = async (): Promise<string | null> => {
    const leavingOut = [...busyHere];
    return deps.database.acrossTenants(async (trx) => {
      const now = deps.clock.now();
      for (const from of cursor === beforeAll ? [beforeAll] : [cursor, beforeAll]) {
        const withEvents = await findTenantWithEvents(trx, from, leavingOut, now);
        const toReconsider = await findTenantToReconsider(trx, from, leavingOut);
        const found = [withEvents, toReconsider].filter((id) => id !== null).sort()[0];
        if (found !== undefined) return found;
      }
      return null;
    });
  };

  /** One turn at the next tenant. */
  const turn = async (): Promise<'worked' | 'busy' | 'nothing'> => {
    const tenantId = await nextTenant();
    if (tenantId === null || busyHere.has(tenantId)) return tenantId === null ? 'nothing' : 'busy';
    cursor = tenantId;
    busyHere.add(tenantId);
    try {
      const began = performance.now();
      const result = await drainTenant(deps, tenantId);
      if (result.kind === 'worked') {
        deps.onTurn({ outcomes: result.outcomes, seconds: (performance.now() - began) / 1_000 });
      }
      return result.kind === 'busy' ? 'busy' : 'worked';
    } finally {
      busyHere.delete(tenantId);
    }
  };

  const work = async (first: boolean): Promise<void> => {
    while (!stopping) {
      try {
        if (first && (await moveClaimedEvents(deps)) > 0) wake();
        const result = await turn();
        if (result === 'nothing') await rest(deps.pollIntervalMs);
        else if (result === 'busy') await rest(Math.min(50, deps.pollIntervalMs));
      } catch (fault) {
        // Nothing is lost: what was not committed is still in the inbox.
        const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
        deps.log.error(
          { code, name: fault instanceof Error ? fault.name : undefined },
          'a lane failed and goes on',
        );
        await rest(deps.pollIntervalMs);
      }
    }
  };

  return {
    start() {
      stopping = false;
      running = Array.from({ length: deps.concurrency }, (_, index) => work(index === 0));
    },
    wake,
    async drain() {
      while ((await moveClaimedEvents(deps)) > 0);
      while ((await turn()) !== 'nothing');
    },
    async stop() {
      stopping = true;
      wake();
      await Promise.all(running);
      running = [];
    },
    isRunning: () => running.length > 0 && !stopping,
  };
}
