import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedDirectory } from './simulated-directory.ts';
import {
  bystanders,
  domainOf,
  fullName,
  hireInto,
  isIn,
  move,
  otherTeam,
  part,
  TEAMS,
  type OfficeGroups,
  type Stage,
} from './stage.ts';
import type { SimulatedGroup, WorkosEvent } from './workos-payload.ts';

/** One thing that happens in the office, and the webhooks that it makes. */
export interface Scene {
  title: string;
  says: string;
  /** In the order they are sent; an event that is in here twice is delivered twice. */
  deliveries: WorkosEvent[];
  /** How many are on their way at once; 1 keeps their order. */
  atOnce: number;
}

/** As WorkOS itself delivers: several connections, no promise of order. */
const SEVERAL = 16;

/** Before the day: everybody who works here already arrives at once. */
export function firstSync(
  directory: SimulatedDirectory,
  random: SeededRandom,
  makeUp: Stage['makeUp'],
  people: number,
): { scene: Scene; stage: Omit<Stage, 'hiredToday'> } {
  const deliveries = directory.activate();
  const group = (name: string): SimulatedGroup => {
    const created = directory.createGroup(name);
    deliveries.push(...created.events);
    return created.group;
  };
  const groups: OfficeGroups = {
    admins: group('saas-admins'),
    engineering: group('engineering'),
    sales: group('sales'),
    support: group('support'),
    finance: group('finance'),
    launchCrew: group('launch-crew'),
  };
  const secret = `${100 + random.below(500)}-${10 + random.below(89)}-${1000 + random.below(8999)}`;
  const parts: Stage['parts'] = {};
  const stage = { directory, random, makeUp, groups, parts, secret };

  for (let count = 0; count < people; count += 1) {
    const { person, events } = hireInto(stage, random.pick(TEAMS), count % 10 === 2 ? 'C' : 'E');
    deliveries.push(...events);
    if (count < 2) deliveries.push(...directory.join(person, groups.admins));
    if (count % 40 === 5) deliveries.push(...directory.join(person, groups.launchCrew));
    if (count === 0) parts.firstAdmin = person;
    if (count === 1) parts.lastAdmin = person;
    if (count === 2) parts.contractor = person;
  }
  return {
    scene: {
      title: 'The first sync',
      says: `The directory is connected: ${people} people, ${directory.groups.length} groups and who is in which.`,
      deliveries,
      atOnce: SEVERAL,
    },
    stage,
  };
}

/** In this order; each starts when everything before it has been applied. */
export const DAY_SCENES: readonly ((stage: Stage) => Scene)[] = [
  newHires,
  secretInAnAttribute,
  movesBetweenTeams,
  renamedGroup,
  newName,
  promotion,
  contractorAmongAdmins,
  duplicateDelivery,
  burstOutOfOrder,
  leavers,
  recycledAddress,
  returner,
  closedProject,
  adminLeaves,
  lastAdminLeaves,
];

function newHires(stage: Stage): Scene {
  const { directory, groups, parts } = stage;
  const service = directory.hire({
    email: `svc-backup@${domainOf(stage)}`,
    firstName: 'Backup',
    lastName: 'Service',
    attributes: { department_name: 'it', employee_type: 'E' },
  });
  parts.serviceAccount = service.person;
  const hero = hireInto(stage, 'sales');
  parts.hero = hero.person;
  // Three more come later: with the secret, in the burst, and under a recycled address.
  const others = Array.from({ length: stage.hiredToday - 5 }, () =>
    hireInto(stage, stage.random.pick(TEAMS)),
  );
  return {
    title: 'New people',
    says: `${others.length + 1} people start, ${fullName(hero.person)} of ${groups.sales.name} among them; so does a service account, svc-backup, which the policy keeps out.`,
    deliveries: [service, hero, ...others].flatMap(({ events }) => events),
    atOnce: SEVERAL,
  };
}

function secretInAnAttribute(stage: Stage): Scene {
  const details = stage.makeUp('finance');
  const { person, events } = stage.directory.hire({
    ...details,
    attributes: { ...details.attributes, ssn: stage.secret, badge_note: `Payroll says ${stage.secret}` },
  });
  return {
    title: 'A secret in an attribute',
    says: `HR syncs ${fullName(person)} with a social security number in two attributes, one of them by mistake.`,
    deliveries: [...events, ...stage.directory.join(person, stage.groups.finance)],
    atOnce: 1,
  };
}

function movesBetweenTeams(stage: Stage): Scene {
  const hero = part(stage, 'hero');
  const movers = [hero, ...bystanders(stage, Math.max(3, Math.round(stage.directory.people.length / 20)))];
  const deliveries = movers.flatMap((person) =>
    move(stage, person, person === hero ? 'engineering' : otherTeam(stage, person)),
  );
  return {
    title: 'Moves between teams',
    says: `${movers.length} people change teams; ${fullName(hero)} goes from sales to engineering.`,
    deliveries,
    atOnce: SEVERAL,
  };
}

function renamedGroup({ directory, groups }: Stage): Scene {
  const deliveries = directory.renameGroup(groups.support, 'customer-care');
  return {
    title: 'A renamed group',
    says: 'The group support is called customer-care from now on. The policy maps it by id, so nobody loses anything.',
    deliveries,
    atOnce: 1,
  };
}

function newName(stage: Stage): Scene {
  const hero = part(stage, 'hero');
  const before = fullName(hero);
  const lastName = `${hero.lastName}-Lindqvist`;
  const email = `${hero.firstName}.${lastName}@${domainOf(stage)}`.toLowerCase();
  const deliveries = stage.directory.update(hero, { lastName, email });
  return {
    title: 'A new name',
    says: `${before} marries and is ${fullName(hero)} now, with another e-mail address. The account stays the same.`,
    deliveries,
    atOnce: 1,
  };
}

function promotion(stage: Stage): Scene {
  const hero = part(stage, 'hero');
  return {
    title: 'A promotion',
    says: `${fullName(hero)} is put into saas-admins and administers the product from now on.`,
    deliveries: stage.directory.join(hero, stage.groups.admins),
    atOnce: 1,
  };
}

function contractorAmongAdmins(stage: Stage): Scene {
  const contractor = part(stage, 'contractor');
  return {
    title: 'A contractor among the admins',
    says: `Somebody puts ${fullName(contractor)}, a contractor, into saas-admins. A rule of the policy forbids that contractors administer.`,
    deliveries: stage.directory.join(contractor, stage.groups.admins),
    atOnce: 1,
  };
}

function duplicateDelivery(stage: Stage): Scene {
  const { directory, groups } = stage;
  const newcomer = bystanders(stage, directory.people.length).find(
    (person) => !isIn(stage, person, groups.launchCrew),
  );
  if (newcomer === undefined) throw new Error('Everybody is in the launch crew.');
  const joining = directory.join(newcomer, groups.launchCrew);
  return {
    title: 'The same delivery three times',
    says: `${fullName(newcomer)} joins the launch crew, and WorkOS delivers that three times.`,
    deliveries: [...joining, ...joining, ...joining],
    atOnce: 3,
  };
}

function burstOutOfOrder(stage: Stage): Scene {
  const { directory, random } = stage;
  const restless = bystanders(stage, Math.max(4, Math.round(directory.people.length / 12)));
  const events = restless.flatMap((person) => [
    ...move(stage, person, otherTeam(stage, person)),
    ...move(stage, person, otherTeam(stage, person)),
  ]);
  const [created, ...joining] = hireInto(stage, 'engineering').events;
  if (created === undefined) throw new Error('A hire without an event.');
  const deliveries = [...joining, ...random.shuffle(events), created];
  return {
    title: 'A burst, out of order',
    says: `A reorganization is announced, withdrawn and changed: ${deliveries.length} events about ${restless.length + 1} people arrive at once in no order, one membership before its person.`,
    deliveries,
    atOnce: 64,
  };
}

function leavers(stage: Stage): Scene {
  const { directory } = stage;
  const hero = part(stage, 'hero');
  const others = bystanders(stage, Math.max(3, Math.round(directory.people.length / 25)));
  // Both ways in which WorkOS reports the same thing, as the environment is set up.
  const deliveries = others.flatMap((person, index) =>
    index % 2 === 0 ? directory.deactivate(person) : directory.remove(person),
  );
  return {
    title: 'Leavers',
    says: `${others.length + 1} people leave, ${fullName(hero)} too; some are reported as inactive, some as deleted.`,
    deliveries: [...deliveries, ...directory.remove(hero)],
    atOnce: SEVERAL,
  };
}

function recycledAddress(stage: Stage): Scene {
  const { directory } = stage;
  const leaver = directory.people.find((person) => person.state === 'deleted' && person !== stage.parts.hero);
  if (leaver === undefined) throw new Error('Nobody has left.');
  const { person, events } = directory.hire({ ...stage.makeUp('finance'), email: leaver.email });
  return {
    title: 'A recycled e-mail address',
    says: `${fullName(person)} starts and gets the old address of ${fullName(leaver)}, who has left. They are two people, so nothing is inherited.`,
    deliveries: [...events, ...directory.join(person, stage.groups.finance)],
    atOnce: 1,
  };
}

function returner(stage: Stage): Scene {
  const hero = part(stage, 'hero');
  const deliveries = stage.directory.comeBack(hero);
  return {
    title: 'Back again',
    says: `${fullName(hero)} has second thoughts and returns: to WorkOS a new directory user, to the identity provider the same person, and an admin no more, since that group was not given again.`,
    deliveries: [...deliveries, ...stage.directory.join(hero, stage.groups.engineering)],
    atOnce: 1,
  };
}

function closedProject({ directory, groups }: Stage): Scene {
  const members = directory.members(groups.launchCrew).length;
  return {
    title: 'A project ends',
    says: `The group launch-crew is deleted. Its ${members} people lose its workspace and nothing else.`,
    deliveries: directory.deleteGroup(groups.launchCrew),
    atOnce: 1,
  };
}

function adminLeaves(stage: Stage): Scene {
  const admin = part(stage, 'firstAdmin');
  return {
    title: 'An admin leaves',
    says: `${fullName(admin)}, one of two admins, leaves.`,
    deliveries: stage.directory.remove(admin),
    atOnce: 1,
  };
}

function lastAdminLeaves(stage: Stage): Scene {
  const admin = part(stage, 'lastAdmin');
  return {
    title: 'The last admin leaves',
    says: `${fullName(admin)} leaves too. Nobody would be left who can administer the product, so the policy has a person decide.`,
    deliveries: stage.directory.remove(admin),
    atOnce: 1,
  };
}
