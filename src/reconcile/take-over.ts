import type { PersonPlan } from '../domain/change.ts';

/**
 * Keeps one account to one plan. Where a person takes over the account of someone who is gone from another directory,
 * and both are looked at together, the former one's leaving concerns the account no more: the same as if it had been
 * heard of before.
 */
export function yieldToSuccessors(plans: PersonPlan[]): PersonPlan[] {
  const successors = new Map<string, PersonPlan>();
  for (const plan of plans) {
    const { before, after } = plan;
    if (before === null || after === null || before.directoryUserId === null) continue;
    if (after.directoryUserId !== before.directoryUserId) successors.set(before.id, plan);
  }
  return plans.map((plan) => {
    const successor = plan.before === null ? undefined : successors.get(plan.before.id);
    if (successor === undefined || successor === plan) return plan;
    return {
      ...plan,
      before: null,
      after: null,
      changes: [],
      revoke: [],
      hold: null,
      timers: { before: [], after: [] },
    };
  });
}
