import type { Account, Change, PersonPlan } from '../domain/change.ts';

export interface AdministratorRules {
  /** Roles that administer, strongest first. */
  roles: string[];
  /** Whether a blocked leaver loses the open sessions. */
  revokeSessions: boolean;
  /** Directory user ids of those whose leaving waits already. */
  waiting: ReadonlySet<string>;
  now: Date;
}

/** What is part of leaving, and therefore waits with it. */
const leaving = new Set<Change['action']>([
  'user.deactivated',
  'user.read_only',
  'role.changed',
  'session.revoked',
  'api_key.revoked',
]);

/** Whether somebody of this plan would administer no more, and nobody of it would. */
export function losesAdministrators(plans: PersonPlan[], roles: string[]): boolean {
  return (
    plans.some((plan) => administers(plan.before, roles)) &&
    !plans.some((plan) => administers(plan.after, roles))
  );
}

export function administers(account: Account | null, roles: readonly string[]): boolean {
  return account?.status === 'active' && account.role !== null && roles.includes(account.role);
}

/**
 * Who stays where a plan leaves nobody who administers. Deterministic: somebody who is still there rather than a leaver,
 * then the strongest role, the longest provisioned, the id.
 */
export function chooseKeeper(plans: PersonPlan[], roles: string[]): PersonPlan | null {
  const [keeper] = plans
    .filter((plan) => administers(plan.before, roles))
    .sort(
      (a, b) =>
        Number(b.after?.status === 'active') - Number(a.after?.status === 'active') ||
        byPrecedence(a.before, b.before, roles),
    );
  return keeper ?? null;
}

function byPrecedence(a: Account | null, b: Account | null, roles: string[]): number {
  if (a === null || b === null) return 0;
  const byRole = roles.indexOf(a.role ?? '') - roles.indexOf(b.role ?? '');
  if (byRole !== 0) return byRole;
  const bySeniority = a.provisionedAt.getTime() - b.provisionedAt.getTime();
  return bySeniority !== 0 ? bySeniority : a.id < b.id ? -1 : 1;
}

/** Lets the last administrator keep the role; what would have taken it waits in a hold. */
export function keepAdministrator(plan: PersonPlan, rules: AdministratorRules): PersonPlan {
  const { before, after } = plan;
  if (before === null || after === null) return plan;
  const leaves = after.status !== 'active';
  const ended = leaves && rules.revokeSessions ? endOfSessions(plan, after, rules.waiting) : null;
  const goesAhead = plan.changes.filter((change) => !leaving.has(change.action));
  return {
    ...plan,
    after: {
      ...after,
      status: before.status,
      role: before.role,
      roleOrigin: before.roleOrigin,
      deactivatedAt: before.deactivatedAt,
      purgeAt: before.purgeAt,
      sessionsValidAfter: ended ? rules.now : before.sessionsValidAfter,
    },
    changes: ended ? [...goesAhead, ended] : goesAhead,
    revoke: ended ? ['sessions'] : [],
    endsPromotion: false,
    timers: { ...plan.timers, after: plan.timers.before },
    hold: {
      kind: 'sole_admin',
      cause: plan.directoryUserId ?? before.id,
      reason: `The last administrator would ${leaves ? 'leave' : 'lose the role'}: they keep it until another administrator exists`,
      changes: plan.changes.filter(
        (change) => !goesAhead.includes(change) && change.action !== ended?.action,
      ),
    },
  };
}

/**
 * The end of a blocked leaver's sessions, whatever else the policy revokes: of those that are open, and once, when the
 * leaving begins to wait, of all that the product itself may know of; or null.
 */
function endOfSessions(plan: PersonPlan, after: Account, waiting: ReadonlySet<string>): Change | null {
  const planned = plan.changes.find((change) => change.action === 'session.revoked');
  if (planned) return planned;
  if (plan.openSessions > 0) {
    const { openSessions: open } = plan;
    return {
      action: 'session.revoked',
      userId: after.id,
      before: { open },
      after: { open: 0 },
      reason: `${open} session${open === 1 ? '' : 's'} ended: the last administrator would leave`,
    };
  }
  if (plan.directoryUserId !== null && waiting.has(plan.directoryUserId)) return null;
  return {
    action: 'session.revoked',
    userId: after.id,
    before: { open: 0 },
    after: { open: 0 },
    reason: 'Sessions from before this moment are void: the last administrator would leave',
  };
}

/**
 * Makes somebody administrator, as one more plan, or as part of the plan that they have in this run already. Behind it is
 * the news of the leaver. Who is provisioned in this run is provisioned first, as the directory has it, and promoted
 * then: either has its reason.
 */
export function promote(
  plans: PersonPlan[],
  candidate: PersonPlan,
  role: string,
  { leaver, because }: { leaver: PersonPlan; because: string },
): PersonPlan[] {
  const { after } = candidate;
  if (after === null) return plans;
  const before = candidate.before ?? after;
  const change: Change = {
    action: 'role.changed',
    userId: after.id,
    before: { role: before.role, origin: before.roleOrigin },
    after: { role, origin: 'manual' },
    reason:
      // Who administered before they left, and comes back with a lesser role.
      before.role === role
        ? `Role stays ${role}, now because ${because}`
        : `Promoted from ${before.role ?? 'none'} to ${role}: ${because}`,
  };
  const promoted: PersonPlan = {
    ...candidate,
    after: { ...after, role, roleOrigin: 'manual' },
    changes: [...candidate.changes.filter(({ action }) => action !== 'role.changed'), change],
    promotedTo: role,
    directoryId: candidate.directoryId ?? leaver.directoryId,
    eventIds: [...new Set([...candidate.eventIds, ...leaver.eventIds])].sort(),
    timers: {
      ...candidate.timers,
      after: candidate.timers.after.filter(({ kind }) => kind !== 'demotion'),
    },
  };
  const isPlanned = plans.some((plan) => plan.after?.id === after.id);
  return isPlanned
    ? plans.map((plan) => (plan.after?.id === after.id ? promoted : plan))
    : [...plans, promoted];
}
