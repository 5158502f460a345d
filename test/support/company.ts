import { createSimulatedDirectory, type SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { SimulatedGroup, SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { AuditRecord, Event, Hold, Session, User, UserDetail } from '../../src/generated/api.ts';
import { setDirectoryState } from '../../src/store/directory-rows.ts';
import { createDirectory } from '../../src/tenancy/directories.ts';
import { createApiClient, type ApiClient } from './api-client.ts';
import { operatorToken, type TestRollcall } from './rollcall.ts';

/** A tenant of its own in a Rollcall that several tests share, with a directory that speaks through the webhook. */
export interface Company {
  rollcall: TestRollcall;
  /** As the operator. */
  api: ApiClient;
  slug: string;
  tenantId: string;
  directoryId: string;
  idp: SimulatedDirectory;
  /** Delivers events and then works until accounts are right: all of them together. */
  tell(events: readonly (WorkosEvent | Record<string, unknown>)[]): Promise<void>;
  /** As tell, but accounts are brought in line after each event. */
  tellEach(events: readonly (WorkosEvent | Record<string, unknown>)[]): Promise<void>;
  hire(name: string, options?: Hiring): Promise<SimulatedPerson>;
  /** The group of this name; made, and told, if there is none yet. */
  group(name: string): Promise<SimulatedGroup>;
  /** The only account of this person. */
  userOf(person: Pick<SimulatedPerson, 'idpId'>): Promise<User>;
  users(query?: string): Promise<User[]>;
  /** Registers an account that the product has. */
  register(user: Record<string, unknown>): Promise<UserDetail>;
  openSession(userId: string): Promise<Session>;
  /** Oldest first. */
  records(query?: string): Promise<AuditRecord[]>;
  holds(query?: string): Promise<Hold[]>;
  /** By id. */
  events(): Promise<Map<string, Event>>;
  /** A further directory of the same tenant. */
  addDirectory(options?: { state?: 'active' | 'testing' }): Promise<{ id: string; idp: SimulatedDirectory }>;
}

export interface Hiring {
  groups?: string[];
  email?: string;
  attributes?: Record<string, unknown>;
  /** By another directory of the company. */
  by?: SimulatedDirectory;
}

const operator = { kind: 'operator', id: 'test' } as const;
let count = 0;

/** @param policy YAML without its head; absent for the default policy */
export async function foundCompany(rollcall: TestRollcall, policy?: string): Promise<Company> {
  count += 1;
  const slug = `company-${count}`;
  const { tenantId, directoryId } = await rollcall.createTenant(slug, `directory_${slug}`, policy);
  const api = await createApiClient(rollcall.url, operatorToken);
  const place = `/tenants/${slug}`;
  const simulate = (workosId: string): SimulatedDirectory => {
    const startsAt = new Date(rollcall.clock.now().getTime() - 5 * 24 * 3_600_000);
    return createSimulatedDirectory({ seed: (count += 1), startsAt, directoryId: workosId });
  };
  const idp = simulate(`directory_${slug}`);

  const tell: Company['tell'] = async (events) => {
    for (const event of events) await rollcall.post(event);
    await rollcall.drain();
  };
  const all = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const separator = path.includes('?') ? '&' : '?';
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await api.ask('GET', `${place}${path}${separator}limit=200${more}`);
      const page = answer.body as { data: Item[]; next_cursor: string | null };
      items.push(...page.data);
      cursor = page.next_cursor;
    }
    return items;
  };
  const users: Company['users'] = (query = '') => all(`/users${query}`);

  return {
    rollcall,
    api,
    slug,
    tenantId,
    directoryId,
    idp,
    tell,
    async tellEach(events) {
      for (const event of events) await tell([event]);
    },
    async hire(name, { groups = [], email = `${name}@acme.com`, attributes = {}, by = idp } = {}) {
      const { person, events } = by.hire({ email, firstName: name, lastName: 'Example', attributes });
      for (const each of groups) {
        const known = by.groups.find((group) => group.name === each && !group.isDeleted);
        const { group, events: made } = known ? { group: known, events: [] } : by.createGroup(each);
        events.push(...made, ...by.join(person, group));
      }
      await tell(events);
      return person;
    },
    async group(name) {
      const known = idp.groups.find((group) => group.name === name && !group.isDeleted);
      if (known) return known;
      const { group, events } = idp.createGroup(name);
      await tell(events);
      return group;
    },
    async userOf({ idpId }) {
      const [user, another] = await users(`?external_id=${idpId}`);
      if (user === undefined || another !== undefined) {
        throw new Error(`${idpId} has ${user === undefined ? 'no account' : 'more than one account'}`);
      }
      return user;
    },
    users,
    register: (user) => api.expect('UserDetail', 'POST', `${place}/users`, { body: user }),
    openSession: (userId) =>
      api.expect('Session', 'POST', `${place}/sessions`, {
        body: {
          user_id: userId,
          expires_at: new Date(rollcall.clock.now().getTime() + 3_600_000).toISOString(),
        },
      }),
    records: (query = '') => all(`/audit-records?order=asc${query}`),
    holds: (query = '') => all(`/holds${query}`),
    events: async () => new Map((await all<Event>('/events')).map((event) => [event.id, event])),
    async addDirectory({ state = 'active' } = {}) {
      const workosId = `directory_${slug}_${(count += 1)}`;
      const { id } = await createDirectory(
        rollcall.service.tenancy,
        tenantId,
        { source: 'workos', workosId, idp: 'okta', state },
        operator,
      );
      await rollcall.database.inTenant(tenantId, (trx) => setDirectoryState(trx, tenantId, id, state));
      return { id, idp: simulate(workosId) };
    },
  };
}
