import type { PersonPlan } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import type { Person } from '../reconcile/gather-facts.ts';
import { emptyPlan } from '../reconcile/empty-plan.ts';
import type { Alert } from '../reconcile/queue-notices.ts';
import {
  administers,
  chooseKeeper,
  keepAdministrator,
  losesAdministrators,
  promote,
} from '../reconcile/sole-admin.ts';
import { candidatesAmong, judgeCandidate } from '../reconcile/successor-candidates.ts';
import { gatherStaged } from './gather-staged.ts';
import type { Occasion, Stage } from './stage.ts';

/** Sees to it that somebody administers after these plans, as the policy says; the twin of the one in conclude.ts. */
export async function keepOneAdministrator(
  stage: Stage,
  plans: PersonPlan[],
  people: readonly Person[],
  occasion: Occasion,
): Promise<{ plans: PersonPlan[]; alerts: Alert[] }> {
  const { bench, now } = stage;
  const roles = bench.administratorRoles;
  const planned = new Set(plans.map(({ before }) => before?.id));
  const others = [...stage.accounts.values()].filter(({ account }) => !planned.has(account.id));
  if (!losesAdministrators(plans, roles) || others.some(({ account }) => administers(account, roles))) {
    return { plans, alerts: [] };
  }
  const keeper = chooseKeeper(plans, roles);
  if (keeper === null) return { plans, alerts: [] };

  const { sole_admin } = bench.effective;
  const waits = people.filter(({ openHold }) => openHold?.kind === 'sole_admin');
  const hold = waits.find(({ directory }) => directory.id === keeper.directoryUserId)?.openHold ?? null;
  const unanswered = sole_admin.if_unanswered;
  const isOverdue =
    hold !== null &&
    unanswered !== null &&
    hold.opened_at.getTime() + durationMs(unanswered.after) <= now.getTime();
  const isApproved = hold !== null && occasion.approved?.has(keeper.directoryUserId ?? '') === true;
  const action = isApproved ? 'promote' : isOverdue ? unanswered.action : sole_admin.action;
  stage.decided.add(isOverdue ? '/sole_admin/if_unanswered' : '/sole_admin/action');
  const leaving = keeper.after?.status === 'active' ? 'loses the role' : 'leaves';
  if (action === 'allow') {
    const says = `The last administrator ${leaving}, and the policy allows it: nobody administers now.`;
    return { plans, alerts: [{ on: 'sole_admin_blocked', says, userId: keeper.before?.id ?? null }] };
  }
  const successor = action === 'promote' ? await findSuccessor(stage, plans, keeper) : null;
  if (successor !== null) {
    stage.decided.add('/sole_admin/promote');
    const because = `the last administrator ${leaving}`;
    return { plans: promote(plans, successor.plan, successor.role, { leaver: keeper, because }), alerts: [] };
  }
  stage.decided.add('/sole_admin/revoke_sessions');
  const kept = keepAdministrator(keeper, {
    roles,
    revokeSessions: sole_admin.revoke_sessions,
    waiting: new Set(waits.map(({ directory }) => directory.id)),
    now: stage.now,
  });
  return { plans: plans.map((plan) => (plan === keeper ? kept : plan)), alerts: [] };
}

/** The longest provisioned of those who may be promoted and would keep the role; the twin of find-successor.ts. */
async function findSuccessor(
  stage: Stage,
  plans: PersonPlan[],
  leaver: PersonPlan,
): Promise<{ plan: PersonPlan; role: string } | null> {
  const { bench } = stage;
  const { policy, administratorRoles } = bench;
  const rules = bench.effective.sole_admin.promote;
  const mayBeGiven = administratorRoles.filter((each) => !policy.neverGranted.has(each));
  const own = leaver.before?.role ?? '';
  const role = mayBeGiven.includes(own) ? own : mayBeGiven[0];
  if (!rules || role === undefined) return null;
  const touched = new Set(plans.flatMap(({ before, after }) => [before?.id, after?.id]));
  const others = [...stage.accounts.values()]
    .filter(({ account }) => !touched.has(account.id))
    .map((facts) => emptyPlan(facts));
  const candidates = candidatesAmong([...plans, ...others], { from: rules.from, leaver });
  for (const candidate of candidates) {
    const { directoryUserId } = candidate;
    const facts = gatherStaged(stage, directoryUserId === null ? [] : [directoryUserId]);
    const [person] = facts.people;
    const judged = await judgeCandidate(
      { compiled: policy, administratorRoles },
      candidate,
      person,
      facts,
      role,
    );
    if (judged === 'suited') return { plan: candidate, role };
    if (judged === 'excluded') stage.decided.add('/sole_admin/promote/unless');
  }
  return null;
}
