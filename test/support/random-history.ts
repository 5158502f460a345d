import fc from 'fast-check';
import { createSimulatedDirectory, type SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';

/** A policy in which much depends on groups, attributes and their order; YAML without its head. */
export const historyPolicy = `
groups:
  match_by: name
  precedence: strongest
  default_role: member
  manual_roles: keep
  map:
    - { name: admins, role: admin }
    - { name: viewers, role: viewer }
    - { name: engineering, workspaces: [ { key: engineering, role: member } ] }
    - { name: leads, role: member, workspaces: [ { key: engineering, role: admin } ] }
filters:
  exclude:
    - name: Service accounts
      any: [ { attribute: title, equals: Robot } ]
rules:
  - name: Contractors never administer
    when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }
    then: { cap_role: member }
`;

/** One step of a random history; numbers pick a person or a group among those there are. */
export type Step =
  | { do: 'hire'; contractor: boolean }
  | { do: 'group'; name: string }
  | { do: 'join' | 'leave'; person: number; group: number }
  | { do: 'retitle'; person: number; title: string }
  | { do: 'readdress'; person: number }
  | { do: 'deactivate' | 'remove' | 'return'; person: number }
  | { do: 'rename'; group: number; name: string }
  | { do: 'drop'; group: number };

const groupName = fc.constantFrom('admins', 'viewers', 'engineering', 'leads', 'unmapped');
const pick = fc.nat({ max: 4 });
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('hire' as const), contractor: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('group' as const), name: groupName }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'leave' as const),
      person: pick,
      group: pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('retitle' as const),
      person: pick,
      title: fc.constantFrom('Robot', 'Engineer', 'Accountant'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('readdress' as const), person: pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('deactivate' as const, 'remove' as const, 'return' as const),
      person: pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), group: pick, name: groupName }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), group: pick }) },
);

/**
 * Plays a history at an identity provider: the events it would send, in their order, and where it ends.
 *
 * @param anchored whether it begins with an administrator who stays: which of several last ones is kept back depends on
 *   who leaves first, by design
 */
export function playHistory(
  steps: Step[],
  seed: number,
  directoryId: string,
  anchored = true,
): { events: WorkosEvent[]; idp: SimulatedDirectory } {
  const idp = createSimulatedDirectory({ seed, startsAt: new Date('2026-01-10T08:00:00Z'), directoryId });
  const events = anchored ? hireAnchor(idp) : [];
  const others = () => idp.people.slice(anchored ? 1 : 0);
  const groups = () => idp.groups.slice(anchored ? 1 : 0).filter(({ isDeleted }) => !isDeleted);
  let hired = 0;
  for (const each of steps) {
    const person = 'person' in each ? others()[each.person % Math.max(1, others().length)] : undefined;
    const group = 'group' in each ? groups()[each.group % Math.max(1, groups().length)] : undefined;
    if (each.do === 'hire') {
      hired += 1;
      const attributes = { employee_type: each.contractor ? 'contractor' : 'employee' };
      const details = { email: `p${hired}@acme.com`, firstName: 'P', lastName: String(hired), attributes };
      events.push(...idp.hire(details).events);
    } else if (each.do === 'group') {
      events.push(...idp.createGroup(each.name).events);
    } else if (each.do === 'rename') {
      if (group) events.push(...idp.renameGroup(group, each.name));
    } else if (each.do === 'drop') {
      if (group) events.push(...idp.deleteGroup(group));
    } else if (person) {
      const here = person.state !== 'deleted';
      if (each.do === 'join' && here && group) events.push(...idp.join(person, group));
      if (each.do === 'leave' && here && group) events.push(...idp.leave(person, group));
      if (each.do === 'retitle' && here) {
        events.push(...idp.update(person, { attributes: { ...person.attributes, job_title: each.title } }));
      }
      if (each.do === 'readdress' && here)
        events.push(...idp.update(person, { email: `new.${person.email}` }));
      if (each.do === 'deactivate' && person.state === 'active') events.push(...idp.deactivate(person));
      if (each.do === 'remove' && here) events.push(...idp.remove(person));
      if (each.do === 'return' && person.state !== 'active') events.push(...idp.comeBack(person));
    }
  }
  return { events, idp };
}

function hireAnchor(idp: SimulatedDirectory): WorkosEvent[] {
  const details = { email: 'anchor@acme.com', firstName: 'Anna', lastName: 'Anchor', attributes: {} };
  const { person, events } = idp.hire(details);
  const admins = idp.createGroup('admins');
  return [...events, ...admins.events, ...idp.join(person, admins.group)];
}
