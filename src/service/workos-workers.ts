import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Metrics } from '../metrics.ts';
import { createEventPoller, type EventPoller } from '../sources/workos/event-poller.ts';
import { createDirectoryWatcher, type DirectoryWatcher } from '../sources/workos/directory-watcher.ts';
import { directoryLister } from '../sources/workos/list-directories.ts';
import { redactionOf, type PlaceEvent, type PlacementDeps } from '../sources/workos/place-event.ts';
import { createWorkosApi } from '../sources/workos/workos-api.ts';
import type { Database } from '../store/database.ts';
import { digestOfSecret } from '../store/secret-digest.ts';
import type { ClaimAwaited } from '../tenancy/claim-awaited.ts';

export interface WorkosPollingOptions {
  apiUrl: string;
  apiKey: string;
  intervalMs: number;
  random?: () => number;
}

/** The reader of the Events API, with what this service counts of it. */
export function eventPollerOf(
  { apiUrl, apiKey, intervalMs, random = Math.random }: WorkosPollingOptions,
  {
    logger,
    metrics,
    wake,
    ...deps
  }: {
    database: Database;
    clock: Clock;
    logger: Logger;
    metrics: Metrics;
    place: PlaceEvent;
    wake: () => void;
  },
): EventPoller {
  return createEventPoller({
    ...deps,
    log: logger,
    api: createWorkosApi({ url: apiUrl, apiKey }),
    apiUrl,
    apiKey,
    intervalMs,
    random,
    onPage(events) {
      for (const event of events) {
        const status = event.place === 'inbox' ? event.arrived.status : 'unclaimed';
        metrics.eventsPolled.inc({ status });
      }
      if (events.length > 0) wake();
    },
    onFault: (because) => {
      metrics.pollFaults.inc({ because });
    },
    onMissed: (reason, directories) => {
      metrics.resyncsRequested.inc({ reason }, directories);
    },
  });
}

/** How WorkOS is asked for what setting directories up takes. */
export interface WorkosApiOptions {
  apiUrl: string;
  apiKey: string;
  random?: () => number;
}

/** The watcher of directories, with what this service counts of it. */
export function directoryWatcherOf(
  { apiUrl, apiKey, random = Math.random }: WorkosApiOptions,
  {
    logger,
    metrics,
    policies,
    defaultRedaction,
    ...deps
  }: Pick<PlacementDeps, 'policies' | 'defaultRedaction'> & {
    database: Database;
    clock: Clock;
    logger: Logger;
    metrics: Metrics;
    claimAwaited: ClaimAwaited;
    wake: () => void;
  },
): DirectoryWatcher {
  const { database } = deps;
  return createDirectoryWatcher({
    ...deps,
    log: logger,
    list: directoryLister({ url: apiUrl, apiKey }),
    environment: digestOfSecret(`${apiUrl} ${apiKey}`),
    random,
    redactionOf: (tenantId) => redactionOf({ database, policies, defaultRedaction }, tenantId),
    onFault: (because) => {
      metrics.listFaults.inc({ because });
    },
  });
}
