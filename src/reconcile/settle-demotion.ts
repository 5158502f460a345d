import type { Account, LeftGroup, Timer } from '../domain/change.ts';
import type { ActiveDecision, Decision, PersonGroup } from '../domain/decision.ts';
import type { Person } from './gather-facts.ts';
import type { Move } from './mirror.ts';
import type { PlanInput, PlanRules, Settling } from './plan-input.ts';

/** The groups that a person left lately. */
export interface LeftLately {
  /** They count still, for what would be lost: the add that usually follows has time to come. */
  settling: LeftGroup[];
  /** Their time is over. */
  settled: LeftGroup[];
}

/**
 * The groups that somebody left and is not in again, from this news and from what waits already. Only somebody with an
 * active account has anything that could settle.
 */
export function groupsLeftLately(
  { linked, groups }: Pick<Person, 'linked' | 'groups'>,
  moves: readonly Move[],
  { settleMs }: Pick<PlanRules, 'settleMs'>,
  now: Date,
): LeftLately {
  if (linked?.account.status !== 'active') return { settling: [], settled: [] };
  const waiting = linked.timers.find(({ kind }) => kind === 'demotion')?.left ?? [];
  const left = new Map(waiting.map((group) => [group.sourceId, group]));
  for (const { joined, group, eventId } of moves) {
    // Said again that somebody left, who has not come back since, is no leaving of its own.
    if (!joined && !left.has(group.sourceId)) left.set(group.sourceId, { ...group, leftAt: now, eventId });
  }
  const isIn = new Set(groups.map(({ sourceId }) => sourceId));
  const lately = [...left.values()].filter(({ sourceId }) => !isIn.has(sourceId));
  const waits = ({ leftAt }: LeftGroup): boolean => leftAt.getTime() + settleMs > now.getTime();
  return {
    settling: lately.filter(waits),
    settled: waiting.filter((group) => lately.includes(group) && !waits(group)),
  };
}

/** The groups that count while some settle. */
export function groupsWhileSettling(
  groups: readonly PersonGroup[],
  left: readonly LeftGroup[],
): PersonGroup[] {
  return [...groups, ...left.map(({ sourceId, externalId, name }) => ({ sourceId, externalId, name }))];
}

/**
 * Lets a demotion wait for the add that usually follows: who is moved from one group to another by two pieces of news
 * never has the lesser role, nor fewer workspaces. What waits is what the groups that were left would still give, and
 * never more than the account has; whatever else takes something counts at once, and so does whatever is gained.
 *
 * @returns the decision to go by for now, and what waits for its time
 */
export function settleDemotion(
  { decision, settling, rules }: PlanInput<ActiveDecision>,
  before: Account | null,
): { decision: ActiveDecision; timers: Timer[] } {
  const kept = settling && before?.status === 'active' ? keep(decision, settling, before, rules) : null;
  if (settling === null || kept === null) return { decision, timers: [] };
  const first = Math.min(...settling.left.map(({ leftAt }) => leftAt.getTime()));
  const timer: Timer = {
    kind: 'demotion',
    since: new Date(first),
    dueAt: new Date(first + rules.settleMs),
    left: settling.left,
  };
  return { decision: kept, timers: [timer] };
}

/** The decision with what the account has and would only have lost by leaving those groups; null where there is none. */
function keep(
  decision: ActiveDecision,
  { decision: settling, isByHand }: Settling,
  before: Account,
  rules: PlanRules,
): ActiveDecision | null {
  const role =
    isByHand && decision.roleOrigin === 'manual' ? null : keepRole(decision, settling, before, rules);
  const workspaces = keepWorkspaces(decision, settling, before, rules);
  if (role === null && workspaces === null) return null;
  return { ...decision, ...role, ...(workspaces === null ? {} : { workspaces }) };
}

type RoleOfDecision = Pick<ActiveDecision, 'role' | 'roleOrigin' | 'roleBecause' | 'roleGroups'>;

function keepRole(
  decision: ActiveDecision,
  settling: Decision,
  before: Account,
  { roles }: PlanRules,
): RoleOfDecision | null {
  const given = roleWhileSettling(settling, before);
  if (given === null || before.role === null) return null;
  const isLimited = isWeaker(roles, given.role, before.role);
  const role = isLimited ? given.role : before.role;
  if (!isWeaker(roles, decision.role, role)) return null;
  return { ...given, role, roleOrigin: isLimited ? given.roleOrigin : (before.roleOrigin ?? 'directory') };
}

function roleWhileSettling(settling: Decision, before: Account): RoleOfDecision | null {
  if (settling.outcome === 'active') {
    const { role, roleOrigin, roleBecause, roleGroups } = settling;
    return { role, roleOrigin, roleBecause, roleGroups };
  }
  // The former and the new group contradict each other, which is no question once the move has settled.
  if (settling.outcome !== 'undecided' || before.role === null || before.roleOrigin === 'manual') return null;
  return {
    role: before.role,
    roleOrigin: before.roleOrigin ?? 'directory',
    roleBecause: settling.because,
    roleGroups: [],
  };
}

function keepWorkspaces(
  decision: ActiveDecision,
  settling: Decision,
  before: Account,
  { workspaceRoles }: PlanRules,
): ActiveDecision['workspaces'] | null {
  const wanted = new Map(decision.workspaces.map((grant) => [grant.key, grant]));
  const counting =
    settling.outcome === 'active'
      ? settling.workspaces
      : settling.outcome === 'undecided'
        ? before.workspaces
        : [];
  const stillGiven = new Map(counting.map(({ key, role }) => [key, role]));
  let isAnyKept = false;
  for (const had of before.workspaces) {
    const given = stillGiven.get(had.key);
    if (given === undefined) continue;
    const role = isWeaker(workspaceRoles, given, had.role) ? given : had.role;
    const instead = wanted.get(had.key);
    if (instead && !isWeaker(workspaceRoles, instead.role, role)) continue;
    wanted.set(had.key, { key: had.key, role, because: 'kept until the move has settled' });
    isAnyKept = true;
  }
  return isAnyKept ? [...wanted.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) : null;
}

/** @param order strongest first */
function isWeaker(order: readonly string[], role: string, than: string): boolean {
  return order.includes(than) && order.indexOf(role) > order.indexOf(than);
}
