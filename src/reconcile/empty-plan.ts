import type { PersonPlan } from '../domain/change.ts';
import type { AccountFacts } from '../store/account-facts.ts';

/** A plan that changes nothing of an account, or of nobody's. */
export function emptyPlan(
  facts: Pick<AccountFacts, 'account' | 'timers' | 'openSessions'> | null,
): PersonPlan {
  const account = facts?.account ?? null;
  const timers = facts?.timers ?? [];
  return {
    directoryUserId: account?.directoryUserId ?? null,
    directoryId: account?.directoryId ?? null,
    before: account,
    after: account,
    changes: [],
    revoke: [],
    hold: null,
    timers: { before: timers, after: timers },
    loss: null,
    notify: [],
    promotedTo: null,
    endsPromotion: false,
    openSessions: facts?.openSessions ?? 0,
    eventIds: [],
    decision: null,
  };
}
