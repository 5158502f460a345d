import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Tracer } from '../domain/tracer.ts';
import type { Metrics } from '../metrics.ts';
import type { MailTransport } from '../outbound/mail/mail.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { Database } from '../store/database.ts';
import { createAuditSealer, type AuditSealer } from '../workers/audit-sealer.ts';
import { createPolicyChecks, type PolicyChecks } from '../workers/check-policies.ts';
import { createFirstSyncs, type FirstSyncs } from '../workers/first-syncs.ts';
import { createNoticeSender, type NoticeSender } from '../workers/send-notices.ts';
import { createRetention, type Retention } from '../workers/remove-old.ts';
import { createHealthWatch, type HealthWatch } from '../workers/watch-health.ts';

export interface UpkeepOptions {
  publicUrl: string;
  /** Absent: this process tells the channels of policies nothing. */
  mail?: MailTransport;
  alertsTo?: readonly string[];
  /** Whether this process reads the Events API of WorkOS, and whether it asks WorkOS anything. */
  readsEvents: boolean;
  asksWorkos: boolean;
}

export interface UpkeepDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  tracer?: Tracer;
  /** Something is there to be delivered. */
  onAnnounced: () => void;
}

/** What looks after itself from time to time, whatever arrives. */
export interface Upkeep {
  sealer: AuditSealer;
  /** Absent where there is no mail. */
  notices: NoticeSender | undefined;
  policyChecks: PolicyChecks;
  healthWatch: HealthWatch;
  firstSyncs: FirstSyncs;
  retention: Retention;
}

/** How often the audit log is sealed, in milliseconds. */
const sealIntervalMs = 1_000;
/** How often policies are looked for that are to be held against the directories, in milliseconds. */
const policyCheckIntervalMs = 60_000;
/** How often tenants are looked for whose directories are to be looked at, in milliseconds. */
const healthIntervalMs = 15_000;
/** How often notices are looked for, in milliseconds. */
const noticeIntervalMs = 1_000;
/** How often first syncs are looked for that may be complete, in milliseconds. */
const firstSyncIntervalMs = 5_000;
/** How often what is old is removed, in milliseconds. */
const retentionIntervalMs = 3_600_000;

/** The workers that keep watch, with what this service counts of them. */
export function createUpkeep(
  options: UpkeepOptions,
  { logger, metrics, tracer, onAnnounced, ...deps }: UpkeepDeps,
): Upkeep {
  const watching = { ...deps, log: logger };
  const { mail, publicUrl, alertsTo = [] } = options;
  return {
    sealer: createAuditSealer({
      database: deps.database,
      log: logger,
      intervalMs: sealIntervalMs,
      onFault: () => {
        metrics.auditSealFaults.inc();
      },
    }),
    notices:
      mail &&
      createNoticeSender({
        ...watching,
        ...(tracer && { tracer }),
        ...{ mail, publicUrl, alertsTo },
        intervalMs: noticeIntervalMs,
        onOutcome: (outcome, count) => {
          if (outcome === 'failed') metrics.mailFaults.inc(count);
          else metrics.noticesFinished.inc({ status: outcome }, count);
        },
      }),
    policyChecks: createPolicyChecks({ ...watching, intervalMs: policyCheckIntervalMs }),
    healthWatch: createHealthWatch({
      ...watching,
      readsWorkos: options.readsEvents,
      intervalMs: healthIntervalMs,
    }),
    firstSyncs: createFirstSyncs({
      ...watching,
      intervalMs: firstSyncIntervalMs,
      asksWorkos: options.asksWorkos,
      onComplete: onAnnounced,
    }),
    retention: createRetention({ ...watching, intervalMs: retentionIntervalMs }),
  };
}
