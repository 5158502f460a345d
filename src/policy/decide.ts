import type { AttributeValue, Decision, PersonFacts, PersonProfile, TraceStep } from '../domain/decision.ts';
import { readProfile } from './attributes.ts';
import type { CompiledPolicy } from './compile.ts';
import { accountState, knownFromStart } from './known-facts.ts';
import { reachVerdict, type VerdictInput } from './reach-verdict.ts';
import { recallVerdict } from './recall-verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * The desired state of one person, and the steps that led there. Pure: the same policy and facts give the same
 * decision, whatever the order of the groups, and however many decisions are made at once.
 *
 * What is the person's own (profile and attributes) is read each time. The rest, the verdict, is kept per policy by
 * exactly what it depends on: which comparisons of the policy hold for the person, the mapped groups, the role set by
 * hand and the state of the account. No personal value is in that key or in a verdict, and people who differ only in
 * what the policy does not look at share one.
 */
export function decide(policy: CompiledPolicy, facts: PersonFacts): Promise<Decision> {
  return decideBy(policy, facts, recallVerdict);
}

/** The same without memory: each decision runs the engine. For measuring, and for testing the memory against it. */
export function decideAfresh(policy: CompiledPolicy, facts: PersonFacts): Promise<Decision> {
  return decideBy(policy, facts, reachVerdict);
}

async function decideBy(
  policy: CompiledPolicy,
  facts: PersonFacts,
  reach: (policy: CompiledPolicy, input: VerdictInput) => Promise<Verdict>,
): Promise<Decision> {
  const profile = readProfile(facts.resource);
  const account = accountState(facts.account, policy.effective.deactivation.if_reactivated === 'start_fresh');
  // What was filled once, or given by hand, was the former account's.
  const startsFresh = account.is === 'former';
  const { forAccount, today, trace } = policy.attributes.read(
    facts.resource,
    startsFresh ? null : facts.account,
  );
  const verdict = await reach(policy, {
    active: facts.activeInDirectory,
    known: knownFromStart(facts, profile, today, policy.conditions.subjects),
    mapped: policy.matchGroups(facts.groups),
    manualRole: startsFresh ? null : facts.manualRole,
    promotedRole: startsFresh ? null : facts.promotedRole,
    account,
  });
  return toDecision(verdict, profile, forAccount, trace);
}

/** A verdict is shared by many people, so a decision gets copies of whatever could be changed. */
function toDecision(
  verdict: Verdict,
  profile: PersonProfile,
  attributes: Record<string, AttributeValue>,
  aboutAttributes: readonly TraceStep[],
): Decision {
  const { steps, ...outcome } = verdict;
  const [directory, ...later] = steps.map((step) => ({ ...step }));
  const trace = [...(directory ? [directory] : []), ...aboutAttributes, ...later];
  const notify = [...outcome.notify];
  switch (outcome.outcome) {
    case 'active': {
      const workspaces = outcome.workspaces.map((grant) => ({ ...grant }));
      return {
        ...outcome,
        roleGroups: [...outcome.roleGroups],
        workspaces,
        profile,
        attributes,
        trace,
        notify,
      };
    }
    case 'undecided':
      return { ...outcome, profile, attributes, trace, notify };
    case 'no_access':
      return { ...outcome, revoke: [...outcome.revoke], leaving: { ...outcome.leaving }, trace, notify };
    case 'leave_alone':
      return { ...outcome, trace, notify };
  }
}
