import type { Account, Change, PersonPlan } from '../domain/change.ts';

export interface AdministratorRules {
  /** Roles that administer, strongest first. */
  roles: string[];
  /** Whether a blocked leaver loses the open sessions. */
  revokeSessions: boolean;
}

/** What is part of leaving, and therefore waits with it. */
const leaving = new Set<Change['action']>([
  'user.deactivated',
  'role.changed',
  'session.revoked',
  'api_key.revoked',
]);

/**
 * Keeps a tenant from losing its last administrator, on the whole plan at once: where nobody would be left, one of
 * those who would go keeps the role, and what would have taken it waits in a hold. Who stays is deterministic: the
 * strongest role, then the longest provisioned, then the id.
 *
 * @param othersRemain whether an active administrator exists whom this plan does not touch
 */
export function guardSoleAdministrator(
  plans: PersonPlan[],
  othersRemain: boolean,
  rules: AdministratorRules,
): PersonPlan[] {
  const administers = (account: Account | null): boolean =>
    account?.status === 'active' && account.role !== null && rules.roles.includes(account.role);
  if (othersRemain || plans.some((plan) => administers(plan.after))) return plans;
  const [keeper] = plans
    .filter((plan) => administers(plan.before))
    .sort((a, b) => byPrecedence(a.before, b.before, rules.roles));
  if (!keeper) return plans;
  return plans.map((plan) => (plan === keeper ? block(plan, rules) : plan));
}

function byPrecedence(a: Account | null, b: Account | null, roles: string[]): number {
  if (a === null || b === null) return 0;
  const byRole = roles.indexOf(a.role ?? '') - roles.indexOf(b.role ?? '');
  if (byRole !== 0) return byRole;
  const bySeniority = a.provisionedAt.getTime() - b.provisionedAt.getTime();
  return bySeniority !== 0 ? bySeniority : a.id < b.id ? -1 : 1;
}

function block(plan: PersonPlan, rules: AdministratorRules): PersonPlan {
  const { before, after } = plan;
  if (before === null || after === null) return plan;
  const deactivated = after.status !== 'active';
  const endsSessions = deactivated && rules.revokeSessions && plan.revoke.includes('sessions');
  const goesAhead = plan.changes.filter(
    (change) => !leaving.has(change.action) || (endsSessions && change.action === 'session.revoked'),
  );
  return {
    ...plan,
    after: {
      ...after,
      status: before.status,
      role: before.role,
      roleOrigin: before.roleOrigin,
      deactivatedAt: before.deactivatedAt,
      sessionsValidAfter: endsSessions ? after.sessionsValidAfter : before.sessionsValidAfter,
    },
    changes: goesAhead,
    revoke: endsSessions ? ['sessions'] : [],
    hold: {
      kind: 'sole_admin',
      reason: `The last administrator would ${deactivated ? 'leave' : 'lose the role'}: they keep it until another administrator exists`,
      changes: plan.changes.filter((change) => !goesAhead.includes(change)),
    },
  };
}
