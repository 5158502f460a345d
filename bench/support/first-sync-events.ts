import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';

const groups = 60;
const groupsPerPerson = 3;

/** A policy over these groups: 20 give a role, 20 a workspace, 20 nothing. Without its head. */
export const syncPolicy = [
  'groups:',
  '  match_by: name',
  '  default_role: viewer',
  '  map:',
  '    - { name: group-0, role: admin }',
  ...Array.from({ length: 19 }, (_, i) => `    - { name: group-${i + 1}, role: member }`),
  ...Array.from(
    { length: 20 },
    (_, i) => `    - { name: group-${i + 20}, workspaces: [ { key: w${i}, role: member } ] }`,
  ),
  'rules:',
  '  - name: Contractors never administer',
  '    when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }',
  '    then: { cap_role: member }',
  '',
].join('\n');

/** What WorkOS sends when a company is connected: its people, its groups, then who is in which. */
export function* firstSync(people: number, directoryId: string): Generator<WorkosEvent> {
  const idp = createSimulatedDirectory({
    seed: people,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId,
  });
  for (let i = 0; i < people; i += 1) {
    const attributes = {
      department_name: `Department ${i % 12}`,
      job_title: 'Engineer',
      employee_type: 'employee',
    };
    const details = { email: `p${i}@acme.com`, firstName: 'Pat', lastName: `Number ${i}`, attributes };
    yield* idp.hire(details).events;
  }
  for (let i = 0; i < groups; i += 1) yield* idp.createGroup(`group-${i}`).events;
  for (const [i, person] of idp.people.entries()) {
    for (let k = 0; k < groupsPerPerson; k += 1) {
      const group = idp.groups[(i * 7 + k * 20) % groups];
      if (group) yield* idp.join(person, group);
    }
  }
}
