import type { Account, Change, PersonPlan } from '../domain/change.ts';

/** The plan with everything that it does to the account left out; what waits for its time stays as it is. */
export function withholdAll(plan: PersonPlan): PersonPlan {
  return {
    ...plan,
    after: plan.before,
    changes: [],
    revoke: [],
    endsPromotion: false,
    timers: { ...plan.timers, after: plan.timers.before },
  };
}

/** Everything that changes who somebody is in the product, rather than what is known of them. */
const standing = new Set<Change['action']>([
  'user.deactivated',
  'user.read_only',
  'user.reactivated',
  'role.changed',
  'workspace.added',
  'workspace.removed',
  'workspace.role_changed',
  'session.revoked',
  'api_key.revoked',
]);

export interface Withheld {
  plan: PersonPlan;
  changes: Change[];
}

/** Leaves out what changes somebody's standing; what the product knows of them is still brought up to date. */
export function withholdStanding(plan: PersonPlan): Withheld {
  const { before, after } = plan;
  if (before === null || after === null) return { plan: withholdAll(plan), changes: plan.changes };
  const goesAhead = plan.changes.filter(({ action }) => !standing.has(action));
  const kept: Account = {
    ...after,
    status: before.status,
    role: before.role,
    roleOrigin: before.roleOrigin,
    workspaces: before.workspaces,
    deactivatedAt: before.deactivatedAt,
    purgeAt: before.purgeAt,
    sessionsValidAfter: before.sessionsValidAfter,
  };
  return {
    plan: {
      ...plan,
      after: goesAhead.length === 0 ? before : kept,
      changes: goesAhead,
      revoke: [],
      endsPromotion: false,
      timers: { ...plan.timers, after: plan.timers.before },
    },
    changes: plan.changes.filter((change) => !goesAhead.includes(change)),
  };
}
