import type { Actor, PersonPlan } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import { execute } from '../executor/execute.ts';
import { lapseRejections } from '../store/hold-writes.ts';
import { readAdministrators } from '../store/account-facts.ts';
import { findSuccessor } from './find-successor.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import { ranksOf } from './gather-guard-facts.ts';
import { guardPlans, type Verdicts } from './guard-plans.ts';
import type { Watched } from './guards.ts';
import type { MirrorResult } from './mirror.ts';
import type { News } from './news.ts';
import { queueNotices, type Alert } from './queue-notices.ts';
import { leaveRejectedAlone, type Noticed } from './rejected.ts';
import { chooseKeeper, keepAdministrator, losesAdministrators, promote } from './sole-admin.ts';
import { unansweredAfterMs } from './unanswered.ts';

/** What is behind a run of the flow. */
export interface Cause {
  /** Null means each person's own directory. */
  actor: Actor | null;
  /** What the directory has just said, and what that changed in the mirror. */
  mirror?: MirrorResult;
  news?: readonly News[];
  /** Whom somebody has just approved a held change for, and what to look at before it is done. */
  approval?: { people: ReadonlySet<string>; check: (plans: readonly PersonPlan[]) => void };
  /** The directory user id of whose role somebody has just set by hand: that is meant, and not guarded. */
  byHand?: string | null;
}

/** The guards and the last administrator over the whole plan, and then the writes. */
export async function conclude(
  flow: Flow,
  planned: PersonPlan[],
  cause: Cause,
  people: readonly Person[] = [],
  verdicts: Verdicts = null,
): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const { plans: allowed, lapsed } = leaveRejectedAlone(planned, people, noticedOf(flow, cause));
  const newsAt = newsTimeOf(flow, cause);
  const guarded = await guardPlans(flow, allowed, watchedOf(people, cause), { verdicts, newsAt });
  const alerts: Alert[] = [];
  const plans = await keepOneAdministrator(flow, guarded.plans, cause, people, alerts);
  cause.approval?.check(plans);
  await lapseRejections(trx, tenantId, lapsed);
  const waiting = new Set(plans.map(({ hold, after }) => (hold === null ? undefined : after?.id)));
  const opened = await execute(trx, plans, {
    tenantId,
    actor: cause.actor,
    policyVersion: policy.version,
    openHolds: new Map(
      people.flatMap(({ directory, openHold }) => (openHold ? [[directory.id, openHold]] : [])),
    ),
    approved: cause.approval?.people ?? new Set(),
    unansweredAfterMs: (kind) => unansweredAfterMs(policy.effective, kind),
    mayLastLeave: alerts.length > 0,
    // Who came through the guards and is kept as the last administrator has not left.
    passed: guarded.passed.filter(({ user_id }) => !waiting.has(user_id)),
    origins: new Map(people.map(({ directory }) => [directory.directory_id, directory])),
    now,
  });
  await queueNotices(flow, { plans, opened, alerts });
  return plans;
}

/** What a run says of people beside their plans. */
export function noticedOf(flow: Flow, { mirror, byHand = null }: Cause): Noticed {
  return { touched: new Set(mirror?.affected.keys()), byHand, ranks: ranksOf(flow) };
}

/** When the latest of the news came about, by its source, whose clock may be ahead of ours; now, where there is none. */
export function newsTimeOf({ now }: Flow, { news = [] }: Cause): Date {
  const times = news.map(({ event }) => new Date(event.occurredAt).getTime());
  return times.length === 0 ? now : new Date(Math.min(now.getTime(), Math.max(...times)));
}

export function watchedOf(people: readonly Person[], { approval, byHand }: Cause): Map<string, Watched> {
  return new Map(
    people.map(({ directory, openHold }) => [
      directory.id,
      {
        openHold,
        // Whose account it is says nothing of what comes with it.
        isApproved:
          approval?.people.has(directory.id) === true &&
          (openHold?.kind === 'sole_admin' || (openHold !== null && isGuardKind(openHold.kind))),
        isByHand: byHand === directory.id,
      },
    ]),
  );
}

/**
 * Sees to it that somebody administers after this plan, as the policy says. It is the last step, so that nothing that a
 * guard holds back is counted on.
 */
async function keepOneAdministrator(
  flow: Flow,
  plans: PersonPlan[],
  { approval }: Cause,
  people: readonly Person[],
  alerts: Alert[],
): Promise<PersonPlan[]> {
  const { trx, tenantId, policy, now } = flow;
  const roles = policy.administratorRoles;
  if (!losesAdministrators(plans, roles)) return plans;
  const ids = plans.flatMap((plan) => (plan.before ? [plan.before.id] : []));
  if ((await readAdministrators(trx, tenantId, roles, ids, 1)).length > 0) return plans;
  const keeper = chooseKeeper(plans, roles);
  if (keeper === null) return plans;

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
    alerts.push({
      on: 'sole_admin_blocked',
      says: `The last administrator ${leaving}, and the policy allows it: nobody administers now.`,
      userId: keeper.before?.id ?? null,
    });
    return plans;
  }
  const successor = action === 'promote' ? await findSuccessor(flow, plans, keeper) : null;
  if (successor !== null) {
    const because = `the last administrator ${leaving}`;
    return promote(plans, successor.plan, successor.role, { leaver: keeper, because });
  }
  const kept = keepAdministrator(keeper, {
    roles,
    revokeSessions: sole_admin.revoke_sessions,
    waiting: new Set(waits.keys()),
    now,
  });
  return plans.map((plan) => (plan === keeper ? kept : plan));
}
