import type { PersonPlan } from '../domain/change.ts';
import type { Flow } from './flow.ts';
import { findEmptied, gatherGuardFacts, ranksOf } from './gather-guard-facts.ts';
import {
  carryOut,
  goesOnWaiting,
  guard,
  guardsOf,
  judge,
  type Guarded,
  type Verdict,
  type Watched,
} from './guards.ts';

/** Who is to wait, by directory user id, of a run that is worked off in parts; null where it is one part. */
export type Verdicts = ReadonlyMap<string, Verdict> | null;

/** Holds what the guards do not let pass. */
export async function guardPlans(
  flow: Flow,
  plans: PersonPlan[],
  people: ReadonlyMap<string, Watched>,
  { verdicts, newsAt }: { verdicts: Verdicts; newsAt: Date },
): Promise<Guarded> {
  const { guards } = flow.policy.effective;
  if (verdicts === null || guards === null) {
    const facts = await gatherGuardFacts(flow, plans, people, await findEmptied(flow, plans, newsAt));
    return facts === null ? { plans, passed: [] } : guard(plans, facts);
  }
  const { administratorRoles } = flow.policy;
  return carryOut(plans, verdicts, {
    ...{ guards, administratorRoles, ranks: ranksOf(flow), people },
    // Who waits because of one has a verdict.
    emptied: new Map(),
  });
}

/**
 * Lets the guards look at everyone before the first part is worked off, where there is more than one: what one cause does
 * to many is held whole, or not at all, however many parts it is in. Everyone is planned twice then.
 */
export async function judgeAhead(
  flow: Flow,
  { parts, newsAt }: { parts: number; newsAt: Date },
  planPart: (index: number) => Promise<{ plans: PersonPlan[]; watched: ReadonlyMap<string, Watched> }>,
): Promise<Verdicts> {
  const { guards } = flow.policy.effective;
  if (parts < 2 || guards === null) return null;
  const { administratorRoles } = flow.policy;
  const all: PersonPlan[] = [];
  const people = new Map<string, Watched>();
  const emptied = new Map<string, string>();
  for (let index = 0; index < parts; index += 1) {
    const { plans, watched } = await planPart(index);
    const emptiedHere = await findEmptied(flow, plans, newsAt);
    for (const [id, clause] of emptiedHere) emptied.set(id, clause);
    const looking = { guards, administratorRoles, ranks: ranksOf(flow), emptied };
    for (const plan of plans) {
      const id = plan.directoryUserId ?? '';
      const person = watched.get(id);
      if (person === undefined || people.has(id)) continue;
      const isGuarded =
        guardsOf(plan, person, looking).length > 0 || goesOnWaiting(plan, person, looking) !== null;
      if (!isGuarded) continue;
      people.set(id, person);
      all.push(plan);
    }
  }
  const facts = await gatherGuardFacts(flow, all, people, emptied);
  return facts === null ? new Map() : judge(all, facts);
}
