import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { AuditRecord } from '../../src/generated/api.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { drainTenant } from '../../src/workers/drain-tenant.ts';
import { seenAccounts, seenRecords } from '../support/accounts.ts';
import { day, hireLeaver, type Leaver } from '../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { connectSuperuser } from '../support/superuser.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { seenTimers } from '../support/timer-rows.ts';

const policy = `
identity: { match_by: [external_id] }
groups:
  match_by: name
  default_role: viewer
  settle: 10s
  map:
    - { name: admins, role: admin }
    - { name: members, role: member }
deactivation: { mode: grace, grace: { delete_after: 30d } }
`;

/** What the directory says of people who are hired and leave. */
function leavers(count: number, directoryId: string): { hired: WorkosEvent[]; left: WorkosEvent[] } {
  const startsAt = new Date('2026-01-10T08:00:00Z');
  const idp = createSimulatedDirectory({ seed: count, startsAt, directoryId });
  const people = Array.from({ length: count }, (_, i) =>
    idp.hire({ email: `p${i}@acme.com`, firstName: 'P', lastName: String(i), attributes: {} }),
  );
  return {
    hired: people.flatMap(({ events }) => events),
    left: people.flatMap(({ person }) => idp.deactivate(person)),
  };
}

function timeToRevoke(record: AuditRecord | undefined): { from_event_ms: number; from_receipt_ms: number } {
  return record?.after?.['time_to_revoke'] as {
    from_event_ms: number;
    from_receipt_ms: number;
  };
}

describe('What is due', function () {
  this.timeout(60_000);
  let testDatabase: TestDatabase;
  let rollcall: TestRollcall;
  const others: TestRollcall[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    rollcall = await startRollcall({ testDatabase, batchSize: 20 });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const other of others.splice(0)) await other.stop();
    await rollcall.stop();
  });

  /** Another process on the same database, at the same time. */
  async function startAnother(): Promise<TestRollcall> {
    const shared = { ...testDatabase, drop: () => Promise.resolve() };
    const other = await startRollcall({ testDatabase: shared, batchSize: 20 });
    other.clock.advance(rollcall.clock.now().getTime() - other.clock.now().getTime());
    others.push(other);
    return other;
  }
  const pass = async (ms: number): Promise<void> => {
    rollcall.clock.advance(ms);
    await rollcall.drain();
  };
  const leave = (ada: Leaver) => ada.company.tell(ada.company.idp.deactivate(ada.person));
  const statusOf = async (ada: Leaver) => (await ada.user()).status;
  async function countStatuses(tenantId: string): Promise<Record<string, number>> {
    const accounts = await seenAccounts(rollcall.database, tenantId);
    return Object.fromEntries(
      [...Map.groupBy(accounts, ({ status }) => status)].map(([status, each]) => [status, each.length]),
    );
  }
  /** People whose time is over, before anybody has looked. */
  async function letTimePass(count: number): Promise<string> {
    const { tenantId } = await rollcall.createTenant('acme', 'directory_acme', policy);
    const { hired, left } = leavers(count, 'directory_acme');
    for (const events of [hired, left]) {
      await Promise.all(events.map((event) => rollcall.post(event)));
      await rollcall.drain();
    }
    assert.deepEqual(await countStatuses(tenantId), { deactivated: count });
    rollcall.clock.advance(30 * day);
    return tenantId;
  }
  async function userOf(email: string): Promise<string> {
    const answer = await rollcall.api('GET', `/tenants/acme/users?email=${email}`);
    return (answer.body as { data: { id: string }[] }).data[0]?.id ?? '';
  }
  async function asSuperuser(statement: string): Promise<void> {
    const client = await connectSuperuser(rollcall.databaseUrl);
    await client.query(statement);
    await client.end();
  }
  async function assertPurgedOnce(tenantId: string, count: number): Promise<void> {
    assert.deepEqual(await countStatuses(tenantId), { purged: count });
    assert.deepEqual(await seenTimers(rollcall.database, tenantId), []);
    const records = await seenRecords(rollcall.database, tenantId);
    assert.equal(records.filter(({ action }) => action === 'user.purged').length, count);
    assert.equal((await rollcall.api('GET', '/tenants/acme/audit-records/verify')).status, 200);
  }

  it('is done by a process that was started since, at its time exactly', async () => {
    const ada = await hireLeaver(rollcall, policy);
    await leave(ada);
    await rollcall.service.stop();
    rollcall.clock.advance(30 * day - 1);
    const after = await startAnother();
    await after.drain();
    assert.equal(await statusOf(ada), 'deactivated');
    after.clock.advance(1);
    await after.drain();
    assert.equal(await statusOf(ada), 'purged');
  });

  it('settles in a process that was started since', async () => {
    const ada = await hireLeaver(rollcall, policy);
    await ada.company.tell(ada.company.idp.leave(ada.person, await ada.company.group('members')));
    await rollcall.service.stop();
    const after = await startAnother();
    after.clock.advance(9_999);
    await after.drain();
    assert.equal((await ada.user()).role, 'member');
    after.clock.advance(1);
    await after.drain();
    assert.equal((await ada.user()).role, 'viewer');
    assert.match((await ada.told())[0] ?? '', /left the group members/);
  });

  it('is done once by two processes that look at the same time', async () => {
    const tenantId = await letTimePass(60);
    const other = await startAnother();
    await Promise.all([rollcall.drain(), other.drain()]);
    await rollcall.drain();
    await assertPurgedOnce(tenantId, 60);
  });

  it('survives kill -9 in the middle of a sweep: nothing is half done, and the rest is done afterwards', async () => {
    const count = 200;
    const tenantId = await letTimePass(count);
    const child = fork(new URL('../support/lane-process.ts', import.meta.url), {
      env: {
        ...process.env,
        DATABASE_URL: rollcall.databaseUrl,
        BATCH_SIZE: '5',
        NOW: rollcall.clock.now().toISOString(),
      },
    });
    children.push(child);
    await once(child, 'message');
    while (((await countStatuses(tenantId))['purged'] ?? 0) < count / 5) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const { purged = 0, deactivated = 0 } = await countStatuses(tenantId);
    assert.equal(purged + deactivated, count);
    assert.ok(deactivated > 0, 'the process was killed too late to prove anything');
    assert.equal((await seenTimers(rollcall.database, tenantId)).length, deactivated);
    const accounts = await seenAccounts(rollcall.database, tenantId);
    assert.ok(accounts.every(({ status, email }) => (status === 'purged') === (email === null)));
    const records = await seenRecords(rollcall.database, tenantId);
    assert.equal(records.filter(({ action }) => action === 'user.purged').length, purged);

    await rollcall.drain();
    await assertPurgedOnce(tenantId, count);
  });

  it('is done for everyone else where it fails for one, who is tried again later', async () => {
    const count = 30;
    const tenantId = await letTimePass(count);
    // Of one of them the database refuses to have the account written as a purge would.
    const email = 'p17@acme.com';
    const poison = `alter table users add constraint poisoned check (status <> 'purged' or id <> '${await userOf(email)}')`;
    await asSuperuser(poison);
    await rollcall.drain();
    assert.deepEqual(await countStatuses(tenantId), { purged: count - 1, deactivated: 1 });
    assert.deepEqual(await seenTimers(rollcall.database, tenantId), [
      `purge ${new Date(rollcall.clock.now().getTime() + 300_000).toISOString()}`,
    ]);
    await pass(300_000);
    assert.deepEqual(await countStatuses(tenantId), { purged: count - 1, deactivated: 1 });
    await asSuperuser('alter table users drop constraint poisoned');
    await pass(300_000);
    await assertPurgedOnce(tenantId, count);
  });

  it('is done while there is always more news than one batch', async () => {
    const ada = await hireLeaver(rollcall, policy);
    await leave(ada);
    rollcall.clock.advance(30 * day);
    for (const event of leavers(40, ada.company.idp.directoryId).hired) await rollcall.post(event);
    const turn = await drainTenant(
      { ...rollcall.service.tenancy, reconcile, log: pino({ level: 'silent' }), batchSize: 20 },
      ada.company.tenantId,
    );
    assert.ok(turn.kind === 'worked' && turn.outcomes.length === 20);
    assert.equal(await statusOf(ada), 'purged');
  });

  it('is done for many tenants, each in its own time', async () => {
    const all: Leaver[] = [];
    for (let i = 0; i < 8; i += 1) {
      const ada = await hireLeaver(rollcall, policy);
      await leave(ada);
      all.push(ada);
      rollcall.clock.advance(day);
    }
    for (let due = 0; due <= all.length; due += 1) {
      const statuses = await Promise.all(all.map(statusOf));
      assert.deepEqual(
        statuses,
        all.map((_, i) => (i < due ? 'purged' : 'deactivated')),
      );
      await pass(due === 0 ? 22 * day : day);
    }
  });

  describe('of a directory', () => {
    const setState = (ada: Leaver, state: string) =>
      rollcall.database.inTenant(ada.company.tenantId, (trx) =>
        trx.raw('update directories set state = ? where tenant_id = ?', [state, ada.company.tenantId]),
      );

    it('in test mode waits until it is active', async () => {
      const ada = await hireLeaver(rollcall, policy);
      await leave(ada);
      await setState(ada, 'testing');
      const before = await ada.history();
      await pass(40 * day);
      assert.equal(await statusOf(ada), 'deactivated');
      await pass(day);
      assert.deepEqual(await ada.history(), before);
      await setState(ada, 'active');
      await pass(day);
      assert.equal(await statusOf(ada), 'purged');
    });

    it('whose connection was deleted is done as well', async () => {
      const ada = await hireLeaver(rollcall, policy);
      await leave(ada);
      const deletion = {
        id: 'event_deleted',
        event: 'dsync.deleted',
        data: { object: 'directory', id: ada.company.idp.directoryId, state: 'deleting' },
        created_at: '2026-01-14T09:00:00.000Z',
      };
      await ada.company.tell([deletion]);
      assert.equal(await statusOf(ada), 'deactivated');
      await pass(30 * day);
      assert.equal(await statusOf(ada), 'purged');
    });
  });

  for (const [title, hours] of [
    ['ahead of', 5],
    ['behind', -5],
  ] as const) {
    it(`goes by our clock where that of the source is hours ${title} it, and the order of news by the source’s`, async () => {
      const ada = await hireLeaver(rollcall, policy);
      const { idp } = ada.company;
      idp.passTime(5 * day + hours * 3_600_000);
      idp.deactivate(ada.person);
      const returned = idp.comeBack(ada.person);
      idp.passTime(60_000);
      const left = idp.deactivate(ada.person);
      await ada.company.tell(left);
      const leftAt = rollcall.clock.now();
      // Older by the source's clock, though it arrives later.
      rollcall.clock.advance(1_000);
      await ada.company.tell(returned);
      assert.equal(await statusOf(ada), 'deactivated');
      const due = new Date(leftAt.getTime() + 30 * day).toISOString();
      assert.deepEqual(await seenTimers(rollcall.database, ada.company.tenantId), [`purge ${due}`]);
      const { from_event_ms, from_receipt_ms } = timeToRevoke((await ada.history())[0]);
      assert.equal(from_receipt_ms, 0);
      // The directory's clock goes on by some moments with each event.
      const behind = Math.max(0, -hours * 3_600_000);
      assert.ok(
        from_event_ms <= behind && from_event_ms >= Math.max(0, behind - 600_000),
        String(from_event_ms),
      );
      await pass(30 * day - 1_001);
      assert.equal(await statusOf(ada), 'deactivated');
      await pass(1);
      assert.equal(await statusOf(ada), 'purged');
    });
  }
});
