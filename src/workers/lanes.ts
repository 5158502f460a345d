import type { Revocation } from '../domain/time-to-revoke.ts';
import type { EventOutcome } from '../store/inbox.ts';
import { findTenantWithWork } from '../store/inbox.ts';
import { drainTenant, type DrainDeps } from './drain-tenant.ts';
import { codeOf } from '../store/connection-fault.ts';
import { moveClaimedEvents } from './move-claimed-events.ts';

export interface LaneDeps extends DrainDeps {
  /** Tenants worked on at once by this process. */
  concurrency: number;
  /** Milliseconds after which an idle process looks for work that others have put in. */
  pollIntervalMs: number;
  /** Called after each committed turn. */
  onTurn: (turn: {
    outcomes: EventOutcome[];
    revoked: Revocation[];
    cameAbout: Date[];
    seconds: number;
  }) => void;
}

export interface Lanes {
  start: () => void;
  /** Says that there may be work; returns at once. */
  wake: () => void;
  /** Works until nothing is due; rejects where a turn fails. For tests and benchmarks; not beside start(). */
  drain: () => Promise<void>;
  /** Finishes the running batches, and starts no more. */
  stop: () => Promise<void>;
  isRunning: () => boolean;
}

const longestRestMs = 60_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * The lanes: one per tenant, serial within, parallel across, safe with several processes on one database. The claim is
 * the lock on the tenant's row, so a process that dies frees its lane with its connection.
 */
export function createLanes(deps: LaneDeps): Lanes {
  const busyHere = new Set<string>();
  /** Tenants whose last turn failed, and until when (milliseconds) they are left alone: others do not wait for them. */
  const resting = new Map<string, { until: number; turns: number }>();
  let cursor = beforeAll;
  let running: Promise<void>[] = [];
  let stopping = false;
  let lastFault: unknown;
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
    const now = deps.clock.now();
    const resters = [...resting].filter(([, { until }]) => until > now.getTime()).map(([id]) => id);
    const leavingOut = [...busyHere, ...resters];
    return deps.database.acrossTenants(async (trx) => {
      for (const from of cursor === beforeAll ? [beforeAll] : [cursor, beforeAll]) {
        const found = await findTenantWithWork(trx, from, leavingOut, now);
        if (found !== null) return found;
      }
      return null;
    });
  };

  /** One turn at the next tenant. */
  const turn = async (): Promise<'worked' | 'busy' | 'failed' | 'nothing'> => {
    const tenantId = await nextTenant();
    if (tenantId === null || busyHere.has(tenantId)) return tenantId === null ? 'nothing' : 'busy';
    cursor = tenantId;
    busyHere.add(tenantId);
    try {
      const began = performance.now();
      const result = await drainTenant(deps, tenantId);
      if (result.kind === 'worked') {
        const { outcomes, revoked, cameAbout } = result;
        deps.onTurn({ outcomes, revoked, cameAbout, seconds: (performance.now() - began) / 1_000 });
      }
      resting.delete(tenantId);
      return result.kind === 'busy' ? 'busy' : 'worked';
    } catch (fault) {
      // Nothing is lost: what was not committed is still in the inbox.
      deps.log.error(
        { tenant_id: tenantId, code: codeOf(fault) },
        'a turn at a tenant failed and will be tried again',
      );
      const turns = (resting.get(tenantId)?.turns ?? 0) + 1;
      const ms = Math.min(longestRestMs, deps.pollIntervalMs * 2 ** (turns - 1));
      lastFault = fault;
      resting.set(tenantId, { until: deps.clock.now().getTime() + ms, turns });
      return 'failed';
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
        deps.log.error({ code: codeOf(fault) }, 'looking for work failed and will be tried again');
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
      resting.clear();
      for (;;) {
        const result = await turn();
        if (result === 'nothing') return;
        if (result === 'failed') throw lastFault;
      }
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
