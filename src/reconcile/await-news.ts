import type { PersonPlan } from '../domain/change.ts';
import { readPeopleWithWaitingNews } from '../store/waiting-news.ts';
import type { Flow } from './flow.ts';
import { withholdAll } from './withhold.ts';

/** When a purge is looked at again that waits for news, in milliseconds. */
const lookAgainMs = 60_000;

/**
 * Purges nobody of whom there is news that has not been applied yet, because there is more of it than one batch or
 * because it is tried again: they may have come back, and a purge cannot be undone.
 */
export async function awaitNewsBeforePurging(
  { trx, tenantId, now }: Flow,
  plans: PersonPlan[],
): Promise<PersonPlan[]> {
  const purged = plans.filter(isPurge).map(({ directoryUserId }) => directoryUserId);
  const named = purged.filter((id) => id !== null);
  if (named.length === 0) return plans;
  const awaited = new Set(await readPeopleWithWaitingNews(trx, tenantId, named));
  return plans.map((plan) =>
    isPurge(plan) && awaited.has(plan.directoryUserId ?? '') ? postpone(plan, now) : plan,
  );
}

function isPurge({ before, after }: PersonPlan): boolean {
  return after?.status === 'purged' && before?.status !== 'purged';
}

function postpone(plan: PersonPlan, now: Date): PersonPlan {
  const since = plan.before?.deactivatedAt ?? now;
  const later = { kind: 'purge' as const, since, dueAt: new Date(now.getTime() + lookAgainMs) };
  return { ...withholdAll(plan), timers: { ...plan.timers, after: [later] } };
}
