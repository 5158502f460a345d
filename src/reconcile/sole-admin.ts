import type { Account, Change, PersonPlan } from '../domain/change.ts';

export interface AdministratorRules {
  /** Roles that administer, strongest first. */
  roles: string[];
  /** Whether a blocked leaver loses the open sessions. */
  revokeSessions: boolean;
  /** Directory user ids of those whose leaving waits already. */
  waiting: ReadonlySet<string>;
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
 * those who would go keeps the role, and what would have taken it waits in a hold. Who stays is deterministic: somebody
 * who is still there rather than a leaver, then the strongest role, the longest provisioned, the id.
 *
 * @param othersRemain whether an active administrator exists whom this plan does not touch
 */
export function guardSoleAdministrator(
  plans: PersonPlan[],
  othersRemain: boolean,
  rules: AdministratorRules,
): PersonPlan[] {
  if (othersRemain || !losesAdministrators(plans, rules.roles)) return plans;
  const [keeper] = plans
    .filter((plan) => administers(plan.before, rules.roles))
    .sort(
      (a, b) =>
        Number(b.after?.status === 'active') - Number(a.after?.status === 'active') ||
        byPrecedence(a.before, b.before, rules.roles),
    );
  if (!keeper) return plans;
  return plans.map((plan) => (plan === keeper ? block(plan, rules) : plan));
}

/** Whether somebody of this plan would administer no more, and nobody of it would. */
export function losesAdministrators(plans: PersonPlan[], roles: string[]): boolean {
  return (
    plans.some((plan) => administers(plan.before, roles)) &&
    !plans.some((plan) => administers(plan.after, roles))
  );
}

function administers(account: Account | null, roles: string[]): boolean {
  return account?.status === 'active' && account.role !== null && roles.includes(account.role);
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
  const ended = deactivated && rules.revokeSessions ? endOfSessions(plan, after, rules.waiting) : null;
  const goesAhead = plan.changes.filter((change) => !leaving.has(change.action));
  return {
    ...plan,
    after: {
      ...after,
      status: before.status,
      role: before.role,
      roleOrigin: before.roleOrigin,
      deactivatedAt: before.deactivatedAt,
      sessionsValidAfter: ended ? after.sessionsValidAfter : before.sessionsValidAfter,
    },
    changes: ended ? [...goesAhead, ended] : goesAhead,
    revoke: ended ? ['sessions'] : [],
    hold: {
      kind: 'sole_admin',
      reason: `The last administrator would ${deactivated ? 'leave' : 'lose the role'}: they keep it until another administrator exists`,
      changes: plan.changes.filter(
        (change) => !goesAhead.includes(change) && change.action !== ended?.action,
      ),
    },
  };
}

/**
 * The end of a blocked leaver's sessions: of those that are open, and once, when the leaving begins to wait, of all that
 * the product itself may know of; or null.
 */
function endOfSessions(plan: PersonPlan, after: Account, waiting: ReadonlySet<string>): Change | null {
  if (!plan.revoke.includes('sessions')) return null;
  const open = plan.changes.find((change) => change.action === 'session.revoked');
  if (open) return open;
  if (plan.directoryUserId !== null && waiting.has(plan.directoryUserId)) return null;
  return {
    action: 'session.revoked',
    userId: after.id,
    before: { open: 0 },
    after: { open: 0 },
    reason: 'Sessions from before this moment are void: the last administrator would leave',
  };
}
