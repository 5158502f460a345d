import type { PersonPlan } from './change.ts';

/** The end of somebody's sessions and keys, as of the moment that it was decided on. */
export interface Revocation {
  asOf: Date;
  /** Milliseconds from the event at its source until then; never negative, whatever the clock of the source. */
  fromEventMs: number;
  /** Milliseconds from our receipt of the event until then. */
  fromReceiptMs: number;
}

/** What news has just ended, as the audit log says it: a read-only time that is over is meant to be long. */
export function revocationsIn(plans: readonly PersonPlan[], asOf: Date): Revocation[] {
  return plans
    .flatMap(({ changes }) => changes)
    .map(({ after }) => after?.['time_to_revoke'])
    .filter(isTimeToRevoke)
    .map(({ from_event_ms, from_receipt_ms }) => ({
      asOf,
      fromEventMs: from_event_ms,
      fromReceiptMs: from_receipt_ms,
    }));
}

function isTimeToRevoke(value: unknown): value is { from_event_ms: number; from_receipt_ms: number } {
  return (
    typeof value === 'object' && value !== null && 'from_event_ms' in value && 'from_receipt_ms' in value
  );
}

/** Seconds until the end was in force for everyone, which it is once it is committed. */
export function secondsToRevoke(
  { asOf, fromEventMs, fromReceiptMs }: Revocation,
  committedAt: Date,
): { event: number; receipt: number } {
  const since = committedAt.getTime() - asOf.getTime();
  return { event: (fromEventMs + since) / 1_000, receipt: (fromReceiptMs + since) / 1_000 };
}
