import type { PersonPlan } from '../domain/change.ts';
import { decide } from '../policy/decide.ts';
import { mayBePromoted } from '../policy/may-be-promoted.ts';
import { readLongestProvisioned, type LongProvisioned } from '../store/guard-rows.ts';
import { readAccounts } from '../store/account-facts.ts';
import { emptyPlan } from './empty-plan.ts';
import type { Flow } from './flow.ts';
import { gatherFacts, type Person } from './gather-facts.ts';
import { toPersonFacts } from './person-facts.ts';
import { administers } from './sole-admin.ts';

/** Candidates looked at together: few, because the first mostly suits, and more and more where none does. */
const [fewest, most] = [50, 2_000];

/** Who administers in the place of the last administrator, and in which role. */
export interface Successor {
  /** Their plan so far, with nothing in it for somebody whom this run does not touch. */
  plan: PersonPlan;
  role: string;
}

/**
 * The best candidate by the policy's `sole_admin.promote`: the longest provisioned of those who have one of its roles,
 * are there, are not excluded by `unless`, and would keep the role by the rules. The role is the leaver's, or the
 * strongest that may be granted. Null: nobody.
 */
export async function findSuccessor(
  flow: Flow,
  plans: PersonPlan[],
  leaver: PersonPlan,
): Promise<Successor | null> {
  const { trx, tenantId, policy } = flow;
  const { promote } = policy.effective.sole_admin;
  const role = roleToGive(flow, leaver);
  if (!promote || role === null) return null;
  const planned = new Map(plans.flatMap((plan) => (plan.after ? [[plan.after.id, plan]] : [])));
  let after: LongProvisioned | null = null;
  for (let atOnce = fewest; ; atOnce = Math.min(most, atOnce * 4)) {
    const page: LongProvisioned[] = await readLongestProvisioned(trx, tenantId, promote.from, after, atOnce);
    const suited = await suitedPlans(flow, page, planned, promote.from, role);
    const best = page.map(({ id }) => suited.get(id)).find((plan) => plan !== undefined);
    if (best) return { plan: best, role };
    after = page.at(-1) ?? null;
    if (page.length < atOnce) return null;
  }
}

function roleToGive({ policy }: Flow, leaver: PersonPlan): string | null {
  const never = policy.effective.groups.never_grant;
  const mayBeGiven = policy.administratorRoles.filter((role) => !never.includes(role));
  const own = leaver.before?.role ?? '';
  return mayBeGiven.includes(own) ? own : (mayBeGiven[0] ?? null);
}

function isGrantInQuestion({ openHold, rejected }: Person): boolean {
  return openHold?.kind === 'admin_grants' || rejected.some(({ kind }) => kind === 'admin_grants');
}

/** The plans of those candidates who may have the role and would keep it, by their user ids. */
async function suitedPlans(
  flow: Flow,
  page: LongProvisioned[],
  planned: ReadonlyMap<string, PersonPlan>,
  from: readonly string[],
  role: string,
): Promise<Map<string, PersonPlan>> {
  const { trx, tenantId, policy, now } = flow;
  const accounts = await readAccounts(
    trx,
    tenantId,
    page.map(({ id }) => id),
    now,
  );
  const people = accounts.map(({ account }) => account.directoryUserId).filter((id) => id !== null);
  const facts = await gatherFacts(trx, tenantId, people, new Set(), policy, now);
  const suited = new Map<string, PersonPlan>();
  for (const candidate of accounts) {
    const { account } = candidate;
    const plan = planned.get(account.id);
    const soon = plan?.after ?? account;
    if (soon.status !== 'active' || soon.role === null || !from.includes(soon.role)) continue;
    const person = facts.people.find(({ directory }) => directory.id === account.directoryUserId);
    if (person) {
      const known = { ...toPersonFacts(person, facts), promotedRole: role };
      // Whether they may administer waits for an answer, or had one.
      if (plan?.hold?.kind === 'admin_grants' || isGrantInQuestion(person)) continue;
      if (!known.activeInDirectory || !(await mayBePromoted(policy.compiled, known))) continue;
      const decision = await decide(policy.compiled, known);
      const keeps =
        decision.outcome === 'active' &&
        administers({ ...account, status: 'active', role: decision.role }, policy.administratorRoles);
      if (!keeps) continue;
    }
    suited.set(account.id, plan ?? emptyPlan(candidate));
  }
  return suited;
}
