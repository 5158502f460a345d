import type { Decision, PersonFacts, TraceStep } from '../../domain/decision.ts';
import type { Catalog } from '../../generated/catalog.ts';
import { compilePolicy, type CompiledPolicy } from '../compile.ts';
import { decideAfresh } from '../decide.ts';
import { listed, quoted } from '../finding.ts';
import { inTrees } from './in-trees.ts';
import { isGiven, type Wish } from './wish.ts';

/** Why somebody does not have something, as a clause, with the line behind it. */
export interface Cause {
  /** About `they`: `they are in no group that gives it`, `of the rule Contractors never administer`. */
  because: string;
  at: string | null;
}

/** The one thing that stands between somebody and what they do not have, as far as it is one. */
export async function findCause(
  policy: CompiledPolicy,
  catalog: Catalog,
  facts: PersonFacts,
  wish: Wish,
  decision: Decision,
): Promise<Cause> {
  if (decision.outcome !== 'active') {
    const step = decision.trace.findLast(({ decisive }) => decisive === true);
    return { because: aboutThem(decision.because), at: step?.at ?? null };
  }
  const forbidden = neverGranted(policy, facts, wish);
  if (forbidden !== null) return forbidden;
  const rule = await ruleBehind(policy, catalog, facts, wish);
  if (rule !== null) return rule;
  const held = heldInstead(policy, wish, decision);
  return held ?? nothingGives(policy, wish);
}

/** A group of theirs would give it, and none may. */
function neverGranted(policy: CompiledPolicy, facts: PersonFacts, wish: Wish): Cause | null {
  if (wish.kind !== 'role' || !policy.neverGranted.has(wish.role)) return null;
  const giving = policy.matchGroups(facts.groups).filter(({ role }) => role === wish.role);
  if (giving.length === 0) return { because: `no group may give ${wish.role}`, at: '/groups/never_grant' };
  const names = listed(
    giving.flatMap(({ groups }) => groups),
    'and',
  );
  return {
    because: `no group may give ${wish.role}, though ${names} would`,
    at: '/groups/never_grant',
  };
}

/** The rule without which they would have it. */
async function ruleBehind(
  policy: CompiledPolicy,
  catalog: Catalog,
  facts: PersonFacts,
  wish: Wish,
): Promise<Cause | null> {
  const { effective } = policy;
  for (const [i, rule] of effective.rules.entries()) {
    if (rule.status !== 'active') continue;
    const rules = effective.rules.map((each, place) =>
      place === i ? { ...each, status: 'retired' as const } : each,
    );
    const without = inTrees(compilePolicy({ ...effective, rules }, catalog, policy.version));
    if (isGiven(await decideAfresh(without, facts), wish)) {
      return { because: `of the rule ${quoted(rule.name)}`, at: `/rules/${i}` };
    }
  }
  return null;
}

/** What they have in its place, and why that counts. */
function heldInstead(
  policy: CompiledPolicy,
  wish: Wish,
  decision: Extract<Decision, { outcome: 'active' }>,
): Cause | null {
  if (wish.kind === 'workspace') {
    const has = decision.workspaces.find(({ key }) => key === wish.key);
    if (!has || wish.role === null) return null;
    return { because: `they have the role ${has.role} there: ${aboutThem(has.because)}`, at: null };
  }
  if (wish.kind !== 'role') return null;
  const isLess = policy.roles.isStronger(wish.role, decision.role);
  if (isLess && decision.roleOrigin !== 'manual') return null;
  const step = decisiveStep(decision.trace);
  return {
    because: `they have the role ${decision.role} instead: ${aboutThem(decision.roleBecause)}`,
    at: step?.at ?? null,
  };
}

function decisiveStep(trace: readonly TraceStep[]): TraceStep | undefined {
  return trace.findLast(({ decisive, step }) => decisive === true && step !== 'filters');
}

function nothingGives(policy: CompiledPolicy, wish: Wish): Cause {
  const { groups, rules } = policy.effective;
  const grants = (given: readonly { key: string; role: string }[] = []): boolean =>
    wish.kind === 'workspace' &&
    given.some(({ key, role }) => key === wish.key && (wish.role === null || role === wish.role));
  const inForce = rules.filter(({ status }) => status === 'active');
  const gives =
    wish.kind === 'workspace'
      ? groups.map.some(({ workspaces }) => grants(workspaces)) ||
        inForce.some(({ then }) => grants(then.add_workspaces))
      : wish.kind === 'role' &&
        (groups.map.some(({ role }) => role === wish.role) ||
          inForce.some(({ then }) => then.grant_role === wish.role));
  return gives
    ? { because: 'they are in no group that gives it', at: null }
    : { because: 'no group and no rule of the policy gives it', at: '/groups/map' };
}

/** A clause about one person, of them: `is in no group` is `they are in no group`. */
function aboutThem(clause: string): string {
  const [verb = '', ...rest] = clause.split(' ');
  return ['they', THEIR_VERBS[verb] ?? verb, ...rest].join(' ');
}

const THEIR_VERBS: Readonly<Record<string, string>> = {
  is: 'are',
  was: 'were',
  has: 'have',
  matches: 'match',
};
