import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { NightHours } from '../domain/resync-nights.ts';
import type { Metrics } from '../metrics.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { Rest } from '../sources/workos/resync/pace.ts';
import { createResyncer, type Resyncer } from '../sources/workos/resync/resyncer.ts';
import { createWorkosApi } from '../sources/workos/workos-api.ts';
import type { Database } from '../store/database.ts';

export interface WorkosResyncOptions {
  apiUrl: string;
  apiKey: string;
  /** When directories are read anew by night; null: they are not. */
  hours: NightHours | null;
  random?: () => number;
  /** How a turn waits between two requests; only tests have another way than waiting. */
  rest?: Rest;
}

/** The reader of whole directories, with what this service counts of it. */
export function resyncerOf(
  { apiUrl, apiKey, hours, random = Math.random, rest }: WorkosResyncOptions,
  {
    logger,
    metrics,
    wake,
    ...deps
  }: {
    database: Database;
    clock: Clock;
    policies: ActivePolicies;
    logger: Logger;
    metrics: Metrics;
    wake: () => void;
  },
): Resyncer {
  return createResyncer({
    ...deps,
    log: logger,
    api: createWorkosApi({ url: apiUrl, apiKey }),
    hours,
    random,
    wakeLanes: wake,
    ...(rest && { rest }),
    onTurn: (outcome, resync) => {
      metrics.observeResync(outcome, resync, deps.clock.now());
    },
  });
}
