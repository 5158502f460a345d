import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import type { Metrics } from './metrics.ts';
import { createEventPoller, type EventPoller } from './sources/workos/event-poller.ts';
import type { PlaceEvent } from './sources/workos/place-event.ts';
import { createWorkosApi } from './sources/workos/workos-api.ts';
import type { Database } from './store/database.ts';

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
