import type { GuardKind, PersonPlan } from '../domain/change.ts';
import { isGuardKind, surgeInWords } from '../domain/hold-reason.ts';
import type { EffectiveGuards } from '../policy/effective-policy.ts';
import type { Held } from '../store/holds.ts';
import { administers } from './sole-admin.ts';
import { withholdStanding } from './withhold.ts';

/** What the guards know of one person, besides the plan. */
export interface Watched {
  /** What they wait in. */
  openHold: Held | null;
  /** Somebody has just approved what they wait for. */
  isApproved: boolean;
}

export interface GuardFacts {
  guards: EffectiveGuards;
  administratorRoles: readonly string[];
  /** By directory user id. */
  people: ReadonlyMap<string, Watched>;
  /** What passed within the windows. */
  passed: { deactivations: number; admin_grants: number };
  /** Active accounts at this moment, those that are about to go included. */
  activeUsers: number;
  /** Directory user id → the clause that names the emptied group they were in. */
  emptied: ReadonlyMap<string, string>;
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
  const verdicts = new Map<PersonPlan, { kind: GuardKind; cause: string }>();
  const passed: Guarded['passed'] = [];
  const free: { leaving: PersonPlan[]; granted: PersonPlan[] } = { leaving: [], granted: [] };
  for (const plan of plans) {
    const person = plan.directoryUserId === null ? undefined : facts.people.get(plan.directoryUserId);
    if (person === undefined || person.isApproved) continue;
    const kinds = guardsOf(plan, facts);
    const waits = person.openHold && isGuardKind(person.openHold.kind) ? person.openHold : null;
    if (waits && kinds.length > 0 && isAboutTheSame(waits.kind, kinds)) {
      verdicts.set(plan, { kind: waits.kind as GuardKind, cause: waits.cause });
    } else if (kinds.includes('emptied_group')) {
      verdicts.set(plan, {
        kind: 'emptied_group',
        cause: facts.emptied.get(plan.directoryUserId ?? '') ?? '',
      });
    } else if (kinds.includes('deactivations')) free.leaving.push(plan);
    else if (kinds.includes('admin_grants')) free.granted.push(plan);
  }
  const leavers = admit(free.leaving, mostLeavers(facts) - facts.passed.deactivations);
  const grants = admit(free.granted, mostGrants(facts) - facts.passed.admin_grants);
  for (const plan of leavers.held) verdicts.set(plan, { kind: 'deactivations', cause: causeOf(plan) });
  for (const plan of grants.held) verdicts.set(plan, { kind: 'admin_grants', cause: causeOf(plan) });
  if (facts.guards.deactivations) passed.push(...noted('deactivations', leavers.passed));
  if (facts.guards.admin_grants) passed.push(...noted('admin_grants', grants.passed));
  return {
    plans: plans.map((plan) => {
      const verdict = verdicts.get(plan);
      return verdict ? hold(plan, verdict.kind, verdict.cause) : plan;
    }),
    passed,
  };
}

/** Which guards look at a plan. */
export function guardsOf(
  plan: PersonPlan,
  { guards, administratorRoles, emptied }: Pick<GuardFacts, 'guards' | 'administratorRoles' | 'emptied'>,
): GuardKind[] {
  const kinds: GuardKind[] = [];
  if (emptied.has(plan.directoryUserId ?? '') && losesSomething(plan)) kinds.push('emptied_group');
  if (guards.deactivations && losesAccess(plan)) kinds.push('deactivations');
  const grants = !administers(plan.before, administratorRoles) && administers(plan.after, administratorRoles);
  if (guards.admin_grants && grants) kinds.push('admin_grants');
  return kinds;
}

/** A read-only account that is deactivated in time lost its access before. */
export function losesAccess({ before, after }: PersonPlan): boolean {
  return before?.status === 'active' && (after?.status === 'deactivated' || after?.status === 'read_only');
}

/** Whether a plan takes access, a role or a workspace from somebody. */
export function losesSomething(plan: PersonPlan): boolean {
  return (
    losesAccess(plan) ||
    (plan.before?.status === 'active' &&
      plan.changes.some(
        ({ action }) =>
          action === 'role.changed' || action === 'workspace.removed' || action === 'workspace.role_changed',
      ))
  );
}

function isAboutTheSame(waiting: string, kinds: readonly GuardKind[]): boolean {
  return waiting === 'admin_grants'
    ? kinds.includes('admin_grants')
    : kinds.includes('deactivations') || kinds.includes('emptied_group');
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

/** Lets pass what fits: whole causes, the smallest first, and then single ones in their order. */
function admit(plans: PersonPlan[], room: number): { passed: PersonPlan[]; held: PersonPlan[] } {
  const passed: PersonPlan[] = [];
  const held: PersonPlan[] = [];
  const many = Map.groupBy(
    plans.filter(({ loss }) => loss?.single === false),
    causeOf,
  );
  for (const cluster of [...many.values()].sort((a, b) => a.length - b.length)) {
    (passed.length + cluster.length <= room ? passed : held).push(...cluster);
  }
  for (const plan of plans.filter(({ loss }) => loss?.single !== false)) {
    (passed.length < room ? passed : held).push(plan);
  }
  return { passed, held };
}

function causeOf({ loss }: PersonPlan): string {
  return loss?.cause ?? 'of the same news';
}

function noted(guard: Guarded['passed'][number]['guard'], plans: PersonPlan[]): Guarded['passed'] {
  return plans.flatMap(({ after }) => (after ? [{ guard, user_id: after.id }] : []));
}

function hold(plan: PersonPlan, kind: GuardKind, cause: string): PersonPlan {
  const { plan: kept, changes } = withholdStanding(plan);
  return { ...kept, hold: { kind, cause, reason: surgeInWords(kind, 1, cause), changes } };
}
