import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { Database } from '../store/database.ts';
import { findTenantsToWatch, takeWatch } from '../store/health-watch.ts';
import { codeOf } from '../store/connection-fault.ts';
import { lookAtInstallation } from './watch-health-installation.ts';
import { lookAtTenant } from './watch-health-tenant.ts';

export interface HealthWatchDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  log: Logger;
  /** Whether this process reads the Events API of WorkOS, and so knows that somebody should. */
  readsWorkos: boolean;
  /** How often tenants that are due are looked for, in milliseconds. */
  intervalMs: number;
}

export interface HealthWatch {
  start(): void;
  /** Looks at every tenant that is due, and returns when none is left. */
  lookDue(): Promise<void>;
  /** Finishes the tenant that is looked at. */
  stop(): Promise<void>;
}

/** How often a tenant's directories are looked at, in milliseconds. */
const everyMs = 300_000;
const tenantsAtOnce = 100;

/**
 * Looks at every directory every five minutes, and tells of a problem once and of its end once. Any number of processes
 * may do so on one database; where one dies at it, the tenant is due again at once.
 */
export function createHealthWatch(deps: HealthWatchDeps): HealthWatch {
  const { database, clock, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let running = false;
  let stopping = false;

  const look = async (tenantId: string): Promise<void> => {
    const now = clock.now();
    await database.inTenant(tenantId, async (trx) => {
      if (!(await takeWatch(trx, tenantId, now, new Date(now.getTime() + everyMs)))) return;
      const { opened, resolved } = await lookAtTenant(deps, trx, tenantId, now);
      if (opened + resolved > 0) {
        log.warn(
          { tenant_id: tenantId, opened, resolved },
          'problems of directories were found, or are over',
        );
      }
    });
  };

  const lookDue = async (): Promise<void> => {
    await lookAtInstallation(database, deps.readsWorkos, clock.now()).catch((fault: unknown) => {
      log.error(
        { code: codeOf(fault) },
        'the installation could not be looked at, which will be tried again',
      );
    });
    /** A tenant at which it failed is left for the next time. */
    const tried = new Set<string>();
    for (;;) {
      const due = await database.acrossTenants((trx) =>
        findTenantsToWatch(trx, clock.now(), tenantsAtOnce + tried.size),
      );
      const untried = due.filter((id) => !tried.has(id));
      if (untried.length === 0) return;
      for (const id of untried) {
        if (stopping) return;
        tried.add(id);
        await look(id).catch((fault: unknown) => {
          log.error(
            { tenant_id: id, code: codeOf(fault) },
            'the directories of a tenant could not be looked at, which will be tried again',
          );
        });
      }
    }
  };

  const tick = (): void => {
    current = lookDue()
      .catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'looking at directories failed and will be tried again');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, deps.intervalMs);
      });
  };

  return {
    lookDue,
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
