import type { GuardKind, PersonPlan } from '../domain/change.ts';
import { isGuardKind, surgeInWords } from '../domain/hold-reason.ts';
import type { EffectiveGuards } from '../policy/effective-policy.ts';
import type { Held } from '../store/holds.ts';
import { administers } from './sole-admin.ts';
import { withholdStanding } from './withhold.ts';

/** What the guards know of one person, besides the plan. */
export interface Watched {
  /** What they wait in. */
  openHold: Pick<Held, 'kind' | 'cause'> | null;
  /** Somebody has just approved what they wait for. */
  isApproved: boolean;
  /** Somebody has just set their role by hand. */
  isByHand: boolean;
}

export interface GuardFacts {
  guards: EffectiveGuards;
  administratorRoles: readonly string[];
  ranks: Ranks;
  /** By directory user id. */
  people: ReadonlyMap<string, Watched>;
  /** What passed within the windows. */
  passed: { deactivations: number; admin_grants: number };
  /** Active accounts at this moment, those that are about to go included; as many as can matter. */
  activeUsers: number;
  /** Directory user id → the clause that names the emptied group they were in. */
  emptied: ReadonlyMap<string, string>;
}

/** What a guard found of somebody: they are to wait. */
export interface Verdict {
  kind: GuardKind;
  cause: string;
}

export interface Guarded {
  plans: PersonPlan[];
  /** What passed and counts for the windows. */
  passed: { guard: 'deactivations' | 'admin_grants'; user_id: string }[];
}

/**
 * Holds surges for a person to decide on: too many people who lose access, too many new administrators, a group that was
 * emptied. Whoever comes before a limit passes. What one cause does to many at once is held whole where it does not fit;
 * people who leave one by one pass up to the limit, in the order of their plans. Who waits goes on waiting, and what was
 * approved passes without counting.
 */
export function guard(plans: PersonPlan[], facts: GuardFacts): Guarded {
  return carryOut(plans, judge(plans, facts), facts);
}

/** Who is to wait, by directory user id. */
export function judge(plans: readonly PersonPlan[], facts: GuardFacts): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const free: { leaving: PersonPlan[]; granted: PersonPlan[] } = { leaving: [], granted: [] };
  for (const plan of plans) {
    const id = plan.directoryUserId ?? '';
    const person = facts.people.get(id);
    if (person === undefined || person.isApproved) continue;
    const waits = goesOnWaiting(plan, person, facts);
    // Who waits for another administrator goes as soon as there is one.
    if (waits === null && person.openHold?.kind === 'sole_admin') continue;
    const kinds = guardsOf(plan, person, facts);
    if (waits !== null) verdicts.set(id, waits);
    else if (kinds.includes('emptied_group')) {
      verdicts.set(id, { kind: 'emptied_group', cause: named(facts.emptied.get(id) ?? '') });
    } else if (kinds.includes('deactivations')) free.leaving.push(plan);
    else if (kinds.includes('admin_grants')) free.granted.push(plan);
  }
  for (const plan of whoHasNoRoom(free.leaving, mostLeavers(facts) - facts.passed.deactivations)) {
    verdicts.set(plan.directoryUserId ?? '', { kind: 'deactivations', cause: named(causeOf(plan)) });
  }
  for (const plan of whoHasNoRoom(free.granted, mostGrants(facts) - facts.passed.admin_grants)) {
    verdicts.set(plan.directoryUserId ?? '', { kind: 'admin_grants', cause: named(causeOf(plan)) });
  }
  return verdicts;
}

/** How long the cause of a hold may be: it is a key, in which every character may take four bytes. */
const longestCause = 400;

/** A cause as its hold keeps it: names of groups are as long as the directory likes, and somebody may have left many. */
function named(cause: string): string {
  if (cause.length <= longestCause) return cause;
  return `${cause.slice(0, longestCause - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Lets those wait who are to, and says who passed. */
export function carryOut(
  plans: PersonPlan[],
  verdicts: ReadonlyMap<string, Verdict>,
  facts: Pick<GuardFacts, 'guards' | 'administratorRoles' | 'ranks' | 'people' | 'emptied'>,
): Guarded {
  const passed: Guarded['passed'] = [];
  const guarded = plans.map((plan) => {
    const id = plan.directoryUserId ?? '';
    const person = facts.people.get(id);
    const verdict = verdicts.get(id);
    if (verdict && isAbout(verdict.kind, plan, facts)) return hold(plan, verdict);
    if (person !== undefined && !person.isApproved && plan.after !== null) {
      const [kind] = guardsOf(plan, person, facts).filter((each) => each !== 'emptied_group');
      if (kind !== undefined) passed.push({ guard: kind, user_id: plan.after.id });
    }
    return plan;
  });
  return { plans: guarded, passed };
}

type Looking = Pick<GuardFacts, 'guards' | 'administratorRoles' | 'ranks' | 'emptied'>;

/** Which guards look at a plan. A role that was set by hand was meant. */
export function guardsOf(
  plan: PersonPlan,
  { isByHand }: Pick<Watched, 'isByHand'>,
  facts: Looking,
): GuardKind[] {
  const { guards, emptied } = facts;
  const kinds: GuardKind[] = [];
  if (isByHand && !losesAccess(plan)) return kinds;
  if (emptied.has(plan.directoryUserId ?? '') && losesSomething(plan, facts.ranks))
    kinds.push('emptied_group');
  if (guards.deactivations && losesAccess(plan)) kinds.push('deactivations');
  if (guards.admin_grants && isAbout('admin_grants', plan, facts)) kinds.push('admin_grants');
  return kinds;
}

/**
 * What somebody waits in who goes on waiting: for as long as the plan does the like, and the policy guards it. Whoever
 * leaves the company meanwhile waits for no group, filter or policy any more, and leaves as anybody else does.
 */
export function goesOnWaiting(
  plan: PersonPlan,
  { openHold, isByHand }: Watched,
  facts: Looking,
): Verdict | null {
  if (openHold === null || !isGuardKind(openHold.kind)) return null;
  const { kind, cause } = openHold;
  if (isByHand && !losesAccess(plan)) return null;
  if (plan.loss?.single === true && plan.loss.cause !== cause) return null;
  return facts.guards[kind] !== null && isAbout(kind, plan, facts) ? { kind, cause } : null;
}

/** Whether a plan does what a guard of this kind holds. */
function isAbout(kind: GuardKind, plan: PersonPlan, { administratorRoles, ranks }: Looking): boolean {
  switch (kind) {
    case 'deactivations':
      return losesAccess(plan);
    case 'admin_grants':
      return !administers(plan.before, administratorRoles) && administers(plan.after, administratorRoles);
    case 'emptied_group':
      return losesSomething(plan, ranks);
  }
}

/** A read-only account that is deactivated in time lost its access before. */
export function losesAccess({ before, after }: PersonPlan): boolean {
  return before?.status === 'active' && (after?.status === 'deactivated' || after?.status === 'read_only');
}

/** Roles of the product and of workspaces, strongest first. */
export interface Ranks {
  roles: readonly string[];
  workspaceRoles: readonly string[];
}

/** Whether a plan takes access, or gives a lesser role, or takes a workspace or the stronger role in it. */
export function losesSomething(plan: PersonPlan, { roles, workspaceRoles }: Ranks): boolean {
  const { before, after } = plan;
  if (before?.status !== 'active' || after === null) return false;
  if (losesAccess(plan) || isWeaker(roles, after.role, before.role)) return true;
  const granted = new Map(after.workspaces.map(({ key, role }) => [key, role]));
  return before.workspaces.some(({ key, role }) => isWeaker(workspaceRoles, granted.get(key) ?? null, role));
}

/** No role is the weakest; one that the catalog does not know any more is weaker than all that it does. */
function isWeaker(ranks: readonly string[], role: string | null, than: string | null): boolean {
  const rankOf = (each: string | null): number => {
    const rank = each === null ? -1 : ranks.indexOf(each);
    return rank >= 0 ? rank : each === null ? Infinity : ranks.length;
  };
  return rankOf(role) > rankOf(than);
}

/**
 * How many may lose access within the window: a surge is what exceeds the share of the accounts that were active when it
 * began, and reaches the least number.
 */
function mostLeavers({ guards, passed, activeUsers }: GuardFacts): number {
  if (!guards.deactivations) return Infinity;
  const { percent, at_least } = guards.deactivations;
  const share = Math.floor(((activeUsers + passed.deactivations) * percent) / 100);
  return Math.max(at_least - 1, share);
}

function mostGrants({ guards }: GuardFacts): number {
  return guards.admin_grants?.count ?? Infinity;
}

/** Those for whom there is no room: whole causes come first, the smallest of them first, then single ones in their order. */
function whoHasNoRoom(plans: PersonPlan[], room: number): PersonPlan[] {
  let passed = 0;
  const held: PersonPlan[] = [];
  const many = Map.groupBy(
    plans.filter(({ loss }) => loss?.single === false),
    causeOf,
  );
  for (const cluster of [...many.values()].sort((a, b) => a.length - b.length)) {
    const inAll = Math.max(cluster.length, cluster[0]?.loss?.inAll ?? 0);
    if (passed + inAll <= room) passed += inAll;
    else held.push(...cluster);
  }
  for (const plan of plans.filter(({ loss }) => loss?.single !== false)) {
    if (passed < room) passed += 1;
    else held.push(plan);
  }
  return held;
}

function causeOf({ loss }: PersonPlan): string {
  return loss?.cause ?? 'of the same news';
}

function hold(plan: PersonPlan, { kind, cause }: Verdict): PersonPlan {
  const { plan: kept, changes } = withholdStanding(plan);
  return { ...kept, hold: { kind, cause, reason: surgeInWords(kind, 1, cause), changes } };
}
