import type { PersonFacts } from '../../domain/decision.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Catalog } from '../../generated/catalog.ts';
import { readProfile } from '../attributes.ts';
import { compilePolicy, type CompiledPolicy } from '../compile.ts';
import { decide, decideAfresh } from '../decide.ts';
import { knownFromStart } from '../known-facts.ts';
import { inTrees } from './in-trees.ts';
import type { Move, PersonMove, PolicyMove } from './move.ts';
import { isGiven, type Wish } from './wish.ts';

/** Changes that together give what is wished for, and none of which can be left out. */
export type Way = readonly Move[];

export interface Ways {
  /** The fewest changes first, and of as many those at the directory before those in the policy. */
  ways: Way[];
  /** False if there were too many combinations to look at all of up to `MOST_CHANGES`. */
  isComplete: boolean;
}

export interface WaysTask {
  policy: CompiledPolicy;
  catalog: Catalog;
  facts: PersonFacts;
  wish: Wish;
  /** What every way begins with: without it nothing gives anything. */
  first: readonly PersonMove[];
  moves: readonly PersonMove[];
  policyMoves: readonly PolicyMove[];
}

/** Who needs more changes than these is better asked another question. */
export const MOST_CHANGES = 4;
/** Decisions that are tried: about a second of a large policy. */
const MOST_TRIED = 4_000;
const MOST_WAYS = 5;

/** Finds the smallest sets of changes that give it, in a fixed order; each is confirmed by the service's own decision. */
export async function searchWays(task: WaysTask): Promise<Ways> {
  const { policy, facts, first } = task;
  const start = first.reduce((known, move) => move.apply(known), facts);
  // What no line gives is not looked for among people.
  const moves = distinctMoves(policy, start, task.moves);
  const mayBeGiven = isGivenAnywhere(policy, task.wish) || isGivenByHand(facts, task.wish);
  const trial: Trial = { ...task, start, fast: inTrees(policy), tried: 0 };
  if (first.length > 0 && (await gives(trial, []))) return { ways: [first], isComplete: true };
  let found: Way[] = [];
  for (let size = 1; size <= MOST_CHANGES && found.length === 0; size += 1) {
    const ofPerson = await waysOfSize(trial, mayBeGiven ? moves : byHand(moves), size, MOST_WAYS);
    const ways = ofPerson.length > 0 ? ofPerson : await waysByPolicy(trial, moves, size);
    found = ways;
  }
  if (mayBeGiven && found.length > 0 && !found.some(isAtDirectory)) {
    const atDirectory = moves.filter(({ reach }) => reach === 'directory');
    const least = Math.min(...found.map((way) => way.length));
    for (let size = least + 1; size <= MOST_CHANGES; size += 1) {
      const longer = await waysOfSize(trial, atDirectory, size, 1);
      found.push(...longer);
      if (longer.length > 0) break;
    }
  }
  found = found.map((way) => [...first, ...way]);
  const confirmed: Way[] = [];
  for (const way of found) if (await confirms(task, way)) confirmed.push(way);
  const inOrder = confirmed
    .map((way, place) => ({ way, place }))
    .sort((a, b) => a.way.length - b.way.length || reachOf(a.way) - reachOf(b.way) || a.place - b.place);
  return {
    ways: inOrder.map(({ way }) => way).slice(0, MOST_WAYS),
    isComplete: trial.tried < MOST_TRIED,
  };
}

interface Trial extends WaysTask {
  start: PersonFacts;
  fast: CompiledPolicy;
  tried: number;
}

function byHand(moves: readonly PersonMove[]): PersonMove[] {
  return moves.filter(({ reach }) => reach === 'product');
}

/** Whether it was given by hand or by promotion, and may only have to count. */
function isGivenByHand({ manualRole, promotedRole }: PersonFacts, wish: Wish): boolean {
  return wish.kind === 'role' && (manualRole === wish.role || promotedRole === wish.role);
}

/** Whether any line could give it to anybody, whoever they are; a role by hand aside. */
function isGivenAnywhere({ effective, neverGranted }: CompiledPolicy, wish: Wish): boolean {
  const { groups, rules } = effective;
  const then = rules.flatMap((rule) => (rule.status === 'active' ? [rule.then] : []));
  if (wish.kind === 'access') return true;
  if (wish.kind === 'workspace') {
    const given = [
      ...groups.map.flatMap(({ workspaces }) => workspaces ?? []),
      ...then.flatMap(({ add_workspaces }) => add_workspaces ?? []),
    ];
    return given.some(({ key, role }) => key === wish.key && (wish.role === null || role === wish.role));
  }
  const roles = [
    ...groups.map.map(({ role }) => role),
    groups.default_role,
    ...then.flatMap(({ grant_role, cap_role }) => [grant_role, cap_role]),
  ];
  return !neverGranted.has(wish.role) && roles.includes(wish.role);
}

/** What so many changes about the person give, as long as there is time to try. */
async function waysOfSize(
  trial: Trial,
  moves: readonly PersonMove[],
  size: number,
  most: number,
): Promise<Way[]> {
  const found: Way[] = [];
  for (const chosen of combinations(moves, size)) {
    if (trial.tried >= MOST_TRIED || found.length >= most) break;
    if (await gives(trial, chosen)) found.push(chosen);
  }
  return found;
}

function isAtDirectory(way: Way): boolean {
  return way.every(({ reach }) => reach === 'directory');
}

const RANKS = { directory: 0, product: 1, policy: 2 } as const;

function reachOf(way: Way): number {
  return Math.max(...way.map(({ reach }) => RANKS[reach]));
}

async function gives(
  trial: Trial,
  chosen: readonly PersonMove[],
  policy: CompiledPolicy = trial.fast,
): Promise<boolean> {
  trial.tried += 1;
  const facts = chosen.reduce((known, move) => move.apply(known), trial.start);
  return isGiven(await decideAfresh(policy, facts), trial.wish);
}

/** Ways of this size with one or two lines of the policy changed, and the rest about the person. */
async function waysByPolicy(trial: Trial, moves: readonly PersonMove[], size: number): Promise<Way[]> {
  const found: Way[] = [];
  for (const lines of [1, 2]) {
    if (lines > size || size - lines > 1) continue;
    for (const changed of combinations(trial.policyMoves, lines)) {
      const policy = changedPolicy(trial, changed);
      if (policy === null) continue;
      for (const chosen of combinations(moves, size - lines)) {
        if (trial.tried >= MOST_TRIED || found.length >= MOST_WAYS) return found;
        if (await gives(trial, chosen, policy)) found.push([...chosen, ...changed]);
      }
    }
  }
  return found;
}

function changedPolicy({ policy, catalog }: WaysTask, moves: readonly PolicyMove[]): CompiledPolicy | null {
  const effective = moves.reduce((known, move) => move.apply(known), policy.effective);
  try {
    return inTrees(compilePolicy(effective, catalog, policy.version));
  } catch (error) {
    // A line that another one needs: such a policy could not be put in force.
    if (error instanceof RollcallError && error.code === 'policy_invalid') return null;
    throw error;
  }
}

/** What was found, by the engine and the policy as the service has them. */
async function confirms({ policy, catalog, facts, wish }: WaysTask, way: Way): Promise<boolean> {
  let [decided, known] = [policy, facts];
  for (const move of way) {
    if (isPersonMove(move)) known = move.apply(known);
    else if (isPolicyMove(move)) {
      decided = compilePolicy(move.apply(decided.effective), catalog, policy.version);
    }
  }
  return isGiven(await decide(decided, known), wish);
}

export function isPersonMove(move: Move): move is PersonMove {
  return move.reach !== 'policy' && 'apply' in move;
}

export function isPolicyMove(move: Move): move is PolicyMove {
  return move.reach === 'policy' && 'apply' in move;
}

/**
 * One move of those that come to the same, and none that changes nothing that a decision goes by. Groups that would do
 * as well are named beside the first.
 */
function distinctMoves(
  policy: CompiledPolicy,
  start: PersonFacts,
  moves: readonly PersonMove[],
): PersonMove[] {
  const before = effectKey(policy, start);
  const found = new Map<string, PersonMove>();
  for (const move of moves) {
    const effect = effectKey(policy, move.apply(start));
    if (effect === before) continue;
    const { change } = move;
    const key = change.kind === 'join_group' ? `join ${effect}` : `${move.slot} ${effect}`;
    const had = found.get(key);
    if (had?.change.kind === 'join_group' && change.kind === 'join_group') {
      const others = [...had.change.others, change.group];
      found.set(key, { ...had, change: { ...had.change, others } });
    } else if (!had) found.set(key, move);
  }
  return [...found.values()].sort((a, b) => RANKS[a.reach] - RANKS[b.reach]);
}

/** All that a verdict depends on; of the groups what they give, and where in the list if that counts. */
function effectKey(policy: CompiledPolicy, facts: PersonFacts): string {
  const { today } = policy.attributes.read(facts.resource, facts.account);
  const known = knownFromStart(facts, readProfile(facts.resource), today, policy.conditions.subjects);
  const held = policy.leavesFromStart.map((leaf) => leaf.matches(known.get(leaf.subject) ?? null));
  const isListed = policy.effective.groups.precedence === 'listed';
  const mapped = policy
    .matchGroups(facts.groups)
    .map(({ place, role, workspaces }) => JSON.stringify([isListed ? place : 0, role, workspaces]));
  return JSON.stringify([
    facts.activeInDirectory,
    held,
    isListed ? mapped : [...new Set(mapped)].sort(),
    facts.manualRole,
    facts.promotedRole,
  ]);
}

/** Every choice of so many, no two of one slot, in the order of the list. */
function* combinations<Each extends Move>(moves: readonly Each[], size: number, from = 0): Generator<Each[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i < moves.length; i += 1) {
    const move = moves[i];
    if (move === undefined) continue;
    for (const others of combinations(moves, size - 1, i + 1)) {
      if (others.every(({ slot }) => slot !== move.slot)) yield [move, ...others];
    }
  }
}
