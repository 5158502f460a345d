import type { Decision, PersonFacts } from '../../domain/decision.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { Condition } from '../../generated/policy.ts';
import type { CompiledPolicy } from '../compile.ts';
import { MEMBERSHIPS } from '../conditions.ts';
import { decide } from '../decide.ts';
import { quoted } from '../finding.ts';
import { startForest, type ProofLeaf } from '../proof/condition-tree.ts';
import { attributeMoves } from './attribute-moves.ts';
import { findCause, type Cause } from './find-cause.ts';
import { groupMoves } from './group-moves.ts';
import type { PersonMove } from './move.ts';
import { policyMoves } from './policy-moves.ts';
import { searchWays, type Way } from './search-ways.ts';
import { isGiven, type Wish } from './wish.ts';

/** Why somebody is not decided to have something, and what would give it. */
export interface WhyNotDecided {
  /** True if the decision gives it: then nothing is searched. */
  isGiven: boolean;
  cause: Cause | null;
  ways: Way[];
  /** Lines that stand in the way where nothing but a change of the policy gives it; each a sentence. */
  inTheWay: { says: string; at: string }[];
  /** False if not every combination was tried. */
  isComplete: boolean;
}

/**
 * Searches what could be otherwise: the groups that the policy names, joined or left; the values of attributes that its
 * conditions tell apart; being active in the directory; a role by hand; and lines of the policy. The fewest changes count,
 * at the directory before in the policy; each way has been decided on as the service decides. Pure and deterministic.
 */
export async function whyNot(
  policy: CompiledPolicy,
  catalog: Catalog,
  facts: PersonFacts,
  wish: Wish,
): Promise<WhyNotDecided> {
  const decision = await decide(policy, facts);
  if (isGiven(decision, wish)) {
    return { isGiven: true, cause: null, ways: [], inTheWay: [], isComplete: true };
  }
  const first: PersonMove[] = facts.activeInDirectory ? [] : [becomeActive];
  const { ways, isComplete } = await searchWays({
    policy,
    catalog,
    facts,
    wish,
    first,
    moves: personMoves(policy, catalog, facts, wish),
    policyMoves: policyMoves(policy, catalog, facts, wish),
  });
  const isOpen = ways.some((way) => way.every(({ reach }) => reach !== 'policy'));
  return {
    isGiven: false,
    cause: await findCause(policy, catalog, facts, wish, decision),
    ways,
    inTheWay: isOpen ? [] : linesInTheWay(policy, wish, decision),
    isComplete,
  };
}

const becomeActive: PersonMove = {
  change: { kind: 'become_active' },
  reach: 'directory',
  slot: 'active',
  at: null,
  apply: (facts) => ({ ...facts, activeInDirectory: true }),
};

function personMoves(policy: CompiledPolicy, catalog: Catalog, facts: PersonFacts, wish: Wish): PersonMove[] {
  const { leaves, at } = writtenLeaves(policy);
  const about = (of: (leaf: ProofLeaf) => boolean): ProofLeaf[] => leaves.filter(of);
  const isAboutGroups = ({ subject }: ProofLeaf): boolean =>
    subject === 'fact:groups' || subject === MEMBERSHIPS;
  const names = leaves.flatMap(({ subject }) =>
    subject.startsWith('attribute:') ? [subject.slice('attribute:'.length)] : [],
  );
  return [
    ...groupMoves(policy, facts, { leaves: about(isAboutGroups), at }),
    ...[...new Set(names)].sort().flatMap((name) => {
      const own = about(({ subject }) => subject === `attribute:${name}`);
      return attributeMoves(policy, catalog, facts, { name, leaves: own, at });
    }),
    ...handMoves(policy, facts, wish),
  ];
}

/** All comparisons that can matter for who has what, each with the line that it is first written in. */
function writtenLeaves({ effective }: CompiledPolicy): {
  leaves: readonly ProofLeaf[];
  at: (leaf: ProofLeaf) => string | null;
} {
  const forest = startForest();
  const places = new Map<ProofLeaf, string>();
  const grow = (condition: Condition, at: string): void => {
    const known = forest.leaves.length;
    forest.grow(condition);
    for (const leaf of forest.leaves.slice(known)) places.set(leaf, at);
  };
  for (const [i, filter] of effective.filters.exclude.entries()) grow(filter, `/filters/exclude/${i}`);
  for (const [i, filter] of effective.filters.include.entries()) grow(filter, `/filters/include/${i}`);
  for (const [i, { status, when }] of effective.rules.entries()) {
    if (status === 'active') grow(when, `/rules/${i}`);
  }
  return { leaves: forest.leaves, at: (leaf) => places.get(leaf) ?? null };
}

/** A role by hand takes an account: nobody can be given one who has none. */
function handMoves(policy: CompiledPolicy, facts: PersonFacts, wish: Wish): PersonMove[] {
  if (facts.account === null) return [];
  const at = '/groups/manual_roles';
  const had = facts.manualRole ?? facts.promotedRole;
  const withdraw: PersonMove[] =
    had === null
      ? []
      : [
          {
            change: { kind: 'withdraw_role', role: had },
            reach: 'product',
            slot: 'role by hand',
            at,
            apply: (known) => ({ ...known, manualRole: null, promotedRole: null }),
          },
        ];
  if (wish.kind !== 'role' || !policy.roles.has(wish.role) || facts.manualRole === wish.role) return withdraw;
  const { role } = wish;
  const set: PersonMove = {
    change: { kind: 'set_role', role },
    reach: 'product',
    slot: 'role by hand',
    at,
    apply: (known) => ({ ...known, manualRole: role, promotedRole: null }),
  };
  return [set, ...withdraw];
}

function linesInTheWay(
  policy: CompiledPolicy,
  wish: Wish,
  decision: Decision,
): { says: string; at: string }[] {
  const lines: { says: string; at: string }[] = [];
  if (wish.kind === 'role' && policy.neverGranted.has(wish.role)) {
    lines.push({
      says: `No group and no rule may grant ${wish.role}: never_grant.`,
      at: '/groups/never_grant',
    });
  }
  if (wish.kind === 'role' && policy.effective.groups.manual_roles === 'replace') {
    lines.push({
      says: 'A role by hand gives way to what a group gives: manual_roles.',
      at: '/groups/manual_roles',
    });
  }
  for (const { step, at, decisive } of decision.trace) {
    if (decisive !== true || at === null) continue;
    const rule = /^\/rules\/(\d+)$/.exec(at);
    if (step === 'filters') lines.push({ says: 'A filter leaves this person out of scope.', at });
    else if (rule) {
      const name = policy.effective.rules[Number(rule[1])]?.name ?? '';
      lines.push({ says: `The rule ${quoted(name)} limits this person.`, at });
    }
  }
  return lines;
}
