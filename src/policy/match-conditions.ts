import type { PersonFacts } from '../domain/decision.ts';
import { readProfile } from './attributes.ts';
import type { CompiledPolicy } from './compile.ts';
import { decide } from './decide.ts';
import { accountState, knownFromStart, knownSoFar, type AccountState } from './known-facts.ts';
import type { Known } from './conditions.ts';

/** Which conditions of a policy hold for one person, by their places in the policy. */
export interface MatchedConditions {
  include: number[];
  exclude: number[];
  /** Null where no rule is asked, because the person is out of scope. */
  rules: number[] | null;
}

/** Answers kept by what they depend on: many people differ in nothing that the filters look at. */
const mostKept = 1_000;

/**
 * Says for one person after the other which filters and rules hold: by the policy's own compiled conditions, a filter as
 * if it stood alone, a rule as it is reached in a decision. For people who are active in the directory.
 */
export function matchConditions(policy: CompiledPolicy): (facts: PersonFacts) => Promise<MatchedConditions> {
  const kept = new Map<string, Pick<MatchedConditions, 'include' | 'exclude'>>();
  const { include } = policy.effective.filters;
  return async (facts) => {
    const startFresh = policy.effective.deactivation.if_reactivated === 'start_fresh';
    const account = accountState(facts.account, startFresh);
    const { today } = policy.attributes.read(facts.resource, account.is === 'former' ? null : facts.account);
    const known = knownFromStart(facts, readProfile(facts.resource), today, policy.conditions.subjects);
    const key = JSON.stringify([
      account.is,
      policy.leavesFromStart
        .map(({ subject, matches }) => Number(matches(known.get(subject) ?? null)))
        .join(''),
    ]);
    let filters = kept.get(key);
    if (filters === undefined) {
      filters = await matchFilters(policy, known, account);
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, filters);
    }
    const isInScope = filters.exclude.length === 0 && (include.length === 0 || filters.include.length > 0);
    return { ...filters, rules: isInScope ? await matchRules(policy, facts) : null };
  };
}

async function matchFilters(
  { conditions, places }: CompiledPolicy,
  known: Known,
  account: AccountState,
): Promise<Pick<MatchedConditions, 'include' | 'exclude'>> {
  const held = await conditions.evaluate(
    [...places.include, ...places.exclude],
    knownSoFar(known, { role: null, inScope: null, access: true }, account),
  );
  const heldOf = (section: readonly number[]): number[] =>
    [...section.keys()].filter((i) => held.has(section[i] ?? -1));
  return { include: heldOf(places.include), exclude: heldOf(places.exclude) };
}

/** The rules that the decision went by; those that are only proposed are in its trace as well. */
async function matchRules(policy: CompiledPolicy, facts: PersonFacts): Promise<number[]> {
  if (policy.effective.rules.length === 0) return [];
  const { trace } = await decide(policy, facts);
  return trace.flatMap(({ step, at }) => {
    const place = step === 'rules' ? /^\/rules\/(\d+)$/.exec(at ?? '')?.[1] : undefined;
    return place === undefined ? [] : [Number(place)];
  });
}
