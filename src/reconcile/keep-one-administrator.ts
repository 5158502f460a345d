import type { PersonPlan } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import { readAdministrators } from '../store/account-facts.ts';
import type { Cause } from './cause.ts';
import { findSuccessor } from './find-successor.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import type { Alert } from './queue-notices.ts';
import { chooseKeeper, keepAdministrator, losesAdministrators, promote } from './sole-admin.ts';

/**
 * Sees to it that somebody administers after this plan, as the policy says. It is the last step before the writes, so
 * that nothing that a guard holds back is counted on.
 *
 * @returns the plans, and whom it has to be told that nobody administers now
 */
export async function keepOneAdministrator(
  flow: Flow,
  plans: PersonPlan[],
  { approval }: Cause,
  people: readonly Person[],
): Promise<{ plans: PersonPlan[]; alerts: Alert[] }> {
  const { trx, tenantId, policy, now } = flow;
  const roles = policy.administratorRoles;
  if (!losesAdministrators(plans, roles)) return { plans, alerts: [] };
  const ids = plans.flatMap((plan) => (plan.before ? [plan.before.id] : []));
  if ((await readAdministrators(trx, tenantId, roles, ids, 1)).length > 0) return { plans, alerts: [] };
  const keeper = chooseKeeper(plans, roles);
  if (keeper === null) return { plans, alerts: [] };

  const { sole_admin } = policy.effective;
  const waits = new Map(
    people.flatMap(({ directory, openHold }) =>
      openHold?.kind === 'sole_admin' ? [[directory.id, openHold] as const] : [],
    ),
  );
  const hold = waits.get(keeper.directoryUserId ?? '');
  const unanswered = sole_admin.if_unanswered;
  const overdue =
    hold && unanswered && hold.opened_at.getTime() + durationMs(unanswered.after) <= now.getTime()
      ? unanswered.action
      : null;
  const isApproved = approval?.people.has(keeper.directoryUserId ?? '') === true && hold !== undefined;
  const action = isApproved ? 'promote' : (overdue ?? sole_admin.action);
  const leaving = keeper.after?.status === 'active' ? 'loses the role' : 'leaves';
  if (action === 'allow') {
    const says = `The last administrator ${leaving}, and the policy allows it: nobody administers now.`;
    return { plans, alerts: [{ on: 'sole_admin_blocked', says, userId: keeper.before?.id ?? null }] };
  }
  const successor = action === 'promote' ? await findSuccessor(flow, plans, keeper) : null;
  if (successor !== null) {
    const because = `the last administrator ${leaving}`;
    return { plans: promote(plans, successor.plan, successor.role, { leaver: keeper, because }), alerts: [] };
  }
  const kept = keepAdministrator(keeper, {
    roles,
    revokeSessions: sole_admin.revoke_sessions,
    waiting: new Set(waits.keys()),
    now,
  });
  return { plans: plans.map((plan) => (plan === keeper ? kept : plan)), alerts: [] };
}
