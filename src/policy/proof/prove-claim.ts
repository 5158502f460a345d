import type { Catalog } from '../../generated/catalog.ts';
import type { AlwaysClaim } from '../../generated/policy-test.ts';
import { readProfile } from '../attributes.ts';
import type { CompiledPolicy } from '../compile.ts';
import { MEMBERSHIPS } from '../conditions.ts';
import { decideAfresh } from '../decide.ts';
import { fold } from '../fold.ts';
import { knownFromStart } from '../known-facts.ts';
import { attributePart } from './attribute-parts.ts';
import { startForest, type Forest, type ProofLeaf } from './condition-tree.ts';
import {
  forecast,
  standingKey,
  startLookUp,
  startOf,
  type Knowledge,
  type LookUp,
  type Outcome,
  type RoleConditions,
  type StartingPoint,
} from './claim-search.ts';
import { toFacts, type BreakingPerson } from './breaking-person.ts';
import { groupCases, type GroupsCase } from './group-parts.ts';
import { accountPart, sourcePart } from './fact-parts.ts';
import { UNKNOWN_COST, type PartCase, type PersonPart } from './person-part.ts';
import { bitsOf } from './text-cases.ts';

/** What is found about a claim. */
export type Proof =
  | { is: 'proved' }
  /** This person breaks it, and nobody of whom there is less to say does. */
  | { is: 'broken'; by: BreakingPerson }
  /** It can only be broken by values of which it is not known whether they exist. */
  | { is: 'open'; about: string[] }
  | { is: 'too_many'; narrowedTo: string[] };

/** Comparisons looked at per claim: about a second. */
const MOST_JUDGED = 12_000_000;

/**
 * Proves that nobody who is active in the directory can have all that a claim names, or finds somebody who can. Not by
 * trying everybody: what a person can differ in is reduced to what conditions tell apart, and looked at only as far as
 * the outcome depends on it. Whoever is found has been decided on by the service's own code.
 */
export async function proveClaim(
  policy: CompiledPolicy,
  catalog: Catalog,
  { nobody }: AlwaysClaim,
): Promise<Proof> {
  const { role, set_by_hand, ...attributes } = nobody;
  const forest = startForest();
  const conditions = roleConditions(policy, forest);
  const claimed = Object.entries(attributes).map(([attribute, equals = '']) => {
    const { leaf } = forest.grow({ attribute, equals }) as { leaf: ProofLeaf };
    return { name: attribute, leaf };
  });
  const parts = personParts(policy, catalog, forest);
  if (Array.isArray(parts)) {
    const knowledge = parts.map(({ name, cases }) => {
      const leaf = claimed.find((each) => each.name === name)?.leaf;
      return leaf ? cases.filter(({ holds }) => holds.get(leaf) === true) : cases;
    });
    // Nobody can have such a value.
    if (knowledge.some((cases) => cases.length === 0)) return { is: 'proved' };
    const isMeant = (outcome: Outcome): boolean => {
      if (role === undefined) return outcome.is === 'active';
      if (outcome.is === 'active') return fold(outcome.role) === fold(String(role));
      return outcome.is === 'no_access' && role === 'no_access';
    };
    const hands = set_by_hand === undefined ? 'either' : set_by_hand === true ? 'only' : 'never';
    const leaves = claimed.map(({ leaf }) => leaf);
    return search(
      {
        policy,
        catalog,
        forest,
        conditions,
        parts,
        lookUp: startLookUp(parts),
        claimed: leaves,
        isMeant,
        hands,
      },
      knowledge,
    );
  }
  return { is: 'too_many', narrowedTo: [parts.tooMany] };
}

interface Search {
  policy: CompiledPolicy;
  catalog: Catalog;
  forest: Forest;
  conditions: RoleConditions;
  parts: readonly PersonPart[];
  lookUp: LookUp;
  claimed: readonly ProofLeaf[];
  isMeant: (outcome: Outcome) => boolean;
  /** Whether people with a role set by hand are looked at. */
  hands: 'either' | 'only' | 'never';
}

/** Filters, and the rules that can change a role; what only tells somebody or gives workspaces does not matter. */
function roleConditions({ effective }: CompiledPolicy, forest: Forest): RoleConditions {
  const rules = effective.rules.map((rule, i) => ({ rule, at: `/rules/${i}` }));
  return {
    include: effective.filters.include.map(forest.grow),
    exclude: effective.filters.exclude.map(forest.grow),
    rules: rules
      .filter(({ rule: { status, then } }) => {
        const changes = then.deny === true || then.cap_role !== undefined || then.grant_role !== undefined;
        return status === 'active' && changes;
      })
      .map(({ rule, at }) => ({ rule, at, when: forest.grow(rule.when) })),
  };
}

function personParts(
  policy: CompiledPolicy,
  catalog: Catalog,
  { leaves }: Forest,
): PersonPart[] | { tooMany: string } {
  const names = new Set(
    leaves.flatMap(({ subject }) => (subject.startsWith('attribute:') ? [subject.slice(10)] : [])),
  );
  const parts: PersonPart[] = [];
  for (const name of [...names].sort()) {
    const own = leaves.filter(({ subject }) => subject === `attribute:${name}`);
    const part = attributePart(policy, catalog, name, own);
    if (part === null) return { tooMany: name };
    parts.push(part);
  }
  return [...parts, ...sourcePart(leaves), ...accountPart(policy, leaves)];
}

async function search(task: Search, knowledge: Knowledge): Promise<Proof> {
  const { policy, catalog, forest, conditions, lookUp } = task;
  const aboutGroups = forest.leaves.filter(
    ({ subject }) => subject === 'fact:groups' || subject === MEMBERSHIPS,
  );
  const given = rolesGivenBeside(policy, catalog, task.hands);
  const rolesOnly = groupCases(policy, []);
  if (rolesOnly === null) return { is: 'too_many', narrowedTo: ['the groups'] };
  // First without a look at which groups exactly: what holds for whatever they are called needs no more.
  const anyGroups = startingPoints(policy, rolesOnly, given, []);
  const mayBreak = anyGroups.some((start) =>
    forecast(policy, conditions, knowledge, start, lookUp).outcomes.some(task.isMeant),
  );
  if (!mayBreak) return { is: 'proved' };
  const groups = aboutGroups.length === 0 ? rolesOnly : groupCases(policy, aboutGroups);
  if (groups === null) return { is: 'too_many', narrowedTo: ['the groups'] };
  const starts = startingPoints(policy, groups, given, aboutGroups);
  return look(task, starts, knowledge);
}

/** Roles set by hand and by promotion, at most one of which counts. */
function rolesGivenBeside(
  policy: CompiledPolicy,
  catalog: Catalog,
  hands: Search['hands'],
): { manualRole: string | null; promotedRole: string | null }[] {
  const { action, if_unanswered } = policy.effective.sole_admin;
  const promotes = action === 'promote' || if_unanswered?.action === 'promote';
  const byHand = catalog.roles.map(({ key }) => ({ manualRole: key, promotedRole: null }));
  const promoted = catalog.roles
    .filter(({ key, administers }) => administers === true && !policy.neverGranted.has(key))
    .map(({ key }) => ({ manualRole: null, promotedRole: key }));
  const neither = { manualRole: null, promotedRole: null };
  if (hands === 'only') return byHand;
  return [neither, ...(hands === 'never' ? [] : byHand), ...(promotes ? promoted : [])];
}

/** Each way to start once, the plainest. */
function startingPoints(
  policy: CompiledPolicy,
  groups: readonly GroupsCase[],
  given: readonly { manualRole: string | null; promotedRole: string | null }[],
  aboutGroups: readonly ProofLeaf[],
): StartingPoint[] {
  const found = new Map<string, StartingPoint>();
  for (const groupsCase of groups) {
    for (const { manualRole, promotedRole } of given) {
      const start = startOf(policy, groupsCase, manualRole, promotedRole);
      const key = `${standingKey(start.standing)} ${bitsOf(aboutGroups, groupsCase.holds)} ${groupsCase.isKnown}`;
      const had = found.get(key);
      if (!had || costOfStart(had) > costOfStart(start)) found.set(key, start);
    }
  }
  return [...found.values()].sort((a, b) => costOfStart(a) - costOfStart(b));
}

function costOfStart({ groups, manualRole, promotedRole }: StartingPoint): number {
  const unknown = groups.isKnown ? 0 : UNKNOWN_COST;
  const unwritten = groups.written === null ? 10 : 0;
  return (
    groups.groups.length +
    (manualRole === null ? 0 : 1.5) +
    (promotedRole === null ? 0 : 3) +
    unwritten +
    unknown
  );
}

/** Goes through the starting points; narrows what is known of a person only by what the outcome depends on. */
async function look(task: Search, starts: readonly StartingPoint[], everything: Knowledge): Promise<Proof> {
  const { policy, conditions, parts, lookUp, isMeant } = task;
  let best: { cost: number; by: BreakingPerson } | null = null;
  const open = new Set<string>();
  const narrowed = new Map<number, number>();
  for (const start of starts) {
    const waiting: Knowledge[] = [everything];
    for (let knowledge = waiting.pop(); knowledge; knowledge = waiting.pop()) {
      const person = knowledge.map((cases) => plainest(cases));
      const cost = costOfStart(start) + person.reduce((sum, each) => sum + each.cost, 0);
      if (best !== null && cost >= best.cost) continue;
      if (lookUp.judged > MOST_JUDGED) break;
      const { outcomes, dependsOn } = forecast(policy, conditions, knowledge, start, lookUp);
      if (!outcomes.some(isMeant)) continue;
      const isUnknown = cost >= UNKNOWN_COST;
      if (outcomes.every(isMeant) && !isUnknown) {
        const by = await confirm(task, person, start);
        if (by !== null) {
          best = { cost, by };
          continue;
        }
      }
      const asked = dependsOn.length > 0 ? dependsOn : undecidedParts(knowledge);
      const place = asked.filter((each) => (knowledge[each]?.length ?? 0) > 1).sort(fewest(knowledge))[0];
      if (place === undefined || (isUnknown && outcomes.every(isMeant))) {
        for (const [i, each] of person.entries()) {
          const name = parts[i]?.name;
          if (each.given === null && name !== undefined) open.add(name);
        }
        if (!start.groups.isKnown) open.add('the groups');
        if (open.size === 0) open.add('several values together');
        continue;
      }
      narrowed.set(place, (narrowed.get(place) ?? 0) + 1);
      const cases = [...(knowledge[place] ?? [])].sort((a, b) => b.cost - a.cost);
      for (const chosen of cases) waiting.push(knowledge.with(place, [chosen]));
    }
  }
  if (best) return { is: 'broken', by: best.by };
  if (lookUp.judged > MOST_JUDGED) {
    const most = [...narrowed].sort(([, a], [, b]) => b - a).slice(0, 4);
    return { is: 'too_many', narrowedTo: most.map(([place]) => parts[place]?.name ?? '') };
  }
  return open.size > 0 ? { is: 'open', about: [...open].sort() } : { is: 'proved' };
}

function plainest(cases: readonly PartCase[]): PartCase {
  return cases.reduce((best, each) => (each.cost < best.cost ? each : best));
}

function undecidedParts(knowledge: Knowledge): number[] {
  return knowledge.flatMap((cases, place) => (cases.length > 1 ? [place] : []));
}

function fewest(knowledge: Knowledge): (a: number, b: number) => number {
  return (a, b) => (knowledge[a]?.length ?? 0) - (knowledge[b]?.length ?? 0) || a - b;
}

/** The person, if the service's own decision breaks the claim as well; null if not. */
async function confirm(
  { policy, claimed, isMeant }: Search,
  cases: readonly PartCase[],
  start: StartingPoint,
): Promise<BreakingPerson | null> {
  const facts = toFacts(policy, cases, start);
  const decision = await decideAfresh(policy, facts);
  const outcome: Outcome =
    decision.outcome === 'active'
      ? { is: 'active', role: decision.role }
      : { is: decision.outcome === 'no_access' ? 'no_access' : 'undecided' };
  if (!isMeant(outcome)) return null;
  const known = knownFromStart(
    facts,
    readProfile(facts.resource),
    policy.attributes.read(facts.resource, null).today,
    new Set(claimed.map(({ subject }) => subject)),
  );
  if (!claimed.every(({ subject, matches }) => matches(known.get(subject) ?? null))) return null;
  return { facts, cases, start, decision };
}
