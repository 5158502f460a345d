import { createSimulatedDirectory, type SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { User } from '../../src/generated/api.ts';
import { createApiClient, type ApiClient } from './api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from './rollcall.ts';

/** A Rollcall with one tenant, acme, whose directory speaks through the real webhook. */
export interface Office {
  rollcall: TestRollcall;
  /** As the operator. */
  api: ApiClient;
  idp: SimulatedDirectory;
  tenantId: string;
  directoryId: string;
  /** Hires someone into groups, by their names, and returns the account. */
  hire(name: string, groups?: string[]): Promise<Account>;
  /** Delivers events and waits until accounts are right. */
  tell(events: WorkosEvent[]): Promise<void>;
  userOf(person: SimulatedPerson): Promise<User>;
  stop(): Promise<void>;
}

export interface Account {
  person: SimulatedPerson;
  user: User;
}

/** Two mapped groups; a role set by hand gives way to what a group says. */
export const officePolicy = `
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  manual_roles: replace
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
`;

export async function openOffice(
  policy = officePolicy,
  options?: Parameters<typeof startRollcall>[0],
): Promise<Office> {
  const rollcall = await startRollcall(options);
  const api = await createApiClient(rollcall.url, operatorToken);
  const idp = createSimulatedDirectory({
    seed: 7,
    startsAt: new Date('2026-01-10T08:00:00Z'),
    directoryId: 'directory_acme',
  });
  const { tenantId, directoryId } = await rollcall.createTenant('acme', 'directory_acme', policy);

  const tell = async (events: WorkosEvent[]) => {
    for (const event of events) await rollcall.post(event);
    await rollcall.drain();
  };
  const groupOf = (name: string) => {
    const known = idp.groups.find((group) => group.name === name);
    return known === undefined ? idp.createGroup(name) : { group: known, events: [] };
  };
  const userOf = async (person: SimulatedPerson): Promise<User> => {
    const { data } = await api.expect('UserList', 'GET', `/tenants/acme/users?external_id=${person.idpId}`);
    const [user] = data;
    if (user === undefined) throw new Error(`${person.email} has no account`);
    return user;
  };
  return {
    rollcall,
    api,
    idp,
    tenantId,
    directoryId,
    tell,
    userOf,
    async hire(name, groups = []) {
      const { person, events } = idp.hire({
        email: `${name}@acme.com`,
        firstName: name,
        lastName: 'Example',
        attributes: {},
      });
      for (const group of groups) {
        const found = groupOf(group);
        events.push(...found.events, ...idp.join(person, found.group));
      }
      await tell(events);
      return { person, user: await userOf(person) };
    },
    stop: () => rollcall.stop(),
  };
}
