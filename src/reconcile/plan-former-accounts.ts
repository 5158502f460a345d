import type { PersonPlan } from '../domain/change.ts';
import type { NoAccessDecision } from '../domain/decision.ts';
import { decide } from '../policy/decide.ts';
import type { FormerAccount } from '../store/former-accounts.ts';
import { readAccounts, type AccountFacts } from '../store/account-facts.ts';
import { emptyPlan } from './empty-plan.ts';
import type { Flow } from './flow.ts';
import { gatherFacts, type Facts, type Person } from './gather-facts.ts';
import { toPersonFacts } from './person-facts.ts';
import { planPurge } from './plan-purge.ts';
import { planRetention } from './plan-leaving.ts';
import { reachOf } from './reach.ts';

/**
 * What becomes of the former accounts of people who started fresh: nothing of them comes back, and their data go by the
 * policy of today, as those of anybody who left; whose directory knows them no more, go when they were to go.
 */
export async function planFormerAccounts(flow: Flow, former: FormerAccount[]): Promise<PersonPlan[]> {
  if (former.length === 0) return [];
  const { trx, tenantId, policy, now } = flow;
  const ids = former.map(({ user_id }) => user_id);
  const accounts = await readAccounts(trx, tenantId, ids, now);
  const known = former.map(({ directory_user_id }) => directory_user_id).filter((id) => id !== null);
  const people = [...new Set(known)];
  const facts = await gatherFacts(trx, tenantId, people, new Set(), policy, now, flow.asIf);
  const ownerOf = new Map(former.map(({ user_id, directory_user_id }) => [user_id, directory_user_id]));
  const plans: PersonPlan[] = [];
  for (const account of accounts) {
    const person = facts.people.find(({ directory }) => directory.id === ownerOf.get(account.account.id));
    const reach = person ? reachOf(person.directory.directory_state, policy.effective) : 'everything';
    if (reach === 'nothing') continue;
    const decision = person ? await decideAsLeft(flow, facts, person, account) : null;
    plans.push(
      person && decision
        ? {
            ...planRetention(
              { person: { ...person, linked: account }, decision, eventIds: [], now },
              account,
            ),
            directoryUserId: null,
          }
        : planAlone(account, now),
    );
  }
  return plans.filter(({ changes }) => changes.length > 0);
}

/** The decision for somebody who would have just this account, and has left; null where it is to be left alone. */
async function decideAsLeft(
  { policy }: Flow,
  facts: Facts,
  person: Person,
  account: AccountFacts,
): Promise<NoAccessDecision | null> {
  const known = toPersonFacts({ ...person, linked: account }, facts);
  const decision = await decide(policy.compiled, { ...known, activeInDirectory: false });
  return decision.outcome === 'no_access' ? decision : null;
}

function planAlone(facts: AccountFacts, now: Date): PersonPlan {
  const { account } = facts;
  const plan: PersonPlan = { ...emptyPlan(facts), directoryUserId: null };
  const isDue = account.purgeAt !== null && account.purgeAt <= now;
  return isDue ? planPurge(plan, facts, 'it was deactivated, and its data were kept until now') : plan;
}
