import { pino } from 'pino';
import type { PersonDetails } from '../../src/cli/demo/simulated-directory.ts';
import type { SimulatedGroup, SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { ResyncReason } from '../../src/store/resync-requests.ts';
import { insertResync, readResync, type ResyncRow } from '../../src/store/resyncs.ts';
import { newId } from '../../src/store/new-id.ts';
import { createWorkosApi } from '../../src/sources/workos/workos-api.ts';
import {
  createResyncer,
  type Resyncer,
  type ResyncerDeps,
} from '../../src/sources/workos/resync/resyncer.ts';
import type { FakeWorkos } from './fake-workos/environment.ts';
import type { FakeDirectory } from './fake-workos/fake-directory.ts';
import { startFakeWorkos } from './fake-workos/fake-workos.ts';
import { startRollcall, webhookSecret, type TestRollcall } from './rollcall.ts';
import { createTestClock, type TestClock } from './test-clock.ts';

/** A Rollcall beside a fake WorkOS of the same time, with directories that are read anew when a test says so. */
export interface ResyncDesk {
  rollcall: TestRollcall;
  fake: FakeWorkos;
  clock: TestClock;
  /** What the service has logged. */
  logged(): string;
  /** A new directory of a tenant of its own. */
  connect(policy?: string): Promise<Connected>;
  /** Asks for a resync, and works until it has ended or rests for longer than a test waits. */
  resync(of: Connected, reason?: ResyncReason): Promise<ResyncRow>;
  begin(of: Connected, reason?: ResyncReason): Promise<string>;
  /** Works until nothing is due for a minute; the resync as it is then. */
  work(of: Connected, id: string): Promise<ResyncRow>;
  read(of: Connected, id: string): Promise<ResyncRow>;
  /** As another process would have it, on the same database. */
  anotherResyncer(change?: Partial<ResyncerDeps>): Resyncer;
  /** Delivers all webhooks, and applies them. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Connected {
  tenantId: string;
  slug: string;
  directoryId: string;
  directory: FakeDirectory;
  /** Hires people into groups; their webhooks are sent. */
  hire(count: number, groups?: SimulatedGroup[], attributes?: PersonDetails['attributes']): SimulatedPerson[];
  group(name: string): SimulatedGroup;
}

const apiKey = 'sk_test_never_in_a_log';

export async function openResyncDesk(): Promise<ResyncDesk> {
  const later: { clock?: TestClock } = {};
  const start = createTestClock();
  let logged = '';
  let slugs = 0;
  const now = () => (later.clock ?? start).now();
  const fake = await startFakeWorkos({ apiKey, webhookSecret, clock: { now } });
  const rest = (ms: number): Promise<void> => {
    later.clock?.advance(ms);
    return Promise.resolve();
  };
  const rollcall = await startRollcall({
    logger: pino({ level: 'trace' }, { write: (line) => (logged += line) }),
    workosResync: { apiUrl: fake.url, apiKey, hours: null, random: () => 0, rest },
  });
  const { clock, service, database } = rollcall;
  later.clock = clock;
  fake.webhooks.url = `${rollcall.url}/api/webhooks/workos`;

  const desk: ResyncDesk = {
    rollcall,
    fake,
    clock,
    logged: () => logged,
    async connect(policy) {
      const directory = fake.addDirectory();
      const slug = `acme-${(slugs += 1)}`;
      const { tenantId, directoryId } = await rollcall.createTenant(slug, directory.id, policy);
      // Only what a test asks for is read.
      await database.raw('update directory_routes set resync_requested_at = null, resync_reason = null');
      // Its first sync is long complete: what differs from now on differs.
      await database.inTenant(tenantId, (trx) =>
        trx.raw('update directories set first_synced_at = created_at where id = ?', [directoryId]),
      );
      let hired = 0;
      return {
        ...{ tenantId, slug, directoryId, directory },
        hire: (count, groups = [], attributes = {}) =>
          Array.from({ length: count }, () => {
            const name = `p${(hired += 1)}`;
            const email = `${name}@${slug}.example.com`;
            const details = { email, firstName: name, lastName: 'X', attributes };
            const { person, events } = directory.idp.hire(details);
            fake.publish(events);
            for (const group of groups) fake.publish(directory.idp.join(person, group));
            return person;
          }),
        group(name) {
          const { group, events } = directory.idp.createGroup(name);
          fake.publish(events);
          return group;
        },
      };
    },
    async begin({ tenantId, directoryId }, reason = 'by_hand') {
      const id = newId();
      const asked = { id, directory_id: directoryId, reason, requested_at: clock.now(), now: clock.now() };
      const actor = { kind: 'operator', id: 'test' } as const;
      await database.inTenant(tenantId, (trx) => insertResync(trx, tenantId, { ...asked, actor }));
      return id;
    },
    async work(of, id) {
      for (let idle = 0; idle < 90;) {
        const turns = (await service.resyncer?.workDue()) ?? 0;
        await rollcall.drain();
        const resync = await desk.read(of, id);
        if (resync.finished_at !== null) return resync;
        idle = turns === 0 ? idle + 1 : 0;
        clock.advance(2_000);
      }
      return desk.read(of, id);
    },
    async resync(of, reason) {
      // Longer than what came about just now is left alone.
      clock.advance(600_000);
      for (const directory of fake.directories) directory.catchUp();
      return desk.work(of, await desk.begin(of, reason));
    },
    async read({ tenantId }, id) {
      const resync = await database.inTenant(tenantId, (trx) => readResync(trx, tenantId, id));
      if (resync === null) throw new Error('there is no such resync');
      return resync;
    },
    anotherResyncer(change = {}) {
      return createResyncer({
        database,
        clock,
        policies: service.tenancy.policies,
        api: createWorkosApi({ url: fake.url, apiKey }),
        hours: null,
        random: () => 0,
        rest,
        log: pino({ level: 'silent' }),
        wakeLanes: () => undefined,
        onTurn: () => undefined,
        ...change,
      });
    },
    async settle() {
      await fake.webhooks.deliverDue();
      await rollcall.drain();
    },
    async stop() {
      await fake.stop();
      await rollcall.stop();
    },
  };
  return desk;
}
