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

/** Who is to wait, by directory user id, of a run that is worked off in parts; null where nobody has looked ahead. */
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

/** What would become of some of the people of a run. */
export interface PlannedPart {
  plans: PersonPlan[];
  watched: ReadonlyMap<string, Watched>;
}

/**
 * Lets the guards look at everyone of a large run before the first part of it is worked off: what one cause does to many
 * is held whole, or not at all, however many parts it is in. Everyone is planned twice then.
 */
export async function judgeAhead(
  flow: Flow,
  parts: AsyncIterable<PlannedPart>,
  newsAt: Date,
): Promise<ReadonlyMap<string, Verdict>> {
  const { guards } = flow.policy.effective;
  if (guards === null) return new Map();
  const { administratorRoles } = flow.policy;
  const all: PersonPlan[] = [];
  const people = new Map<string, Watched>();
  const emptied = new Map<string, string>();
  for await (const { plans, watched } of parts) {
    for (const [id, clause] of await findEmptied(flow, plans, newsAt)) emptied.set(id, clause);
    const looking = { guards, administratorRoles, ranks: ranksOf(flow), emptied };
    for (const plan of plans) {
      const id = plan.directoryUserId ?? '';
      const person = watched.get(id);
      if (person === undefined || people.has(id)) continue;
      const isGuarded =
        guardsOf(plan, person, looking).length > 0 || goesOnWaiting(plan, person, looking) !== null;
      if (!isGuarded) continue;
      people.set(id, person);
      // Everyone's are kept at once: no more of them than the guards look at.
      all.push({ ...plan, changes: plan.changes.slice(0, 1) });
    }
  }
  const facts = await gatherGuardFacts(flow, all, people, emptied);
  return facts === null ? new Map() : judge(all, facts);
}
