import { createPeopleMaker } from '../../../src/cli/demo/made-up-people.ts';
import { seededRandom } from '../../../src/cli/demo/seeded-random.ts';
import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import type { FakeDirectory } from './fake-directory.ts';
import type { FakeWorkos } from './environment.ts';

const departments = ['engineering', 'sales', 'support', 'finance'];

/** What `npm run fake:workos` does when it is told, one line each; the answer is text. */
export const commandsInWords = `Type a command and Enter:
  play 300                   a directory of 300 people and five groups connects
  hire, leave, remove        one more person; somebody is deactivated; somebody is removed
  silent                     somebody leaves a group, and no event says so
  webhooks on|off            whether webhooks go out; what happens while they are off is lost to them
  shuffle on|off             whether webhooks arrive in another order
  copies 2                   how often each webhook arrives
  429 5                      the next 5 requests are too many
  500 5                      the next 5 requests fail
  expire                     forget every event so far, so that cursors are refused
  state invalid_credentials  what the REST API says of the directory
  list                       directories, events and webhooks that wait
`;

export function createPlayer(fake: FakeWorkos, webhookUrl: string): (line: string) => string {
  const makePerson = createPeopleMaker(seededRandom(7), 'example.com');
  const states = ['linked', 'validating', 'invalid_credentials', 'unlinked', 'deleting'] as const;

  const someone = ({ idp }: FakeDirectory) => idp.people.find(({ state }) => state === 'active');
  const connect = (people: number): string => {
    const directory = fake.addDirectory();
    fake.publish([...directory.idp.activate(), ...fill(directory, people, makePerson)]);
    return `${directory.id} connected: ${people} people, ${directory.idp.groups.length} groups. To claim it:
  npx rollcall tenant create acme
  npx rollcall directory create --tenant acme --source workos --workos-id ${directory.id} --idp okta`;
  };
  const inLatest = (act: (directory: FakeDirectory) => WorkosEvent[] | string): string => {
    const directory = fake.directories.at(-1);
    if (directory === undefined) return 'There is no directory yet: play 300';
    directory.catchUp();
    const happened = act(directory);
    if (typeof happened === 'string') return happened;
    fake.publish(happened);
    return happened.map(({ event }) => event).join(', ') || 'Nobody is left.';
  };

  return (line) => {
    const [command = '', value = ''] = line.trim().split(/\s+/);
    const count = /^\d{1,6}$/.test(value) ? Number(value) : null;
    switch (command) {
      case 'play':
        return connect(count ?? 300);
      case 'hire':
        return inLatest(({ idp }) => idp.hire(makePerson('engineering')).events);
      case 'leave':
        return inLatest((directory) => act(someone(directory), (person) => directory.idp.deactivate(person)));
      case 'remove':
        return inLatest((directory) => act(someone(directory), (person) => directory.idp.remove(person)));
      case 'silent':
        return inLatest(({ idp }) => {
          const group = idp.groups.find((each) => idp.members(each).length > 0);
          const [person] = group === undefined ? [] : idp.members(group);
          if (group === undefined || person === undefined) return 'Nobody is in a group.';
          idp.leave(person, group);
          return `${person.email} left ${group.name}, and no event says so.`;
        });
      case 'webhooks':
        fake.webhooks.url = value === 'on' ? webhookUrl : null;
        return value === 'on' ? `Webhooks go to ${webhookUrl}.` : 'Webhooks are lost from now on.';
      case 'shuffle':
        fake.webhooks.shuffles = value === 'on';
        return `Webhooks arrive ${value === 'on' ? 'in any order' : 'in order'}.`;
      case 'copies':
        fake.webhooks.copies = Math.max(1, count ?? 1);
        return `Each webhook arrives ${fake.webhooks.copies} times.`;
      case '429':
        fake.limits.refuseNext(count ?? 1);
        return `The next ${count ?? 1} requests are too many.`;
      case '500':
        fake.failNext(count ?? 1);
        return `The next ${count ?? 1} requests fail.`;
      case 'expire':
        fake.events.expire();
        return 'Every event is forgotten.';
      case 'state': {
        const state = states.find((each) => each === value);
        if (state === undefined) return `A state is one of ${states.join(', ')}.`;
        return inLatest((directory) => {
          directory.state = state;
          return `${directory.id} is ${state}.`;
        });
      }
      case 'list':
        return [
          ...fake.directories.map(
            (each) =>
              `${each.id} ${each.state}: ${each.users().length} people, ${each.groups().length} groups`,
          ),
          `${fake.events.size} events, ${fake.webhooks.waiting} webhooks wait, ${fake.webhooks.givenUp} given up`,
        ].join('\n');
      default:
        return commandsInWords;
    }
  };
}

function act<T>(subject: T | undefined, action: (subject: T) => WorkosEvent[]): WorkosEvent[] {
  return subject === undefined ? [] : action(subject);
}

/** The initial sync: people first, then groups, then who is in them, as WorkOS sends it. */
function fill(
  { idp }: FakeDirectory,
  people: number,
  makePerson: ReturnType<typeof createPeopleMaker>,
): WorkosEvent[] {
  const hired = Array.from({ length: people }, (_, place) =>
    idp.hire(makePerson(departments[place % departments.length] ?? 'sales')),
  );
  const teams = departments.map((name) => idp.createGroup(name));
  const admins = idp.createGroup('saas-admins');
  const joined = hired.flatMap(({ person }, place) => {
    const team = teams[place % teams.length];
    return [
      ...(team === undefined ? [] : idp.join(person, team.group)),
      ...(place % 100 === 0 ? idp.join(person, admins.group) : []),
    ];
  });
  return [...[...hired, ...teams, admins].flatMap(({ events }) => events), ...joined];
}
