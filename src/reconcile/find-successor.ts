import type { PersonPlan } from '../domain/change.ts';
import { readAccounts } from '../store/account-facts.ts';
import { readLongestProvisioned, type LongProvisioned } from '../store/guard-rows.ts';
import type { ActivePolicy } from './active-policy.ts';
import { emptyPlan } from './empty-plan.ts';
import type { Flow } from './flow.ts';
import { gatherFacts } from './gather-facts.ts';
import { byTenure, candidatesAmong, judgeCandidate, type Candidate } from './successor-candidates.ts';

/** Candidates looked at together: few, because the first mostly suits, and more and more where none does. */
const [fewest, most] = [50, 2_000];

/** Who administers in the place of the last administrator, and in which role. */
export interface Successor {
  /** Their plan so far, with nothing in it for somebody whom this run does not touch. */
  plan: PersonPlan;
  role: string;
}

/**
 * The best candidate by the policy's `sole_admin.promote`: the longest provisioned of those who have one of its roles
 * after this run, are there, are not excluded by `unless`, and would keep the role by the rules. The role is the
 * leaver's, or the strongest that may be granted. Null: nobody.
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
  // The database knows the roles from before this run, so those whom it touches are taken from their plans.
  const ofThisRun = candidatesAmong(plans, { from: promote.from, leaver });
  const touched = new Set(plans.flatMap(({ before, after }) => [before?.id, after?.id]));
  let behind: LongProvisioned | null = null;
  for (let atOnce = fewest; ; atOnce = Math.min(most, atOnce * 4)) {
    const page: LongProvisioned[] = await readLongestProvisioned(trx, tenantId, promote.from, behind, atOnce);
    const end = page.length < atOnce ? null : (page.at(-1) ?? null);
    const others = page.map(({ id }) => id).filter((id) => !touched.has(id));
    const candidates = [...(await readOthers(flow, others)), ...takeUpTo(ofThisRun, end)];
    const plan = await firstSuited(flow, candidates, role);
    if (plan) return { plan, role };
    if (end === null) return null;
    behind = end;
  }
}

/** Whether the policy says who takes the place of the last administrator, and lets them have a role that administers. */
export function namesSuccessors(policy: Pick<ActivePolicy, 'effective' | 'administratorRoles'>): boolean {
  return policy.effective.sole_admin.promote !== null && rolesToGive(policy).length > 0;
}

function roleToGive({ policy }: Flow, leaver: PersonPlan): string | null {
  const mayBeGiven = rolesToGive(policy);
  const own = leaver.before?.role ?? '';
  return mayBeGiven.includes(own) ? own : (mayBeGiven[0] ?? null);
}

function rolesToGive({
  effective,
  administratorRoles,
}: Pick<ActivePolicy, 'effective' | 'administratorRoles'>): string[] {
  return administratorRoles.filter((role) => !effective.groups.never_grant.includes(role));
}

async function readOthers({ trx, tenantId, now }: Flow, ids: string[]): Promise<Candidate[]> {
  const accounts = await readAccounts(trx, tenantId, ids, now);
  return accounts.map((facts) => ({ ...emptyPlan(facts), after: facts.account }));
}

/** Takes those out of a list by tenure whose place is not behind the end of a page; all of them behind the last one. */
function takeUpTo(candidates: Candidate[], end: LongProvisioned | null): Candidate[] {
  if (end === null) return candidates.splice(0);
  const place = { id: end.id, provisionedAt: end.provisioned_at };
  const next = candidates.findIndex(({ after }) => byTenure(after, place) > 0);
  return candidates.splice(0, next === -1 ? candidates.length : next);
}

/** The plan of the longest provisioned who may have the role and would keep it. */
async function firstSuited(flow: Flow, candidates: Candidate[], role: string): Promise<Candidate | null> {
  const { trx, tenantId, policy, now, asIf } = flow;
  const ids = candidates.map(({ directoryUserId }) => directoryUserId).filter((id) => id !== null);
  const facts = await gatherFacts(trx, tenantId, ids, new Set(), policy, now, asIf);
  const people = new Map(facts.people.map((person) => [person.directory.id, person]));
  for (const candidate of candidates.sort((a, b) => byTenure(a.after, b.after))) {
    const person = people.get(candidate.directoryUserId ?? '');
    if ((await judgeCandidate(policy, candidate, person, facts, role)) === 'suited') return candidate;
  }
  return null;
}
