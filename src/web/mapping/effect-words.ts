import type { GroupMappingOverview, PolicyPlan, PolicyPlanPerson } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

type Roles = GroupMappingOverview['roles'];

/** The name of a role as people know it; its key where the catalog has none. */
export function roleName(key: string, roles: Roles): string {
  return roles.find((role) => role.key === key)?.name ?? key;
}

/** What a plan comes to, the gravest first: "2 lose access", "14 become Admin", "1 waits for approval". */
export function effectsInWords(plan: PolicyPlan, roles: Roles): string[] {
  const { effect } = strings.mapping;
  const done = plan.groups.filter(({ held_by: heldBy }) => heldBy === null);
  const countOf = (...actions: string[]): number => {
    const found = done.filter(({ action }) => actions.includes(action));
    // Who joins two workspaces is in two groups of the plan, and one person.
    const most = actions.reduce((sum, action) => sum + (plan.actions[action] ?? 0), 0);
    return Math.min(most, sumOf(found));
  };
  const by = (value: number, words: (value: number) => string): string[] => (value > 0 ? [words(value)] : []);
  return [
    ...by(countOf('user.deactivated'), effect.lose),
    ...by(countOf('user.read_only'), effect.readOnly),
    ...newRoles(done).map(([role, people]) => effect.become(people, roleName(role, roles))),
    ...by(countOf('user.provisioned', 'user.reactivated', 'user.linked'), effect.get),
    ...by(countOf('workspace.removed'), effect.leave),
    ...by(countOf('workspace.role_changed'), effect.workspaceRole),
    ...by(countOf('workspace.added'), effect.join),
    ...by(countOf('user.updated'), effect.other),
    ...by(plan.people.held, effect.wait),
  ];
}

/** How many get which role, those with the most first. Who keeps the role for another reason is left out. */
function newRoles(groups: PolicyPlan['groups']): [string, number][] {
  const found = new Map<string, number>();
  for (const { action, says, people } of groups) {
    if (action !== 'role.changed') continue;
    const role = /^from .+ to (.+)$/.exec(says)?.[1];
    if (role !== undefined) found.set(role, (found.get(role) ?? 0) + people);
  }
  return [...found].sort(([, a], [, b]) => b - a);
}

function sumOf(groups: readonly { people: number }[]): number {
  return groups.reduce((sum, { people }) => sum + people, 0);
}

/** Who it is: as much as is there. */
export function personName({ display_name, email, external_id }: PolicyPlanPerson): string {
  return display_name ?? email ?? external_id ?? strings.mapping.effect.someone;
}
