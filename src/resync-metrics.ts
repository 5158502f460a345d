import { Counter, Histogram, type Registry } from 'prom-client';
import type { TurnOutcome } from './sources/workos/resync/resync-turn.ts';
import type { ClaimedResync, DriftKind } from './store/resyncs.ts';

/** Notes what a turn at a resync came to. */
export type ObserveResync = (outcome: TurnOutcome, resync: ClaimedResync, now: Date) => void;

/** What the service counts about reading directories anew. */
export function createResyncMetrics(registry: Registry): ObserveResync {
  const finished = new Counter({
    name: 'rollcall_resyncs_finished_total',
    help: 'Resyncs of directories that this process ended: done, failed or cancelled.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const faults = new Counter({
    name: 'rollcall_resync_faults_total',
    help: 'Times that a resync had to rest, because WorkOS or the policy of the tenant did not let it go on.',
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'rollcall_resync_seconds',
    help: 'How long resyncs took that were done, from when they began to read until all was applied.',
    buckets: [5, 15, 60, 300, 900, 3_600, 14_400, 86_400],
    registers: [registry],
  });
  const drift = new Counter({
    name: 'rollcall_drift_total',
    help: 'What resyncs found different from what events had said, by kind. First readings do not count.',
    labelNames: ['kind'],
    registers: [registry],
  });
  return (outcome, { started_at }, now) => {
    if (outcome.kind === 'faulty') faults.inc();
    if (outcome.kind === 'done' || outcome.kind === 'failed' || outcome.kind === 'cancelled') {
      finished.inc({ outcome: outcome.kind });
    }
    if (outcome.kind !== 'done') return;
    if (started_at !== null) seconds.observe((now.getTime() - started_at.getTime()) / 1_000);
    for (const [kind, count] of Object.entries(outcome.result.differences) as [DriftKind, number][]) {
      drift.inc({ kind }, count);
    }
  };
}
