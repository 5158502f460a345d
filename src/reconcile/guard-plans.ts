import type { PersonPlan } from '../domain/change.ts';
import type { Flow } from './flow.ts';
import { findEmptied, gatherGuardFacts, ranksOf } from './gather-guard-facts.ts';
import { carryOut, guard, type Guarded, type Verdict, type Watched } from './guards.ts';

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
