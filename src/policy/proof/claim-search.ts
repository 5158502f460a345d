import { applyRule } from '../apply-rules.ts';
import { chooseRole } from '../choose-role.ts';
import type { CompiledPolicy } from '../compile.ts';
import { MEMBERSHIPS, type Subject } from '../conditions.ts';
import type { EffectiveRule } from '../effective-policy.ts';
import { FACTS_SO_FAR, knownSoFar, type SoFar } from '../known-facts.ts';
import { toComparable } from '../operators.ts';
import { soFar, startStanding, type Standing } from '../standing.ts';
import { startTrace } from '../trace.ts';
import { truthOf, unknownLeaves, type ConditionTree, type ProofLeaf, type Truth } from './condition-tree.ts';
import type { GroupsCase } from './group-parts.ts';
import type { AccountCase, PartCase, PersonPart } from './person-part.ts';

/** What may become of somebody: a role, no access, or that a person has to decide. */
export type Outcome = { is: 'active'; role: string } | { is: 'no_access' } | { is: 'undecided' };

/** Where a person stands before the rules: what their groups give, and what was given otherwise. */
export interface StartingPoint {
  groups: GroupsCase;
  manualRole: string | null;
  promotedRole: string | null;
  standing: Standing;
}

/** The conditions of a policy that can change who has which role. */
export interface RoleConditions {
  include: readonly ConditionTree[];
  exclude: readonly ConditionTree[];
  rules: readonly { rule: EffectiveRule; at: string; when: ConditionTree }[];
}

/** What is known so far of a person: the cases that are left of each part. */
export type Knowledge = readonly (readonly PartCase[])[];

/** What may come of a person of whom not everything is known, and the parts that it depends on. */
export interface Forecast {
  outcomes: readonly Outcome[];
  /** Places in the list of parts. */
  dependsOn: readonly number[];
}

const NO_ACCOUNT: AccountCase = { is: 'none', isLastAdministrator: false };

export function startOf(
  policy: CompiledPolicy,
  groups: GroupsCase,
  manualRole: string | null,
  promotedRole: string | null,
): StartingPoint {
  const standing = startStanding();
  const mapped = policy.matchGroups(groups.groups);
  chooseRole(policy, { mapped, manualRole, promotedRole }, standing, startTrace());
  return { groups, manualRole, promotedRole, standing };
}

/** All that later steps can see of a standing. */
export function standingKey({ role, candidates, cap, refusal, undecidedBecause }: Standing): string {
  const roles = candidates.map((candidate) => candidate.role);
  return JSON.stringify([role?.role, roles, cap, refusal !== null, undecidedBecause !== null]);
}

/**
 * What may come of somebody, by the steps that decide in the service, with `maybe` where it depends on what is not
 * known: both ways are gone then. So whatever can come of a person is among the outcomes.
 */
export function forecast(
  policy: CompiledPolicy,
  { include, exclude, rules }: RoleConditions,
  knowledge: Knowledge,
  start: StartingPoint,
  lookUp: LookUp,
): Forecast {
  const dependsOn = new Set<number>();
  const judge = (tree: ConditionTree, so: SoFar): Truth => {
    const truthOfLeaf = (leaf: ProofLeaf): Truth => leafTruth(leaf, so, knowledge, start, lookUp);
    const truth = truthOf(tree, truthOfLeaf);
    if (truth !== null) return truth;
    for (const leaf of unknownLeaves(tree, truthOfLeaf)) {
      const place = lookUp.placeOf(leaf);
      if (place !== -1) dependsOn.add(place);
    }
    return null;
  };
  const inFilters = { role: null, inScope: null, access: true };
  const among = (trees: readonly ConditionTree[]): Truth => {
    const truths = trees.map((tree) => judge(tree, inFilters));
    return truths.includes(true) ? true : truths.includes(null) ? null : false;
  };
  const excluded = among(exclude);
  const included = include.length === 0 ? true : among(include);
  const outcomes: Outcome[] = [];
  const isOut = excluded === true || included === false;
  if (isOut || excluded === null || included === null) {
    const out = policy.effective.filters.out_of_scope;
    outcomes.push({ is: out === 'leave_alone' ? 'undecided' : 'no_access' });
  }
  if (isOut) return { outcomes, dependsOn: [...dependsOn] };
  let standings = new Map([[standingKey(start.standing), start.standing]]);
  for (const { rule, at, when } of rules) {
    const next = new Map<string, Standing>();
    for (const [key, standing] of standings) {
      const truth = standing.refusal === null ? judge(when, soFar(standing, null)) : false;
      if (truth !== true) next.set(key, standing);
      if (truth === false) continue;
      const changed = { ...standing, workspaces: new Map(standing.workspaces), notify: [...standing.notify] };
      applyRule(policy, rule, at, changed, startTrace());
      next.set(standingKey(changed), changed);
    }
    standings = next;
  }
  for (const standing of standings.values()) outcomes.push(outcomeOf(standing));
  return { outcomes, dependsOn: [...dependsOn] };
}

function outcomeOf({ role, refusal, undecidedBecause }: Standing): Outcome {
  if (refusal !== null) return { is: 'no_access' };
  if (role !== null) return { is: 'active', role: role.role };
  return { is: undecidedBecause === null ? 'no_access' : 'undecided' };
}

const PART_OF_FACT: ReadonlyMap<Subject, string> = new Map([
  ['fact:source', 'the source'],
  ['fact:event', 'the account'],
  ['fact:is_last_admin', 'the account'],
]);

function leafTruth(
  leaf: ProofLeaf,
  so: SoFar,
  knowledge: Knowledge,
  start: StartingPoint,
  lookUp: LookUp,
): Truth {
  lookUp.judged += 1;
  const own = start.groups.holds.get(leaf);
  if (own !== undefined) return own;
  // Which groups exactly is not looked at.
  if (leaf.subject === 'fact:groups' || leaf.subject === MEMBERSHIPS) return null;
  if (leaf.subject === 'fact:status') return leaf.matches(toComparable('active'));
  if (FACTS_SO_FAR.includes(leaf.subject)) return truthSoFar(leaf, so, knowledge);
  const cases = knowledge[lookUp.placeOf(leaf)];
  return cases ? lookUp.agreed(cases, leaf) : leaf.matches(null);
}

/** What is looked up again and again while a claim is proved. */
export interface LookUp {
  /** How many comparisons have been looked at: what a proof costs. */
  judged: number;
  /** The part that a comparison is about, or -1 if it is about the groups or what is decided so far. */
  placeOf: (leaf: ProofLeaf) => number;
  /** What a comparison is in all of these cases; null if they differ. */
  agreed: (cases: readonly PartCase[], leaf: ProofLeaf) => Truth;
}

export function startLookUp(parts: readonly PersonPart[]): LookUp {
  const places = new Map<ProofLeaf, number>();
  const known = new WeakMap<readonly PartCase[], Map<ProofLeaf, Truth>>();
  return {
    judged: 0,
    placeOf: (leaf) => {
      const had = places.get(leaf);
      if (had !== undefined) return had;
      const name = PART_OF_FACT.get(leaf.subject) ?? leaf.subject.replace(/^attribute:/, '');
      const place = parts.findIndex((part) => part.name === name);
      places.set(leaf, place);
      return place;
    },
    agreed: (cases, leaf) => {
      const truths = known.get(cases) ?? new Map<ProofLeaf, Truth>();
      known.set(cases, truths);
      const had = truths.get(leaf);
      if (had !== undefined) return had;
      const [first, ...others] = cases;
      const truth = first?.holds.get(leaf) ?? null;
      const agreed = others.every(({ holds }) => holds.get(leaf) === truth) ? truth : null;
      truths.set(leaf, agreed);
      return agreed;
    },
  };
}

/** Only the event depends on more than what is decided so far: on the account. */
function truthSoFar(leaf: ProofLeaf, so: SoFar, knowledge: Knowledge): Truth {
  const accounts = leaf.subject === 'fact:event' ? accountsIn(knowledge) : [NO_ACCOUNT];
  const [truth, ...others] = accounts.map(({ is }) =>
    leaf.matches(knownSoFar(new Map(), so, { is, role: null }).get(leaf.subject) ?? null),
  );
  return truth !== undefined && others.every((other) => other === truth) ? truth : null;
}

function accountsIn(knowledge: Knowledge): AccountCase[] {
  const cases = knowledge.find(([first]) => first?.account !== undefined) ?? [];
  return cases.length === 0 ? [NO_ACCOUNT] : cases.flatMap(({ account }) => account ?? []);
}
