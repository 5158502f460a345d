import type { Account, Timer } from '../domain/change.ts';
import type { ActiveDecision } from '../domain/decision.ts';
import type { PlanInput } from './plan-input.ts';

/**
 * Lets a demotion wait for the add that usually follows, in the same role and the same workspaces until then: who is
 * moved from one group to another by two pieces of news never has the lesser role. Only somebody who left a group waits;
 * what a rule takes, or a role set by hand, counts at once, and so does whatever is gained.
 *
 * @param before the account, or null where there is none
 * @returns the decision to go by for now, and what waits for its time
 */
export function settleDemotion(
  { decision, moves, rules, now }: PlanInput<ActiveDecision>,
  before: Account | null,
  timers: readonly Timer[],
): { decision: ActiveDecision; timers: Timer[] } {
  const running = timers.find(({ kind }) => kind === 'demotion');
  const leftOne = moves.some(({ joined }) => !joined);
  if (before?.status !== 'active' || rules.settleMs === 0 || (!leftOne && running === undefined)) {
    return { decision, timers: [] };
  }
  const isRuled = decision.trace.some(({ step, decisive }) => step === 'rules' && decisive === true);
  if (isRuled || decision.roleOrigin === 'manual') return { decision, timers: [] };
  const kept = keepWhatIsStronger(decision, before, rules);
  if (kept === null) return { decision, timers: [] };
  const since = running?.since ?? now;
  const dueAt = new Date(since.getTime() + rules.settleMs);
  return dueAt <= now
    ? { decision, timers: [] }
    : { decision: kept, timers: [{ kind: 'demotion', since, dueAt }] };
}

/** The decision with what the account has and would lose; null where it would lose nothing. */
function keepWhatIsStronger(
  decision: ActiveDecision,
  before: Account,
  { roles, workspaceRoles }: PlanInput['rules'],
): ActiveDecision | null {
  const isWeaker = (order: readonly string[], role: string, than: string): boolean =>
    order.indexOf(role) > order.indexOf(than) && order.includes(than);
  const demotes = before.role !== null && isWeaker(roles, decision.role, before.role);
  const given = new Map(decision.workspaces.map((grant) => [grant.key, grant]));
  const lost = before.workspaces.filter(({ key, role }) => {
    const grant = given.get(key);
    return grant === undefined || isWeaker(workspaceRoles, grant.role, role);
  });
  if (!demotes && lost.length === 0) return null;
  for (const { key, role } of lost) given.set(key, { key, role, because: 'kept until the move has settled' });
  return {
    ...decision,
    ...(demotes && before.role !== null
      ? { role: before.role, roleOrigin: before.roleOrigin ?? 'directory' }
      : {}),
    workspaces: [...given.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}
