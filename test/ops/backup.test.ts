import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { seenAccounts, seenRecords, type SeenAccount } from '../support/accounts.ts';
import type { FakeDirectory } from '../support/fake-workos/fake-directory.ts';
import type { FakeWorkos } from '../support/fake-workos/environment.ts';
import { startFakeWorkos } from '../support/fake-workos/fake-workos.ts';
import { officePolicy } from '../support/office.ts';
import { startToolsServer, type ToolsServer } from '../support/postgres-tools.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { testSecretKey } from '../support/test-secret-key.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { isSignedWith, openSink, type WebhookSink } from '../support/webhook-sink.ts';
import type { WebhookEndpointOnce } from '../../src/generated/api.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { DoctorReport } from '../../src/cli/doctor/doctor.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';
import { verifyChain } from '../../src/store/audit-chain.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate, pendingMigrations } from '../../src/store/migrate.ts';

const owner = { name: 'the_login', password: 'of-the-service' };
const apiKey = 'sk_test_backup';
const hour = 3_600_000;

/** What the page on backups says, done with the real tools: a dump, a server that is lost, and a restore on another. */
describe('A backup that is restored on a new server', function () {
  let server: ToolsServer | null;
  let fake: FakeWorkos;
  let sink: WebhookSink;
  let idp: FakeDirectory['idp'];
  let endpoint: WebhookEndpointOnce;
  let tenantId: string;
  /** The service that was lost, and then the one on the restored database. */
  let rollcall: TestRollcall;
  let api: ApiClient;
  let later: TestClock = createTestClock();
  let beforeLoss: { accounts: SeenAccount[]; records: Awaited<ReturnType<typeof seenRecords>> };
  let atBackup: { accounts: SeenAccount[]; cursor: unknown; pending: string[]; protections: string[] };

  before(async function () {
    this.timeout(60_000);
    server = await startToolsServer();
    if (server === null) {
      // initdb, postgres and pg_dump of one version, as the package `postgresql` of Debian and Homebrew brings them.
      this.skip();
    }
    fake = await startFakeWorkos({ apiKey, clock: { now: () => later.now() } });
    sink = await openSink();
    await prepareLogin(server);
    await server.ask('postgres', `create database rollcall owner ${owner.name}`);
    await migrate(server.url('rollcall', owner));
    await start(server);
    await live(server);
    await loseAndRestore(server);
  });
  after(async () => {
    if (server === null) return;
    await rollcall.stop();
    await fake.stop();
    await sink.stop();
    await server.stop();
  });

  /** As docs/backup.md says it for a new server. */
  async function prepareLogin(on: ToolsServer): Promise<void> {
    await on.ask(
      'postgres',
      'create role rollcall_app nologin',
      `create role ${owner.name} login password '${owner.password}'`,
      `grant rollcall_app to ${owner.name}`,
    );
  }

  async function start(on: ToolsServer): Promise<void> {
    const url = on.url('rollcall', owner);
    const database = openDatabase({ url, poolSize: 8 });
    rollcall = await startRollcall({
      testDatabase: { url, database, drop: () => database.close() },
      workosPolling: { apiUrl: fake.url, apiKey, intervalMs: 1_000, random: () => 0 },
      webhooks: { allowPrivate: true, random: () => 0.5 },
    });
    // Time goes on while a service is lost.
    rollcall.clock.advance(later.now().getTime() - rollcall.clock.now().getTime());
    later = rollcall.clock;
    api = await createApiClient(rollcall.url, operatorToken);
  }

  async function catchUp(): Promise<number> {
    later.advance(2_000);
    assert.ok(rollcall.service.eventPoller);
    const { kind, events } = await rollcall.service.eventPoller.pollDue();
    assert.equal(kind, 'caught_up');
    await rollcall.drain();
    return events;
  }

  const hire = (name: string): ReturnType<typeof idp.hire>['person'] => {
    const { person, events } = idp.hire({
      email: `${name}@acme.com`,
      firstName: name,
      lastName: 'X',
      attributes: {},
    });
    fake.publish(events);
    return person;
  };
  const accounts = (): Promise<SeenAccount[]> => seenAccounts(rollcall.database, tenantId);
  const statusOf = (seen: SeenAccount[], email: string): string | undefined =>
    seen.find((account) => account.email === email)?.status;
  const openHolds = async () => (await api.expect('HoldList', 'GET', '/tenants/acme/holds?status=open')).data;
  const waitingDeliveries = async (): Promise<string[]> => {
    const { data } = await api.expect('OutboxDeliveryList', 'GET', '/tenants/acme/outbox?status=waiting');
    return data.map(({ message_id }) => message_id);
  };
  const cursor = async (): Promise<unknown> => {
    const { rows } = await rollcall.database.raw<{ rows: unknown[] }>(
      'select environment, cursor from workos_polling',
    );
    return rows;
  };

  /** What row-level security is forced on, and each policy in words. */
  const protections = async (): Promise<string[]> => {
    const { rows } = await rollcall.database.raw<{ rows: { says: string }[] }>(
      `select c.relname || ' ' || p.polname || ' ' || pg_get_expr(p.polqual, p.polrelid) as says
         from pg_policy p join pg_class c on c.oid = p.polrelid
        where c.relrowsecurity and c.relforcerowsecurity order by 1`,
    );
    return rows.map(({ says }) => says);
  };

  /** People, a hold, deliveries that wait; then the dump; then a day that the dump does not know. */
  async function live(on: ToolsServer): Promise<void> {
    const directory = fake.addDirectory();
    ({ idp } = directory);
    ({ tenantId } = await rollcall.createTenant('acme', directory.id, officePolicy));
    const made = await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
      body: { url: sink.url },
    });
    endpoint = made;
    // The cursor has a place before the first event.
    await catchUp();
    const admins = idp.createGroup('admins');
    fake.publish(admins.events);
    const ada = hire('ada');
    fake.publish(idp.join(ada, admins.group));
    const [bea] = ['bea', 'cyd', 'dov'].map(hire);
    assert.ok(bea);
    await catchUp();
    await rollcall.service.webhooks.deliverAll();
    // Ada is the last administrator, so she waits in a hold; and the product is away just now.
    fake.publish(idp.remove(ada));
    sink.answer = () => 503;
    await catchUp();
    await rollcall.service.webhooks.deliverAll();
    atBackup = {
      accounts: await accounts(),
      cursor: await cursor(),
      pending: await waitingDeliveries(),
      protections: await protections(),
    };
    assert.ok(atBackup.protections.length > 20);
    assert.equal((await openHolds()).length, 1);
    assert.ok(atBackup.pending.length > 0);

    const asOwner = await on.run('pg_dump', [
      '-Fc',
      '-f',
      join(on.folder, 'refused'),
      on.url('rollcall', owner),
    ]);
    assert.notEqual(asOwner.code, 0);
    assert.match(asOwner.output, /row-level security/);
    const dumped = await on.run('pg_dump', [
      '-Fc',
      '-f',
      join(on.folder, 'rollcall.dump'),
      on.url('rollcall'),
    ]);
    assert.deepEqual(dumped, { code: 0, output: '' });

    later.advance(24 * hour);
    fake.publish(idp.remove(bea));
    hire('eve');
    await catchUp();
    beforeLoss = { accounts: await accounts(), records: await seenRecords(rollcall.database, tenantId) };
  }

  /** Nothing is left of the server but the file: neither the database nor its roles. */
  async function loseAndRestore(on: ToolsServer): Promise<void> {
    await rollcall.stop();
    await on.ask('postgres', 'drop database rollcall', 'drop role rollcall_app', `drop role ${owner.name}`);
    await prepareLogin(on);
    const target = on.url('rollcall');
    const created = await on.run('createdb', [
      '-O',
      owner.name,
      `--maintenance-db=${on.url('postgres')}`,
      'rollcall',
    ]);
    assert.deepEqual(created, { code: 0, output: '' });
    const restored = await on.run('pg_restore', [
      '--exit-on-error',
      '-d',
      target,
      join(on.folder, 'rollcall.dump'),
    ]);
    assert.deepEqual(restored, { code: 0, output: '' });
    await on.ask('rollcall', 'analyze');
    later.advance(hour);
    sink.received.length = 0;
    sink.answer = () => 204;
    await start(on);
  }

  it('is as it was at the backup: who has left since is back, until the news is read again', async () => {
    assert.deepEqual(await accounts(), atBackup.accounts);
    assert.equal(statusOf(await accounts(), 'bea@acme.com'), 'active');
    assert.equal(statusOf(beforeLoss.accounts, 'bea@acme.com'), 'deactivated');
  });

  it('lacks no migration, and keeps tenants apart and the audit log append-only', async () => {
    assert.deepEqual(await pendingMigrations(rollcall.databaseUrl), []);
    assert.deepEqual(await protections(), atBackup.protections);
    // Another tenant's scope.
    const others = await rollcall.database.inTenant(atBackup.pending[0] ?? '', (trx) =>
      trx.raw<{ rows: unknown[] }>('select 1 from users'),
    );
    assert.deepEqual(others.rows, []);
    await assert.rejects(
      rollcall.database.inTenant(tenantId, (trx) => trx.raw(`update audit_records set action = 'x'`)),
      /permission denied/,
    );
  });

  it('is what rollcall doctor finds nothing wrong with, unless the key that sealed the secrets is another one', async () => {
    const whatIsWrong = async (key: Buffer): Promise<string[]> => {
      let out = '';
      const home = makeTestFolder('doctor');
      await runCommandLine(['doctor', '--json'], {
        stdout: { write: (text) => (out += text) },
        stderr: { write: () => undefined },
        env: {
          DATABASE_URL: rollcall.databaseUrl,
          ROLLCALL_HOME: home,
          ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY,
          ROLLCALL_SECRET_KEY: key.toString('base64'),
        },
        cwd: home,
      });
      const { checks } = JSON.parse(out) as DoctorReport;
      const ofTheDatabase = ['database', 'migrations', 'row-level security', 'secret key'];
      const seen = checks.filter(({ check }) => ofTheDatabase.includes(check));
      assert.deepEqual(seen.map(({ check }) => check).sort(), ofTheDatabase);
      return seen.filter(({ status }) => status !== 'ok').map(({ check, status }) => `${check} ${status}`);
    };
    assert.deepEqual(await whatIsWrong(testSecretKey), []);
    assert.deepEqual(await whatIsWrong(Buffer.alloc(32, 'lost')), ['secret key problem']);
  });

  it('has an intact audit chain', async () => {
    const verdict = await rollcall.database.inTenant(tenantId, (trx) => verifyChain(trx, tenantId));
    assert.ok(verdict.intact);
    assert.ok(verdict.sealed > 5);
  });

  it('goes on reading where it was, so that everybody is as before the loss and nothing is done twice', async () => {
    assert.deepEqual(await cursor(), atBackup.cursor);
    assert.ok((await catchUp()) > 0);
    assert.deepEqual(await accounts(), beforeLoss.accounts);
    // Who left and who came since the backup did so once in the log, like before; in between nothing else happened.
    const actions = (records: typeof beforeLoss.records): string[] =>
      records.map(({ action, after }) => `${action} ${JSON.stringify(after?.['external_id'])}`).sort();
    const records = await seenRecords(rollcall.database, tenantId);
    assert.deepEqual(actions(records), actions(beforeLoss.records));
    await catchUp();
    assert.equal((await seenRecords(rollcall.database, tenantId)).length, records.length);
  });

  it('still waits for an answer to what was held', async () => {
    const [hold] = await openHolds();
    assert.equal(hold?.kind, 'sole_admin');
  });

  it('delivers what waited, under the same ids and signed with the secret that the key opens', async () => {
    later.advance(24 * hour);
    await rollcall.service.webhooks.deliverAll();
    const ids = sink.taken.map(({ id }) => id);
    for (const id of atBackup.pending) assert.ok(ids.includes(id), id);
    assert.equal(new Set(ids).size, ids.length);
    for (const webhook of sink.received) assert.ok(isSignedWith(endpoint.secret, webhook));
  });

  it('takes news as ever', async () => {
    hire('fay');
    await catchUp();
    assert.equal(statusOf(await accounts(), 'fay@acme.com'), 'active');
  });
});
