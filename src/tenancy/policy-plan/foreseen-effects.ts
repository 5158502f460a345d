import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Change, HoldKind, HoldRequest, PersonPlan } from '../../domain/change.ts';
import type { Foreseen } from '../../reconcile/plan-everyone.ts';

/** One thing that would be done to somebody, or would wait. */
export interface Effect {
  change: Change;
  /** What it would wait for; null: it would be done. */
  heldBy: HoldKind | null;
}

/** What would be different for somebody: what they have waited for already, and go on waiting for, is not. */
export function effectsOf({ plan, openHold }: Foreseen): Effect[] {
  const done = plan.changes.map((change): Effect => ({ change, heldBy: null }));
  const { hold } = plan;
  if (hold === null) {
    return openHold !== null && done.length === 0 ? [{ change: released(plan), heldBy: null }] : done;
  }
  const goesOnWaiting = openHold?.kind === hold.kind && openHold.cause === hold.cause;
  if (goesOnWaiting) return done;
  return [...done, ...heldChanges(plan, hold).map((change): Effect => ({ change, heldBy: hold.kind }))];
}

/** Whose account it is may be open, and then it is not known what would be done. */
function heldChanges(plan: PersonPlan, hold: HoldRequest): Change[] {
  if (hold.changes.length > 0) return hold.changes;
  const userId = plan.after?.id ?? '';
  return [{ action: 'hold.opened', userId, before: null, after: { kind: hold.kind }, reason: hold.reason }];
}

function released({ after }: PersonPlan): Change {
  const reason = 'What they wait for is not needed any more';
  return { action: 'hold.expired', userId: after?.id ?? '', before: null, after: null, reason };
}

/** What counts from the moment when it is done, and is another a second later. */
const countedFromThen = new Set(['purge_at', 'read_only_until', 'time_to_revoke']);

/** An effect as it is the same again, as long as neither the policy nor the person changes. */
export function lastingPart({ change, heldBy }: Effect): string {
  const { action, before, after } = change;
  if (action === 'session.revoked' || action === 'api_key.revoked') return canonicalJson([action, heldBy]);
  const lasting =
    action === 'user.deactivated' || action === 'user.read_only'
      ? Object.fromEntries(Object.entries(after ?? {}).filter(([name]) => !countedFromThen.has(name)))
      : after;
  return canonicalJson([action, before, lasting, heldBy]);
}
