import type { Change, PersonPlan } from '../../domain/change.ts';
import type { TraceStep } from '../../domain/decision.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';

/**
 * The line of the policy behind a change, as a JSON pointer into the effective policy. A change may come of something
 * that the policy says no more; then it is where it would say so. Null: the directory alone.
 */
export function decidingLine(policy: EffectivePolicy, plan: PersonPlan, change: Change): string | null {
  const { action } = change;
  const decisive = decisiveSteps(plan);
  switch (action) {
    case 'user.linked':
      return '/identity';
    case 'user.updated':
      return updateLine(change);
    case 'user.purged':
      return '/deactivation/retain_data';
    case 'workspace.added':
    case 'workspace.removed':
    case 'workspace.role_changed': {
      const workspace = (change.after ?? change.before)?.['workspace'];
      return lastAt(decisive, (at) => givesWorkspace(policy, at, workspace)) ?? '/groups/map';
    }
    case 'user.deactivated':
    case 'user.read_only':
    case 'session.revoked':
    case 'api_key.revoked':
      return lastAt(decisive, () => true) ?? '/deactivation';
    case 'user.provisioned':
    case 'user.reactivated':
      return lastAt(decisive, (at) => givesRole(policy, at)) ?? '/groups';
    case 'role.changed':
      return roleLine(policy, plan);
    default:
      return null;
  }
}

/** The line behind somebody's role, whatever else a plan is about. */
export function roleLine(policy: EffectivePolicy, plan: PersonPlan): string {
  if (plan.promotedTo !== null) return '/sole_admin/promote';
  return lastAt(decisiveSteps(plan), (at) => givesRole(policy, at)) ?? '/groups';
}

function decisiveSteps({ decision }: PersonPlan): TraceStep[] {
  return (decision?.trace ?? []).filter(({ decisive }) => decisive === true);
}

function updateLine({ after }: Change): string {
  if (after !== null && 'purge_at' in after) return '/deactivation/retain_data';
  if (after !== null && 'read_only_until' in after) return '/deactivation/read_only';
  if (after !== null && 'directory_user_id' in after) return '/deactivation/if_reactivated';
  const [attribute, ...others] = Object.keys(after?.['attributes'] ?? {});
  return attribute !== undefined && others.length === 0 ? `/attributes/map/${attribute}` : '/attributes';
}

/** The last step with a line of the policy for which this holds. */
function lastAt(steps: readonly TraceStep[], isMeant: (at: string) => boolean): string | null {
  return steps.findLast(({ at }) => at !== null && isMeant(at))?.at ?? null;
}

function givesRole({ groups, rules }: EffectivePolicy, at: string): boolean {
  const mapping = /^\/groups\/map\/(\d+)$/.exec(at);
  if (mapping) return groups.map[Number(mapping[1])]?.role !== undefined;
  const rule = /^\/rules\/(\d+)$/.exec(at);
  if (rule) {
    const { grant_role, cap_role, deny } = rules[Number(rule[1])]?.then ?? {};
    return grant_role !== undefined || cap_role !== undefined || deny !== undefined;
  }
  return !at.startsWith('/filters');
}

function givesWorkspace({ groups, rules }: EffectivePolicy, at: string, workspace: unknown): boolean {
  const mapping = /^\/groups\/map\/(\d+)$/.exec(at);
  const given = mapping ? groups.map[Number(mapping[1])]?.workspaces : undefined;
  if (given?.some(({ key }) => key === workspace) === true) return true;
  const rule = /^\/rules\/(\d+)$/.exec(at);
  const { add_workspaces = [], remove_workspaces = [] } = rule ? (rules[Number(rule[1])]?.then ?? {}) : {};
  return (
    add_workspaces.some(({ key }) => key === workspace) || remove_workspaces.some((key) => key === workspace)
  );
}
