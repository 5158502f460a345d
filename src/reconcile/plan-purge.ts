import type { Account, PersonPlan } from '../domain/change.ts';
import type { AccountFacts } from '../store/account-facts.ts';

/** Removes what is personal about a deactivated account; what stays is that it was there, and what was done when. */
export function planPurge(plan: PersonPlan, facts: AccountFacts, because: string): PersonPlan {
  const before = facts.account;
  const after: Account = {
    ...before,
    status: 'purged',
    directoryUserId: null,
    externalId: null,
    email: null,
    displayName: null,
    givenName: null,
    familyName: null,
    attributes: {},
    workspaces: [],
    purgeAt: null,
  };
  return {
    ...plan,
    after,
    changes: [
      {
        action: 'user.purged',
        userId: before.id,
        before: { status: before.status },
        after: { status: 'purged' },
        reason: `Purged: ${because}`,
      },
    ],
    revoke: [],
    timers: { before: facts.timers, after: [] },
  };
}
