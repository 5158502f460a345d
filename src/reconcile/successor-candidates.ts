import type { Account, PersonPlan } from '../domain/change.ts';
import type { PersonFacts } from '../domain/decision.ts';
import type { CompiledPolicy } from '../policy/compile.ts';
import { decide } from '../policy/decide.ts';
import { mayBePromoted } from '../policy/may-be-promoted.ts';
import type { Facts, Person } from './gather-facts.ts';
import { toPersonFacts } from './person-facts.ts';
import { administers } from './sole-admin.ts';

/** The plan of somebody who is active after it. */
export interface Candidate extends PersonPlan {
  after: Account;
}

/**
 * Those of a run who are active after it with one of the roles to promote from, the longest provisioned first: who has
 * the role only since the same news, and who is only provisioned by it, is as good as anybody. So is who loses the role
 * that administers by it, as they would be a moment later, but for the leaver whose place it is.
 */
export function candidatesAmong(
  plans: readonly PersonPlan[],
  { from, leaver }: { from: readonly string[]; leaver: PersonPlan },
): Candidate[] {
  return plans
    .filter((plan): plan is Candidate => plan.after?.status === 'active')
    .filter(({ after }) => after.role !== null && from.includes(after.role))
    .filter(({ after }) => after.id !== leaver.after?.id)
    .sort((a, b) => byTenure(a.after, b.after));
}

/** The order in which candidates come: that of the database, by time and then by id. */
export function byTenure(
  a: Pick<Account, 'id' | 'provisionedAt'>,
  b: Pick<Account, 'id' | 'provisionedAt'>,
): number {
  const bySeniority = a.provisionedAt.getTime() - b.provisionedAt.getTime();
  return bySeniority !== 0 ? bySeniority : a.id < b.id ? -1 : Number(a.id > b.id);
}

/** `excluded`: by the policy's `unless`. `unsuited`: by anything else. */
export type Suitability = 'suited' | 'excluded' | 'unsuited';

/**
 * Whether a candidate may have this role and would keep it by the rules, judged by the account that they have after the
 * run. Somebody of whom no directory knows may, because no policy has a say in them.
 */
export async function judgeCandidate(
  policy: { compiled: CompiledPolicy; administratorRoles: readonly string[] },
  candidate: Candidate,
  person: Person | undefined,
  facts: Pick<Facts, 'administrators'>,
  role: string,
): Promise<Suitability> {
  if (person === undefined) return 'suited';
  // Whether they may administer waits for an answer, or had one.
  if (candidate.hold?.kind === 'admin_grants' || isGrantInQuestion(person)) return 'unsuited';
  const known: PersonFacts = { ...factsAfter(candidate.after, person, facts), promotedRole: role };
  if (!known.activeInDirectory) return 'unsuited';
  if (!(await mayBePromoted(policy.compiled, known))) return 'excluded';
  const decision = await decide(policy.compiled, known);
  const keeps =
    decision.outcome === 'active' &&
    administers({ ...candidate.after, role: decision.role }, policy.administratorRoles);
  return keeps ? 'suited' : 'unsuited';
}

function isGrantInQuestion({ openHold, rejected }: Person): boolean {
  return openHold?.kind === 'admin_grants' || rejected.some(({ kind }) => kind === 'admin_grants');
}

/** What the next run would know of a person, once the plans of this one are carried out. */
function factsAfter(account: Account, person: Person, facts: Pick<Facts, 'administrators'>): PersonFacts {
  const today = toPersonFacts(person, facts);
  const former = person.linked ?? (person.match.kind === 'link' ? person.match.account : null);
  return {
    ...today,
    // Who starts fresh leaves a role that was set by hand with the former account.
    manualRole: former?.account.id === account.id ? today.manualRole : null,
    account: {
      status: account.status,
      role: account.role,
      attributes: account.attributes,
      email: account.email,
      isLastAdministrator: false,
    },
  };
}
