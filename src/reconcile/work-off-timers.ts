import type { Actor, PersonPlan } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import { guardKinds } from '../domain/hold-reason.ts';
import { findFormerAccounts } from '../store/former-accounts.ts';
import { readHold, readOpenHolds, readPeopleOfHold } from '../store/holds.ts';
import { readAccounts } from '../store/account-facts.ts';
import { putOffTimers, removeTimers, writeTimers, type DueTimer } from '../store/timers.ts';
import { rejectHold } from './answer-hold.ts';
import { conclude } from './conclude.ts';
import type { Flow } from './flow.ts';
import { planFormerAccounts } from './plan-former-accounts.ts';
import { reconcilePeople } from './reconcile-people.ts';
import { unansweredAfterMs, whenUnanswered } from './unanswered.ts';

/** What could not be done at its time yet is looked at again after this, in milliseconds. */
const putOffMs = 3_600_000;

/**
 * Does what is due: people are looked at again, with the time as it is now, and holds that nobody has answered are
 * decided as the policy says. A timer says only when to look; what is done follows from the policy of today.
 */
export async function workOffTimers(
  flow: Flow,
  { timers, actor }: { timers: DueTimer[]; actor: Actor },
): Promise<PersonPlan[]> {
  const { trx, tenantId, now } = flow;
  const ofAccounts = timers.filter(({ kind }) => kind !== 'hold_unanswered');
  const accounts = await readAccounts(
    trx,
    tenantId,
    [...new Set(ofAccounts.map((each) => each.subject_id))],
    now,
  );
  const people = accounts.map(({ account }) => account.directoryUserId).filter((id) => id !== null);
  const plans = people.length === 0 ? [] : await reconcilePeople(flow, people, { actor });

  const unlinked = accounts.flatMap(({ account }) => (account.directoryUserId === null ? [account.id] : []));
  const former = await planFormerAccounts(flow, await findFormerAccounts(trx, tenantId, unlinked));
  if (former.length > 0) plans.push(...(await conclude(flow, former, { actor })));
  await putOffTimers(trx, tenantId, ofAccounts, new Date(now.getTime() + putOffMs), now);

  for (const { subject_id, kind } of timers) {
    if (kind !== 'hold_unanswered') continue;
    plans.push(...(await decideUnanswered(flow, subject_id, actor)));
  }
  return plans;
}

/** A hold whose time is over, by the policy of today, which may give it another time or none. */
async function decideUnanswered(flow: Flow, holdId: string, actor: Actor): Promise<PersonPlan[]> {
  const { trx, tenantId, now } = flow;
  const timer: DueTimer = { subject_id: holdId, kind: 'hold_unanswered' };
  const hold = await readHold(trx, tenantId, holdId);
  const unanswered = hold === null ? null : whenUnanswered(flow.policy.effective, hold.kind);
  if (hold?.status !== 'open' || unanswered === null) {
    await removeTimers(trx, tenantId, [timer]);
    return [];
  }
  const dueAt = new Date(hold.opened_at.getTime() + durationMs(unanswered.after));
  if (dueAt > now) {
    await writeTimers(trx, tenantId, [{ ...timer, since: hold.opened_at, due_at: dueAt }]);
    return [];
  }
  await removeTimers(trx, tenantId, [timer]);
  if (unanswered.action === 'reject') {
    await rejectHold(flow, hold, actor, `Nobody answered within ${unanswered.after}`);
    return [];
  }
  const people = new Set((await readPeopleOfHold(trx, tenantId, holdId)).keys());
  // Of the last administrator the flow itself sees that the time is over.
  const approval = unanswered.action === 'approve' ? { approval: { people, check: () => undefined } } : {};
  return reconcilePeople(flow, [...people], { actor, ...approval });
}

/** Gives what waits for an answer the time that the policy of today gives it, from when it began to wait. */
export async function retimeAnswers({ trx, tenantId, policy }: Flow): Promise<void> {
  const holds = await readOpenHolds(trx, tenantId, ['sole_admin', ...guardKinds]);
  const timed = holds.map(({ id, kind, opened_at }) => ({
    timer: { subject_id: id, kind: 'hold_unanswered' as const },
    since: opened_at,
    afterMs: unansweredAfterMs(policy.effective, kind),
  }));
  await writeTimers(
    trx,
    tenantId,
    timed.flatMap(({ timer, since, afterMs }) =>
      afterMs === null ? [] : [{ ...timer, since, due_at: new Date(since.getTime() + afterMs) }],
    ),
  );
  const untimed = timed.filter(({ afterMs }) => afterMs === null);
  await removeTimers(
    trx,
    tenantId,
    untimed.map(({ timer }) => timer),
  );
}
