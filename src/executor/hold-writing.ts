import type { Actor, HoldKind, HoldRequest, PersonPlan } from '../domain/change.ts';
import type { Held } from '../store/holds.ts';

/** What writing holds goes by, beside the plans. */
export interface HoldWriting {
  tenantId: string;
  actor: Actor | null;
  policyVersion: number;
  openHolds: ReadonlyMap<string, Held>;
  approved: ReadonlySet<string>;
  unansweredAfterMs: (kind: HoldKind) => number | null;
  mayLastLeave: boolean;
  /** In which trace the consequences of these events belong; null where nothing is traced. */
  traceBehind: (eventIds: readonly string[]) => string | null;
  now: Date;
}

/** Whether a person waits no more, or for something else. */
export function endsHold(
  { directoryUserId, hold }: PersonPlan,
  openHolds: HoldWriting['openHolds'],
): boolean {
  const open = directoryUserId === null ? undefined : openHolds.get(directoryUserId);
  return open !== undefined && !isSameHold(open, hold);
}

export function isSameHold(open: Held, hold: HoldRequest | null): boolean {
  return hold?.kind === open.kind && hold.cause === open.cause;
}
