import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { openDatabase } from '../../src/store/database.ts';
import { startEmbedded, type Embedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { tryLockTenant } from '../../src/store/tenants.ts';
import { activeAccounts } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { connectSuperuser, endConnections, untilSomebodyWaits } from '../support/superuser.ts';

const directoryId = 'directory_acme';

function hire(people: number): WorkosEvent[] {
  const startsAt = new Date('2026-01-10T08:00:00Z');
  const idp = createSimulatedDirectory({ seed: people, startsAt, directoryId });
  const details = (i: number) => ({
    email: `p${i}@acme.com`,
    firstName: 'P',
    lastName: String(i),
    attributes: {},
  });
  return Array.from({ length: people }, (_, i) => idp.hire(details(i)).events).flat();
}

describe('While the database is away', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let tenantId: string;

  /** What a delivery is answered, and nothing but 200 or a 5xx that asks for another try. */
  async function deliver(event: WorkosEvent): Promise<number> {
    try {
      await rollcall.post(event);
      return 200;
    } catch (fault) {
      const said = String(fault);
      const status = Number(/answered (\d+)/.exec(said)?.[1] ?? 0);
      assert.ok(status >= 500, said);
      assert.match(said, /database_unavailable/);
      return status;
    }
  }
  /** As WorkOS does: again until it is accepted. Time passes meanwhile, so that what rests wakes up. */
  async function deliverUntilAccepted(event: WorkosEvent): Promise<void> {
    while ((await deliver(event)) !== 200) rollcall.clock.advance(100);
  }
  async function untilActive(people: number): Promise<void> {
    for (let looks = 0; looks < 5_000; looks += 1) {
      const active = await activeAccounts(rollcall.database, tenantId).catch(() => []);
      if (active.length >= people) return;
      rollcall.clock.advance(1_000);
      rollcall.service.lanes.wake();
      await new Promise(setImmediate);
    }
    assert.fail(`${people} people never became active: something that was accepted is lost`);
  }

  it('connections that are ended under the running service cost nothing: what was accepted is applied', async () => {
    rollcall = await startRollcall({ batchSize: 7, pollIntervalMs: 10 });
    try {
      ({ tenantId } = await rollcall.createTenant('acme', directoryId));
      rollcall.service.start();
      const superuser = await connectSuperuser(rollcall.databaseUrl);
      let ended = 0;
      const events = hire(60);
      for (const [index, event] of events.entries()) {
        if (index % 10 === 5) ended += await endConnections(superuser);
        await deliverUntilAccepted(event);
      }
      ended += await endConnections(superuser);
      await superuser.end();
      assert.ok(ended >= 7, 'no connection was there to be ended');
      await untilActive(60);
      const set = await rollcall.api('GET', '/tenants/acme/events?status=set_aside');
      assert.deepEqual((set.body as { data: unknown[] }).data, []);
      assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 60);
      assert.equal(rollcall.service.lanes.isRunning(), true);
    } finally {
      await rollcall.stop();
    }
  });

  it('a server that stops: deliveries are answered 503, the process lives, and everything goes on when it is back', async () => {
    const home = makeTestFolder('outage');
    const log = { info: () => undefined, warn: () => undefined };
    const start = (): Promise<Embedded> => startEmbedded({ home, log, profile: 'fast' });
    let server = await start();
    await migrate(server.url);
    const database = openDatabase({ url: server.url, poolSize: 8 });
    const testDatabase = { url: server.url, database, drop: () => database.close() };
    rollcall = await startRollcall({ testDatabase, pollIntervalMs: 10 });
    try {
      ({ tenantId } = await rollcall.createTenant('acme', directoryId));
      const [early, late] = [hire(20).slice(0, 10), hire(20).slice(10)];
      // Accepted, and not worked off: the lanes do not run yet.
      for (const event of early) await rollcall.post(event);
      await server.stop();
      rollcall.service.start();
      for (const event of late) assert.equal(await deliver(event), 503);
      assert.equal((await fetch(`${rollcall.url}/healthz`)).status, 200);
      assert.equal((await fetch(`${rollcall.url}/readyz`)).status, 503);
      const asked = await rollcall.api('GET', '/tenants/acme');
      assert.equal(asked.status, 503);
      assert.equal(rollcall.service.lanes.isRunning(), true);

      server = await start();
      await untilActive(early.length);
      for (const event of late) await deliverUntilAccepted(event);
      await untilActive(early.length + late.length);
      rollcall.clock.advance(60_000);
      assert.equal((await fetch(`${rollcall.url}/readyz`)).status, 200);
    } finally {
      await rollcall.stop();
      await server.stop();
    }
  });
});

describe('A worker that hangs in the middle of a transaction', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let tenantId: string;

  beforeEach(async () => {
    rollcall = await startRollcall();
    ({ tenantId } = await rollcall.createTenant('acme', directoryId));
  });
  afterEach(() => rollcall.stop());

  it('loses its lane, and another one goes on with all of its events', async () => {
    const hung = openDatabase({ url: rollcall.databaseUrl, poolSize: 1, idleInTransactionTimeout: 200 });
    let wakeUp: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wakeUp = resolve));
    await new Promise<void>((locked) => {
      hung
        .inTenant(tenantId, async (trx) => {
          assert.ok(await tryLockTenant(trx, tenantId));
          locked();
          await asleep;
          await trx.raw(`update tenants set name = 'written by a ghost'`);
        })
        .catch(() => undefined);
    });
    for (const event of hire(5)) await rollcall.post(event);
    await rollcall.drain();
    assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 5);
    // Awake again, it can write nothing any more.
    wakeUp();
    await hung.close();
    const tenant = await rollcall.api('GET', '/tenants/acme');
    assert.equal((tenant.body as { name: string }).name, 'acme');
  });

  it('as a whole process that is stopped: its half-done batch is undone, and done by another', async () => {
    const superuser = await connectSuperuser(rollcall.databaseUrl);
    const events = hire(5);
    for (const event of events) await rollcall.post(event);
    let child: ChildProcess | undefined;
    try {
      // So that it is in the middle of a batch when it is stopped.
      await superuser.query('begin');
      await superuser.query('lock table users in share row exclusive mode');
      child = fork(new URL('../support/lane-process.ts', import.meta.url), {
        env: { ...process.env, DATABASE_URL: rollcall.databaseUrl, IDLE_TIMEOUT: '200' },
      });
      await once(child, 'message');
      await untilSomebodyWaits(superuser);
      child.kill('SIGSTOP');
      await superuser.query('commit');

      await rollcall.drain();
      assert.equal((await activeAccounts(rollcall.database, tenantId)).length, events.length);
      const answer = await rollcall.api('GET', '/tenants/acme/audit-records?action=user.provisioned');
      assert.equal((answer.body as { data: unknown[] }).data.length, events.length);
    } finally {
      child?.kill('SIGKILL');
      await superuser.end();
    }
  });
});
