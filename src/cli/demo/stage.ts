import { titleIn, type createPeopleMaker } from './made-up-people.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedDirectory } from './simulated-directory.ts';
import type { SimulatedGroup, SimulatedPerson, WorkosEvent } from './workos-payload.ts';

/** What the scenes of a day share. */
export interface Stage {
  directory: SimulatedDirectory;
  random: SeededRandom;
  makeUp: ReturnType<typeof createPeopleMaker>;
  groups: OfficeGroups;
  parts: {
    hero?: SimulatedPerson;
    firstAdmin?: SimulatedPerson;
    lastAdmin?: SimulatedPerson;
    contractor?: SimulatedPerson;
    serviceAccount?: SimulatedPerson;
  };
  /** How many people join the company in the course of the day. */
  hiredToday: number;
  secret: string;
}

export type Team = 'engineering' | 'sales' | 'support' | 'finance';
export const TEAMS: readonly Team[] = ['engineering', 'engineering', 'sales', 'sales', 'support', 'finance'];
/** The groups that the policy of the demo gives a meaning. */
export interface OfficeGroups {
  admins: SimulatedGroup;
  engineering: SimulatedGroup;
  sales: SimulatedGroup;
  support: SimulatedGroup;
  finance: SimulatedGroup;
  launchCrew: SimulatedGroup;
}

export function hireInto(
  stage: Pick<Stage, 'directory' | 'makeUp' | 'groups'>,
  team: Team,
  employeeType: 'E' | 'C' = 'E',
): { person: SimulatedPerson; events: WorkosEvent[] } {
  const { person, events } = stage.directory.hire(stage.makeUp(team, employeeType));
  return { person, events: [...events, ...stage.directory.join(person, stage.groups[team])] };
}

export function move(
  { directory, random, groups }: Stage,
  person: SimulatedPerson,
  team: Team,
): WorkosEvent[] {
  const before = directory.groupsOf(person).filter((group) => TEAMS.some((one) => groups[one] === group));
  return [
    ...before.flatMap((group) => directory.leave(person, group)),
    ...directory.update(person, {
      attributes: { ...person.attributes, department_name: team, job_title: titleIn(team, random) },
    }),
    ...directory.join(person, groups[team]),
  ];
}

export function otherTeam(stage: Stage, person: SimulatedPerson): Team {
  return stage.random.pick(TEAMS.filter((team) => !isIn(stage, person, stage.groups[team])));
}

/** People who play no part of their own, at random. */
export function bystanders({ directory, random, parts }: Stage, count: number): SimulatedPerson[] {
  const cast = new Set(Object.values(parts));
  return random
    .shuffle(directory.people.filter((person) => person.state === 'active' && !cast.has(person)))
    .slice(0, count);
}

export function part(stage: Stage, name: keyof Stage['parts']): SimulatedPerson {
  const person = stage.parts[name];
  if (person === undefined) throw new Error(`Nobody plays the part ${name}.`);
  return person;
}

export function isIn({ directory }: Stage, person: SimulatedPerson, group: SimulatedGroup): boolean {
  return directory.groupsOf(person).includes(group);
}

export function fullName(person: SimulatedPerson): string {
  return `${person.firstName} ${person.lastName}`;
}

export function domainOf(stage: Stage): string {
  return part(stage, 'firstAdmin').email.split('@').at(-1) ?? '';
}
