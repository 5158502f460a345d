import type { Account, Change, Loss, PersonPlan, Timer } from '../domain/change.ts';
import type { NoAccessDecision } from '../domain/decision.ts';
import type { AccountFacts } from '../store/account-facts.ts';
import { leftGroups, linkChange, openCount, purgeTimeChange, revocations } from './describe-changes.ts';
import type { Person } from './gather-facts.ts';
import type { Match } from './match-account.ts';
import { holdOf, unchanged, type Heard, type PlanInput } from './plan-input.ts';
import { planPurge } from './plan-purge.ts';

/**
 * What becomes of the account of somebody who has no access any more: read-only for a while or deactivated, by the mode;
 * later deactivated; later purged. Each step is timed by the policy of today, from when it began.
 */
export function planLeaving(input: PlanInput<NoAccessDecision>): PersonPlan {
  const { person, decision } = input;
  // Who left is deactivated also where the account was there before the sync; nobody is linked for any other reason.
  const { match } = person;
  const matched =
    match.kind === 'link' && decision.cause === 'left' && hasAccess(match.account) ? match : null;
  const facts = person.linked ?? matched?.account ?? null;
  if (facts === null) {
    const waits = decision.cause === 'left' && match.kind === 'hold' && hasToBeDecided(person, match);
    return unchanged(input, null, waits ? { hold: holdOf(input, match.hold, match.reason) } : {});
  }
  const linkedAs: Partial<Account> = matched
    ? {
        directoryId: person.directory.directory_id,
        directoryUserId: person.directory.id,
        externalId: person.externalId,
      }
    : {};
  const plan = planStep(input, facts, linkedAs);
  if (!matched || plan.after === null || plan.changes.length === 0) return plan;
  return { ...plan, changes: [linkChange(facts.account, plan.after, matched.by), ...plan.changes] };
}

/** Whose account it is has to be decided all the more, once the person has left and it is still there. */
function hasToBeDecided(
  { openHold }: Person,
  { hold, candidates }: Extract<Match, { kind: 'hold' }>,
): boolean {
  return openHold?.kind === hold || candidates.some(hasAccess);
}

function hasAccess({ account }: AccountFacts): boolean {
  return account.status === 'active' || account.status === 'read_only';
}

function planStep(
  input: PlanInput<NoAccessDecision>,
  facts: AccountFacts,
  linkedAs: Partial<Account>,
): PersonPlan {
  const { decision, now } = input;
  const { status } = facts.account;
  switch (status) {
    case 'active':
    case 'read_only': {
      const end = endOfReading(input, facts);
      return end !== null && end.dueAt > now
        ? planReading(input, facts, linkedAs, end)
        : planDeactivation(input, facts, linkedAs);
    }
    case 'deactivated':
      return planRetention(input, facts);
    case 'purged':
      return { ...unchanged(input, facts.account, { timers: [] }), loss: lossOf(decision, input) };
  }
}

/** When an account is read-only no more; null where the mode does not let it be. */
function endOfReading(
  { decision, now }: PlanInput<NoAccessDecision>,
  { account, timers }: AccountFacts,
): Timer | null {
  const { mode, readOnlyForMs } = decision.leaving;
  if (mode !== 'read_only' || readOnlyForMs === null) return null;
  const running = timers.find(({ kind }) => kind === 'read_only_ends');
  const since = account.status === 'read_only' && running ? running.since : now;
  return { kind: 'read_only_ends', since, dueAt: new Date(since.getTime() + readOnlyForMs) };
}

function planReading(
  input: PlanInput<NoAccessDecision>,
  facts: AccountFacts,
  linkedAs: Partial<Account>,
  end: Timer,
): PersonPlan {
  const { decision } = input;
  const before = facts.account;
  const until = end.dueAt.toISOString();
  const timers = { before: facts.timers, after: [end] };
  const former = facts.timers.find(({ kind }) => kind === 'read_only_ends');
  if (before.status === 'read_only') {
    const retimed = former !== undefined && former.dueAt.getTime() !== end.dueAt.getTime();
    const change: Change = {
      action: 'user.updated',
      userId: before.id,
      before: { read_only_until: former?.dueAt.toISOString() ?? null },
      after: { read_only_until: until },
      reason: 'Read-only until another time now, as the policy of today says',
    };
    return { ...unchanged(input, before), changes: retimed ? [change] : [], timers };
  }
  return {
    ...unchanged(input, before),
    after: { ...before, ...linkedAs, status: 'read_only' },
    changes: [
      {
        action: 'user.read_only',
        userId: before.id,
        before: { status: before.status },
        after: { status: 'read_only', read_only_until: until },
        reason: `Read-only from now on, and deactivated later: ${decision.because}`,
      },
    ],
    timers,
    loss: lossOf(decision, input),
  };
}

function planDeactivation(
  input: PlanInput<NoAccessDecision>,
  facts: AccountFacts,
  linkedAs: Partial<Account>,
): PersonPlan {
  const { decision, heard, now } = input;
  const before = facts.account;
  const purge = purgeTimer(decision, now);
  const after: Account = {
    ...before,
    ...linkedAs,
    status: 'deactivated',
    deactivatedAt: now,
    purgeAt: purge?.dueAt ?? null,
    sessionsValidAfter: decision.revoke.includes('sessions') ? now : before.sessionsValidAfter,
  };
  const readOnly = before.status === 'read_only';
  const open = decision.revoke.filter((what) => openCount(facts, what) > 0);
  return {
    ...unchanged(input, before),
    after,
    changes: [
      {
        action: 'user.deactivated',
        userId: before.id,
        before: { status: before.status },
        after: {
          status: 'deactivated',
          ...(purge ? { purge_at: purge.dueAt.toISOString() } : {}),
          // The time to revoke is that of the news that took access; a read-only time is meant to be long.
          ...(readOnly || heard === null ? {} : { time_to_revoke: timeToRevoke(heard, now) }),
        },
        reason: `Deactivated: ${readOnly ? 'the read-only time is over, and the person ' : ''}${decision.because}`,
      },
      ...revocations(facts, open, decision.because),
    ],
    // Whoever leaves loses all of it, also what is made between this reading and the write.
    revoke: decision.revoke,
    endsPromotion: facts.promotedRole !== null,
    timers: { before: facts.timers, after: purge ? [purge] : [] },
    loss: lossOf(decision, input),
  };
}

/** Of an account that is deactivated: what was made since is revoked, and the data go in time. */
export function planRetention(
  input: Pick<PlanInput<NoAccessDecision>, 'person' | 'decision' | 'eventIds' | 'now'>,
  facts: AccountFacts,
): PersonPlan {
  const { decision, now } = input;
  const before = facts.account;
  const purge = purgeTimer(decision, before.deactivatedAt ?? now);
  if (purge !== null && purge.dueAt <= now) {
    return planPurge(unchanged(input, before), facts, `they left, and their data were kept until now`);
  }
  const revoke = decision.revoke.filter((what) => openCount(facts, what) > 0);
  const changes: Change[] = [];
  const retimed = before.purgeAt?.getTime() !== purge?.dueAt.getTime();
  if (retimed) {
    const what = purge ? 'purged at another time now' : 'not purged any more';
    const reason = `The data are ${what}, as the policy of today says`;
    changes.push(purgeTimeChange(before, purge?.dueAt ?? null, reason));
  }
  changes.push(...revocations(facts, revoke, decision.because));
  return {
    ...unchanged(input, before),
    after:
      changes.length === 0
        ? before
        : {
            ...before,
            purgeAt: purge?.dueAt ?? null,
            sessionsValidAfter: revoke.includes('sessions') ? now : before.sessionsValidAfter,
          },
    changes,
    revoke,
    timers: { before: facts.timers, after: purge ? [purge] : [] },
  };
}

function purgeTimer({ leaving }: Pick<NoAccessDecision, 'leaving'>, deactivatedAt: Date): Timer | null {
  if (leaving.purgeAfterMs === null) return null;
  return {
    kind: 'purge',
    since: deactivatedAt,
    dueAt: new Date(deactivatedAt.getTime() + leaving.purgeAfterMs),
  };
}

/** Milliseconds to the end of the sessions: from the source's time, which may be ahead of ours, and from our receipt. */
function timeToRevoke({ occurredAt, receivedAt }: Heard, now: Date): Record<string, number> {
  return {
    from_event_ms: Math.max(0, now.getTime() - occurredAt.getTime()),
    from_receipt_ms: Math.max(0, now.getTime() - receivedAt.getTime()),
  };
}

function lossOf(decision: NoAccessDecision, { moves, person: { directory } }: PlanInput): Loss {
  if (decision.cause === 'left' && directory.people_left && directory.active && !directory.gone) {
    return { cause: 'their directory was disconnected', single: false };
  }
  if (decision.cause === 'left') {
    return { cause: 'the directory says that they are not active any more', single: true };
  }
  const left = moves.filter(({ joined }) => !joined).map(({ groupName }) => groupName);
  const leaving = decision.cause === 'in_no_mapped_group' && left.length > 0;
  return {
    cause: leaving ? leftGroups(left) : `each of them ${decision.because}`,
    single: false,
  };
}
