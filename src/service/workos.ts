import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Tracer } from '../domain/tracer.ts';
import type { WorkosSetup } from '../domain/workos-setup.ts';
import { typeLabel, type Metrics } from '../metrics.ts';
import type { Redaction } from '../policy/redact.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { DirectoryWatcher } from '../sources/workos/directory-watcher.ts';
import type { EventPoller } from '../sources/workos/event-poller.ts';
import { createInboxWriter } from '../sources/workos/inbox-writer.ts';
import { createEventPlacement } from '../sources/workos/place-event.ts';
import { createWorkosReceiver, type ReceiveWorkosWebhook } from '../sources/workos/receive-webhook.ts';
import type { Resyncer } from '../sources/workos/resync/resyncer.ts';
import { createWorkosOrganizations } from '../sources/workos/workos-organizations.ts';
import type { Database } from '../store/database.ts';
import { awaitedClaims } from '../tenancy/claim-awaited.ts';
import { resyncerOf, type WorkosResyncOptions } from './resyncer.ts';
import {
  directoryWatcherOf,
  eventPollerOf,
  type WorkosApiOptions,
  type WorkosPollingOptions,
} from './workos-workers.ts';

export interface WorkosOptions {
  /** Null where none is configured. */
  workosWebhookSecrets: readonly string[] | null;
  /** Absent: the Events API of WorkOS is not read by this process. */
  workosPolling?: WorkosPollingOptions;
  /** Absent: whole directories of WorkOS are not read by this process. */
  workosResync?: WorkosResyncOptions;
  /** Absent: no directory is set up through WorkOS, and none of its directories is watched. */
  workosApi?: WorkosApiOptions;
}

export interface WorkosDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  tracer?: Tracer;
  /** Of events of directories that no tenant has claimed. */
  defaultRedaction: Redaction;
  wakeLanes: () => void;
}

/** All that listens to WorkOS, and asks it. */
export interface WorkosSide {
  receiveWorkosWebhook: ReceiveWorkosWebhook;
  /** Absent where the Events API is not read. */
  eventPoller: EventPoller | undefined;
  /** Absent where whole directories of WorkOS are not read. */
  resyncer: Resyncer | undefined;
  /** Absent where WorkOS is not asked. */
  directoryWatcher: DirectoryWatcher | undefined;
  /** Null where WorkOS is not asked. */
  workosSetup: WorkosSetup | null;
}

/** Wires what news of WorkOS goes through, whichever way it comes. */
export function createWorkosSide(options: WorkosOptions, deps: WorkosDeps): WorkosSide {
  const { database, policies, clock, logger, metrics, tracer, defaultRedaction, wakeLanes } = deps;
  const { workosPolling, workosResync, workosApi } = options;
  const reach = workosApi && { url: workosApi.apiUrl, apiKey: workosApi.apiKey };
  const workosSetup = reach === undefined ? null : createWorkosOrganizations(reach, clock);
  const claimAwaited = awaitedClaims({
    database,
    // A webhook waits for the answer.
    workosSetup:
      reach === undefined ? null : createWorkosOrganizations({ ...reach, timeoutMs: 5_000 }, clock),
    clock,
    wakeLanes,
    onClaimed: (by) => {
      metrics.directoriesClaimed.inc({ by });
    },
  });
  const place = createEventPlacement({ database, policies, clock, defaultRedaction, claimAwaited });
  const receive = createWorkosReceiver({
    database,
    clock,
    inbox: createInboxWriter(database),
    place,
    ...(tracer && { tracer }),
    secrets: options.workosWebhookSecrets,
  });
  const counting = { database, clock, logger, metrics, wake: wakeLanes };
  return {
    async receiveWorkosWebhook(request) {
      const delivery = await receive(request);
      if (delivery.kind === 'accepted') {
        metrics.eventsReceived.inc({ type: typeLabel(delivery.type), status: delivery.status });
        wakeLanes();
      } else {
        metrics.deliveriesRefused.inc({
          because: delivery.kind === 'not_verified' ? delivery.because : delivery.kind,
        });
      }
      return delivery;
    },
    eventPoller: workosPolling && eventPollerOf(workosPolling, { ...counting, place }),
    resyncer: workosResync && resyncerOf(workosResync, { ...counting, policies }),
    directoryWatcher:
      workosApi && directoryWatcherOf(workosApi, { ...counting, policies, defaultRedaction, claimAwaited }),
    workosSetup,
  };
}
