import type {
  GroupMappingOnceActive,
  GroupMappingOverview,
  PolicyPlan,
  PolicyPlanGroup,
  PolicyPlanPerson,
} from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

type Roles = GroupMappingOverview['roles'];
type Effects = Pick<PolicyPlan, 'groups' | 'actions'> & {
  people: Pick<PolicyPlan['people'], 'changed' | 'held'>;
};

/** The name of a role as people know it; its key where the catalog has none. */
export function roleName(key: string, roles: readonly { key: string; name: string }[]): string {
  return roles.find((role) => role.key === key)?.name ?? key;
}

/** What a plan comes to, the gravest first: "2 lose access", "14 become Admin", "1 would become Admin, and waits for approval". */
export function effectsInWords({ groups, actions, people }: Effects, roles: Roles): string[] {
  const { effect } = strings.mapping;
  const done = groups.filter(({ held_by: heldBy }) => heldBy === null);
  const held = groups.filter(({ held_by: heldBy }) => heldBy !== null);
  const countOf = (...wanted: string[]): number => {
    const found = done.filter(({ action }) => wanted.includes(action));
    // Who joins two workspaces is in two groups of the plan, and one person.
    const most = wanted.reduce((sum, action) => sum + (actions[action] ?? 0), 0);
    return Math.min(most, sumOf(found));
  };
  const by = (value: number, words: (value: number) => string): string[] => (value > 0 ? [words(value)] : []);
  const wouldLose = sumOf(held.filter(({ action }) => action === 'user.deactivated'));
  const wouldBecome = newRoles(held, 'role.changed');
  // Of whom more is held than a role or access is in several groups of the plan.
  const waiting = people.held - wouldLose - wouldBecome.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...by(countOf('user.deactivated'), effect.lose),
    ...by(countOf('user.read_only'), effect.readOnly),
    ...newRoles(done, 'role.changed').map(([role, count]) => effect.become(count, roleName(role, roles))),
    ...newRoles(done, 'user.provisioned').map(([role, count]) => effect.getAs(count, roleName(role, roles))),
    ...by(countOf('user.reactivated', 'user.linked'), effect.get),
    ...by(countOf('workspace.removed'), effect.leave),
    ...by(countOf('workspace.role_changed'), effect.workspaceRole),
    ...by(countOf('workspace.added'), effect.join),
    ...by(countOf('user.updated'), effect.other),
    ...by(wouldLose, effect.wouldLose),
    ...wouldBecome.map(([role, count]) => effect.wouldBecome(count, roleName(role, roles))),
    ...by(waiting, effect.wait),
  ];
}

/** What would be different for people of directories of which nothing is applied now, once they are active. */
export function onceActiveInWords(once: GroupMappingOnceActive, roles: Roles): string[] {
  const { changed } = once.people;
  const actions: PolicyPlan['actions'] = {};
  for (const { action, people } of once.groups) {
    // Who joins two workspaces is in two groups, and one person.
    actions[action] = Math.min(changed, (actions[action] ?? 0) + people);
  }
  const waiting = once.groups.filter(({ action }) => action === 'hold.opened');
  return effectsInWords({ groups: once.groups, actions, people: { changed, held: sumOf(waiting) } }, roles);
}

/** How many get which role, those with the most first. Who keeps the role for another reason is left out. */
function newRoles(groups: readonly PolicyPlanGroup[], by: string): [string, number][] {
  const found = new Map<string, number>();
  for (const { action, role, people } of groups) {
    if (action === by && role !== null) found.set(role, (found.get(role) ?? 0) + people);
  }
  return [...found].sort(([, a], [, b]) => b - a);
}

function sumOf(groups: readonly { people: number }[]): number {
  return groups.reduce((sum, { people }) => sum + people, 0);
}

/** Who it is: as much as is there. */
export function personName({ display_name, email, external_id }: PolicyPlanPerson): string {
  const names = [display_name, email, external_id].filter((name) => name !== null && name.trim() !== '');
  return names[0] ?? strings.mapping.effect.someone;
}
