import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Clock } from './domain/clock.ts';
import { remembered } from './domain/remembered.ts';
import { secondsToRevoke, type Revocation } from './domain/time-to-revoke.ts';
import { createResyncMetrics, type ObserveResync } from './resync-metrics.ts';
import type { Database } from './store/database.ts';
import { countDirectoriesByHealth, countProblems } from './store/directory-health-rows.ts';
import { countUnfinishedEvents } from './store/inbox.ts';
import { countUnfinishedDeliveries } from './store/outbox-deliveries.ts';
import { countEndpoints } from './store/webhook-endpoints.ts';
import { readPollingProgress } from './store/workos-polling.ts';

/** What the service counts about itself. Labels never hold a tenant's or a person's values. */
export interface Metrics {
  registry: Registry;
  eventsReceived: Counter<'type' | 'status'>;
  deliveriesRefused: Counter<'because'>;
  eventsFinished: Counter<'status'>;
  eventsPolled: Counter<'status'>;
  pollFaults: Counter<'because'>;
  listFaults: Counter<'because'>;
  directoriesClaimed: Counter<'by'>;
  resyncsRequested: Counter<'reason'>;
  observeResync: ObserveResync;
  turnSeconds: Histogram;
  eventLag: Histogram;
  timeToRevoke: Histogram<'from'>;
  auditSealFaults: Counter;
  noticesFinished: Counter<'status'>;
  mailFaults: Counter;
  shadowDecisions: Counter<'outcome'>;
  webhookAttempts: Counter<'outcome'>;
  webhookEndpointsDisabled: Counter;
}

/** How long the count of unfinished events is taken for granted, in milliseconds: it reads an index of the database. */
const countLifetime = 5_000;

/** The types that WorkOS documents; anything else counts as `other`, so that a sender cannot invent labels. */
const countedType = /^dsync\.[a-z_.]{1,40}$/;

export function typeLabel(type: string): string {
  return countedType.test(type) ? type : 'other';
}

/** Notes how long it took to end access, once that is committed. */
export function observeRevocations(
  metrics: Metrics,
  revoked: readonly Revocation[],
  committedAt: Date,
): void {
  for (const revocation of revoked) {
    const { event, receipt } = secondsToRevoke(revocation, committedAt);
    metrics.timeToRevoke.observe({ from: 'event' }, event);
    metrics.timeToRevoke.observe({ from: 'receipt' }, receipt);
  }
}

/** Notes how long it took until what came about at an identity provider was applied, once that is committed. */
export function observeLag(metrics: Metrics, cameAbout: readonly Date[], committedAt: Date): void {
  for (const at of cameAbout) {
    metrics.eventLag.observe(Math.max(0, committedAt.getTime() - at.getTime()) / 1_000);
  }
}

/** A registry of its own, so that two services in one process (tests) do not count together. */
export function createMetrics(database: Database, clock: Clock): Metrics {
  const registry = new Registry();
  // Without the database there is no count, and everything else is still to be shown.
  const countUnfinished = remembered(clock, countLifetime, () =>
    database.acrossTenants(countUnfinishedEvents).catch(() => null),
  );
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'rollcall_events_unfinished',
    help: 'Events in the inbox that wait, or were set aside after failing.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      const counts = await countUnfinished();
      this.reset();
      if (counts === null) return;
      this.set({ status: 'waiting' }, counts.waiting);
      this.set({ status: 'set_aside' }, counts.set_aside);
    },
  });
  const countDeliveries = remembered(clock, countLifetime, () =>
    database
      .acrossTenants(async (trx) => ({
        deliveries: await countUnfinishedDeliveries(trx),
        endpoints: await countEndpoints(trx),
      }))
      .catch(() => null),
  );
  new Gauge({
    name: 'rollcall_webhook_deliveries_unfinished',
    help: 'Webhook deliveries that wait, or are dead.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      const counts = await countDeliveries();
      this.reset();
      if (counts === null) return;
      this.set({ status: 'waiting' }, counts.deliveries.waiting);
      this.set({ status: 'dead' }, counts.deliveries.dead);
    },
  });
  new Gauge({
    name: 'rollcall_webhook_endpoints',
    help: 'Webhook endpoints, by how they do.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await countDeliveries();
      this.reset();
      if (counts === null) return;
      for (const state of ['active', 'failing', 'disabled'] as const) {
        this.set({ state }, counts.endpoints[state]);
      }
    },
  });
  const askPolling = remembered(clock, countLifetime, () => readPollingProgress(database).catch(() => null));
  new Gauge({
    name: 'rollcall_workos_poll_lag_seconds',
    help: 'How long ago the events of WorkOS were last read until none was left.',
    registers: [registry],
    async collect() {
      const caughtUpAt = (await askPolling())?.caught_up_at ?? null;
      // What is not known is left out: 0 would mean that all is well.
      if (caughtUpAt === null) this.remove();
      else this.set((clock.now().getTime() - caughtUpAt.getTime()) / 1_000);
    },
  });
  new Gauge({
    name: 'rollcall_workos_poll_last_success_timestamp_seconds',
    help: 'When a page of events was last read from WorkOS, in seconds since 1970.',
    registers: [registry],
    async collect() {
      const at = (await askPolling())?.last_success_at ?? null;
      if (at === null) this.remove();
      else this.set(at.getTime() / 1_000);
    },
  });
  const countHealth = remembered(clock, countLifetime, () =>
    database
      .acrossTenants(async (trx) => ({
        directories: await countDirectoriesByHealth(trx),
        problems: await countProblems(trx),
      }))
      .catch(() => null),
  );
  new Gauge({
    name: 'rollcall_directories',
    help: 'Directories that are not disconnected, by how they do.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await countHealth();
      this.reset();
      if (counts === null) return;
      for (const state of ['ok', 'attention', 'failing'] as const) {
        this.set({ state }, counts.directories[state]);
      }
    },
  });
  new Gauge({
    name: 'rollcall_directory_problems',
    help: 'Directories with a problem, by what it is.',
    labelNames: ['code', 'severity'],
    registers: [registry],
    async collect() {
      const counts = await countHealth();
      this.reset();
      for (const { code, severity, problems } of counts?.problems ?? []) {
        this.set({ code, severity }, problems);
      }
    },
  });
  return {
    registry,
    eventsReceived: new Counter({
      name: 'rollcall_events_received_total',
      help: 'Webhook deliveries made durable, by event type and what becomes of them first.',
      labelNames: ['type', 'status'],
      registers: [registry],
    }),
    deliveriesRefused: new Counter({
      name: 'rollcall_deliveries_refused_total',
      help: 'Webhook deliveries that were not accepted.',
      labelNames: ['because'],
      registers: [registry],
    }),
    eventsFinished: new Counter({
      name: 'rollcall_events_finished_total',
      help: 'Events worked off by the lanes of this process, by what became of them.',
      labelNames: ['status'],
      registers: [registry],
    }),
    eventsPolled: new Counter({
      name: 'rollcall_workos_events_polled_total',
      help: 'Events that this process read from the Events API of WorkOS, also those that the webhook had brought.',
      labelNames: ['status'],
      registers: [registry],
    }),
    listFaults: new Counter({
      name: 'rollcall_workos_list_faults_total',
      help: 'Attempts of this process to list the directories of WorkOS that failed, by the cause.',
      labelNames: ['because'],
      registers: [registry],
    }),
    directoriesClaimed: new Counter({
      name: 'rollcall_directories_claimed_total',
      help: 'Directories of WorkOS that this process claimed for one that waited, by what made them known.',
      labelNames: ['by'],
      registers: [registry],
    }),
    pollFaults: new Counter({
      name: 'rollcall_workos_poll_faults_total',
      help: 'Times that this process could not read or keep the events of WorkOS. Each time it tries again.',
      labelNames: ['because'],
      registers: [registry],
    }),
    resyncsRequested: new Counter({
      name: 'rollcall_resyncs_requested_total',
      help: 'Directories that are to be read anew because events were missed, or may have been.',
      labelNames: ['reason'],
      registers: [registry],
    }),
    observeResync: createResyncMetrics(registry),
    turnSeconds: new Histogram({
      name: 'rollcall_lane_turn_seconds',
      help: 'How long one committed turn at a tenant took.',
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    eventLag: new Histogram({
      name: 'rollcall_event_lag_seconds',
      help: 'From the time of an event at the identity provider until it took effect, of events that the inbox brought.',
      buckets: [1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400],
      registers: [registry],
    }),
    timeToRevoke: new Histogram({
      name: 'rollcall_time_to_revoke_seconds',
      help: 'From the event at its source, and from its receipt here, until the sessions and keys of who left were void.',
      labelNames: ['from'],
      buckets: [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
      registers: [registry],
    }),
    auditSealFaults: new Counter({
      name: 'rollcall_audit_seal_faults_total',
      help: 'Times that the audit log of a tenant could not be sealed.',
      registers: [registry],
    }),
    noticesFinished: new Counter({
      name: 'rollcall_notices_finished_total',
      help: 'Notices to the channels of policies, by what became of them: sent, dropped or dead.',
      labelNames: ['status'],
      registers: [registry],
    }),
    shadowDecisions: new Counter({
      name: 'rollcall_shadow_decisions_total',
      help: 'Decisions that this process took under a proposed policy as well: same, differs, or failed.',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    webhookAttempts: new Counter({
      name: 'rollcall_webhook_attempts_total',
      help: 'Attempts to deliver webhooks by this process; failed: another one follows, dead: none does.',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    webhookEndpointsDisabled: new Counter({
      name: 'rollcall_webhook_endpoints_disabled_total',
      help: 'Times that this process disabled a webhook endpoint.',
      registers: [registry],
    }),
    mailFaults: new Counter({
      name: 'rollcall_mail_faults_total',
      help: 'Mails that could not be sent. Each is tried again for a day.',
      registers: [registry],
    }),
  };
}
