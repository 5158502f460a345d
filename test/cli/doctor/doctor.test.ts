import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client } from 'pg';
import { runCommandLine } from '../../../src/cli/command-line.ts';
import { checkDiskSpace } from '../../../src/cli/doctor/disk-space.ts';
import { doctorCommand, type DoctorReport } from '../../../src/cli/doctor/doctor.ts';
import { readConfig } from '../../../src/config.ts';
import { systemClock, type Clock } from '../../../src/domain/clock.ts';
import type { Environment } from '../../../src/setting-reader.ts';
import { certify } from '../../support/certificate.ts';
import { startFakeWorkos } from '../../support/fake-workos/fake-workos.ts';
import { foundCompany } from '../../support/company.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { makeTestFolder } from '../../support/run-folder.ts';
import { startSmtp } from '../../support/smtp.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createBareDatabase, createTestDatabase } from '../../support/test-database.ts';
import { testSecretKey } from '../../support/test-secret-key.ts';
import { superuserUrl } from '../../support/test-server.ts';

const policies = new URL('../../../policies', import.meta.url).pathname;
const nobodyThere = 'postgres://rollcall:hunter2@127.0.0.1:1/rollcall';

interface Examined {
  code: number;
  text: string;
  report: DoctorReport;
  /** What a check found, `status: sentence -> what to do`, each in a line. */
  said: (check: string) => string;
}

async function examine(
  env: Environment,
  options: { clock?: Clock; limitMs?: number } = {},
): Promise<Examined> {
  const cwd = makeTestFolder('doctor');
  const settings = { ROLLCALL_POLICIES: policies, ROLLCALL_HOME: join(cwd, 'home'), PORT: '1', ...env };
  const run = async (json: boolean) => {
    let out = '';
    const io = {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: () => true },
      env: { ...settings },
      cwd,
    };
    const code = await doctorCommand({ json }, io, options);
    return { code, out };
  };
  const asJson = await run(true);
  const report = JSON.parse(asJson.out) as DoctorReport;
  assert.equal(asJson.code, report.ok ? 0 : 1);
  assert.equal(statSync(join(cwd, 'home'), { throwIfNoEntry: false })?.isFile() ?? false, false);
  return {
    ...{ code: asJson.code, report, text: asJson.out },
    said: (check) =>
      report.checks
        .filter((finding) => finding.check === check)
        .map(({ status, says, todo }) => `${status}: ${says}${todo === null ? '' : ` -> ${todo}`}`)
        .join('\n'),
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const end = (server: Server) =>
  new Promise<void>((resolve) => {
    server.closeAllConnections();
    server.close(() => {
      resolve();
    });
  });

describe('rollcall doctor', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('finds nothing wrong where nothing is, and says so in words, too', async () => {
    const database = await createTestDatabase();
    try {
      const { code, report, text } = await examine({
        DATABASE_URL: database.url,
        ROLLCALL_ALERTS_TO: 'a@b.example',
      });
      assert.equal(code, 0, text);
      assert.deepEqual([report.counts.problem, report.counts.warning], [0, 0], text);
      const cwd = makeTestFolder('doctor');
      let out = '';
      const spoken = await runCommandLine(['doctor'], {
        stdout: { write: (written) => (out += written) },
        stderr: { write: () => true },
        env: {
          ...{ DATABASE_URL: database.url, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: join(cwd, 'home') },
          ...{ ROLLCALL_ALERTS_TO: 'a@b.example', PORT: '1' },
        },
        cwd,
      });
      assert.equal(spoken, 0, out);
      assert.match(out, /^ok +database +PostgreSQL \d+/m);
      assert.match(out, /\nNothing is wrong\.\n$/);
    } finally {
      await database.drop();
    }
  });

  it('names each wrong setting, and goes on with the others', async () => {
    const { code, said, text } = await examine({
      DATABASE_URL: 'mysql://someone:hunter2@host/db',
      PORT: '99999',
      LOG_LEVEL: 'loud',
      ROLLCALL_SECRET_KEY: 'tooshort',
      WORKOS_POLLING: 'on',
    });
    assert.equal(code, 1);
    const settings = said('settings');
    for (const name of ['DATABASE_URL', 'PORT', 'LOG_LEVEL', 'ROLLCALL_SECRET_KEY', 'WORKOS_POLLING']) {
      assert.match(settings, new RegExp(`^problem: ${name} .* -> Set`, 'm'));
    }
    assert.match(said('database'), /^skipped/);
    assert.match(said('policy files'), /^ok/);
    assert.doesNotMatch(text, /hunter2|tooshort/);
  });

  it('says what is wrong with the address of a database, and never its password', async () => {
    const wrong = new URL(rollcall.databaseUrl);
    wrong.password = 'hunter2';
    const elsewhere = new URL(rollcall.databaseUrl);
    elsewhere.pathname = '/nowhere';
    const unknown = new URL(nobodyThere);
    unknown.hostname = 'nobody.invalid';
    for (const [url, says] of [
      [wrong.href, /refuses the user or the password/],
      [elsewhere.href, /has no database "nowhere"/],
      [nobodyThere, /Nobody listens at 127\.0\.0\.1:1/],
      [unknown.href, /name of the host/],
    ] as const) {
      const { code, said, text } = await examine({ DATABASE_URL: url });
      assert.equal(code, 1);
      assert.match(said('database'), says);
      assert.match(said('database'), /^problem: .* -> /);
      for (const check of ['migrations', 'row-level security', 'events', 'audit log', 'secret key']) {
        assert.match(said(check), /^skipped/, check);
      }
      assert.doesNotMatch(text, /hunter2/);
    }
  });

  it('finds migrations that are missing, and those of a newer version', async () => {
    const bare = await createBareDatabase();
    const current = await createTestDatabase();
    try {
      const missing = await examine({ DATABASE_URL: bare.url });
      assert.match(
        missing.said('migrations'),
        /^problem: .* lacks migrations: \d+ of them.*`rollcall migrate`/,
      );
      assert.match(missing.said('events'), /^skipped: The database lacks migrations/);
      const login = new Client(current.url);
      await login.connect();
      const add = (name: string) =>
        login.query('insert into knex_migrations (name, batch, migration_time) values ($1, 9, now())', [
          name,
        ]);
      await add('29990101_01_later.ts');
      const newer = await examine({ DATABASE_URL: current.url });
      assert.match(newer.said('migrations'), /^warning: A newer Rollcall .*29990101_01_later/);
      await add('29990101_02_contract_later.ts');
      await login.end();
      const refused = await examine({ DATABASE_URL: current.url });
      assert.match(refused.said('migrations'), /^problem: .* newer Rollcall .*took away/);
    } finally {
      await bare.drop();
      await current.drop();
    }
  });

  it('finds that the database does not keep tenants apart', async () => {
    const open = await startRollcall();
    try {
      await open.createTenant('acme', 'directory_acme');
      const env = { DATABASE_URL: open.databaseUrl };
      assert.match((await examine(env)).said('row-level security'), /^ok: It binds the role/);
      const admin = new Client(await superuserUrl(open.databaseUrl));
      await admin.connect();
      await admin.query('alter table directories disable row level security');
      await admin.end();
      const { code, said } = await examine(env);
      assert.equal(code, 1);
      assert.match(said('row-level security'), /^problem: .* -> .*CREATE ROLE rollcall_app/);
    } finally {
      await open.stop();
    }
  });

  it('finds a clock that is off, against the database and against WorkOS', async () => {
    const workos = await startFakeWorkos();
    try {
      const env = {
        DATABASE_URL: rollcall.databaseUrl,
        WORKOS_API_KEY: workos.apiKey,
        WORKOS_API_URL: workos.url,
      };
      const right = await examine(env);
      assert.match(right.said('database clock'), /^ok/);
      assert.match(right.said('workos'), /^ok: WorkOS takes the API key\.\nok: .* agrees/);
      const ahead = createTestClock(new Date(systemClock.now().getTime() + 600_000).toISOString());
      const off = await examine(env, { clock: ahead });
      assert.equal(off.code, 1);
      assert.match(off.said('database clock'), /^problem: .* 10 minutes ahead of that of the database/);
      assert.match(off.said('workos'), /^problem: .* 10 minutes ahead of that of WorkOS/m);
      const behind = createTestClock(new Date(systemClock.now().getTime() - 15_000).toISOString());
      assert.match((await examine(env, { clock: behind })).said('database clock'), /^warning: .* behind/);
    } finally {
      await workos.stop();
    }
  });

  it('finds an API key that WorkOS does not take, and an address where it is not', async () => {
    const workos = await startFakeWorkos();
    const other = createServer((_request, response) => response.writeHead(404).end());
    try {
      const refused = await examine({
        DATABASE_URL: nobodyThere,
        WORKOS_API_KEY: 'sk_wrong_one',
        WORKOS_API_URL: workos.url,
      });
      assert.match(refused.said('workos'), /^problem: WorkOS does not take the API key \(401\)/);
      assert.doesNotMatch(refused.text, /sk_wrong_one/);
      const env = { DATABASE_URL: nobodyThere, WORKOS_API_KEY: workos.apiKey };
      const elsewhere = await examine({ ...env, WORKOS_API_URL: await listen(other) });
      assert.match(elsewhere.said('workos'), /^problem: .* answers 404, and not as WorkOS does/);
      const nobody = await examine({ ...env, WORKOS_API_URL: 'http://127.0.0.1:1' });
      assert.match(nobody.said('workos'), /^problem: .* cannot be reached: nobody listens there/);
    } finally {
      await workos.stop();
      await end(other);
    }
  });

  it('greets the mail server, logs in, and sends nothing', async () => {
    const smtp = await startSmtp();
    try {
      const mail = async (url: string) => {
        const examined = await examine({ DATABASE_URL: nobodyThere, ROLLCALL_SMTP_URL: url });
        assert.doesNotMatch(examined.text, /p@ss|p%40ss|wrongpw/);
        return examined.said('mail');
      };
      assert.match(await mail(`smtp://rollcall:p%40ss@127.0.0.1:${smtp.port}`), /^ok: The mail server/);
      assert.match(await mail(`smtp://rollcall:wrongpw@127.0.0.1:${smtp.port}`), /^problem: .*password/);
      assert.match(await mail('smtp://127.0.0.1:1'), /^problem: .*cannot be reached/);
      assert.equal(smtp.received.length, 0);
    } finally {
      await smtp.stop();
    }
  });

  it('finds a home that others may look into, and secrets that they may read', async () => {
    const home = join(makeTestFolder('doctor'), 'home');
    mkdirSync(home, { mode: 0o700 });
    chmodSync(home, 0o755);
    const env = { DATABASE_URL: nobodyThere, ROLLCALL_HOME: home };
    assert.match((await examine(env)).said('home'), /^problem: Others may look into .* -> chmod 7\d\d/);
    chmodSync(home, 0o700);
    writeFileSync(join(home, 'secret-key'), 'x', { mode: 0o600 });
    assert.match((await examine(env)).said('home'), /^ok/);
    chmodSync(join(home, 'secret-key'), 0o644);
    assert.match((await examine(env)).said('home'), /^problem: Others may read secret-key .* -> chmod 600/);
    writeFileSync(join(home, 'file'), '');
    assert.match((await examine({ ...env, ROLLCALL_HOME: join(home, 'file') })).said('home'), /is no folder/);
  });

  it('says how much room the embedded database has left', () => {
    const config = readConfig({}, makeTestFolder('doctor'));
    const room = (bytes: number) => checkDiskSpace({ config, wrong: new Set() }, () => bytes).status;
    assert.deepEqual([room(50e9), room(1e9), room(100e6)], ['ok', 'warning', 'problem']);
    const elsewhere = readConfig({ DATABASE_URL: nobodyThere }, makeTestFolder('doctor'));
    assert.equal(checkDiskSpace({ config: elsewhere, wrong: new Set() }, () => 0).status, 'skipped');
  });

  it('says whether a service answers, here and at its public address', async () => {
    const other = createServer((_request, response) => response.end('Welcome'));
    try {
      const { port } = new URL(rollcall.url);
      const env = { DATABASE_URL: nobodyThere, PORT: port, PUBLIC_URL: rollcall.url };
      const there = await examine(env);
      assert.match(there.said('public address'), /^ok: http.* answers\.$/);
      // Of this service the lanes are run by hand.
      assert.match(there.said('service'), /^warning: A service answers .* not ready: Events are kept/);
      const elsewhere = await listen(other);
      const wrong = await examine({ ...env, PORT: new URL(elsewhere).port, PUBLIC_URL: elsewhere });
      assert.match(wrong.said('public address'), /^problem: .* not as Rollcall does/);
      assert.match(wrong.said('service'), /^warning: .* not as Rollcall does/);
      const nobody = await examine({ ...env, PORT: '1', PUBLIC_URL: 'http://127.0.0.1:1' });
      assert.match(nobody.said('public address'), /^warning: .* nobody listens there/);
      assert.match(nobody.said('service'), /^skipped: No service answers/);
    } finally {
      await end(other);
    }
  });

  it('finds a certificate that nobody trusts, and one that ends soon', async () => {
    const { authority, server } = certify('localhost');
    const answering = createTlsServer({ key: server.key, cert: server.certificate }, (_request, response) =>
      response.end('{"status":"ok"}'),
    );
    const { port } = new URL(await listen(answering));
    const env = { DATABASE_URL: nobodyThere, PUBLIC_URL: `https://localhost:${port}` };
    const trusted = getCACertificates('default');
    try {
      assert.match(
        (await examine(env)).said('public address'),
        /^problem: .* cannot be trusted: .* -> Renew/,
      );
      const workos = { ...env, WORKOS_API_KEY: 'sk_1234', WORKOS_API_URL: env.PUBLIC_URL };
      assert.match((await examine(workos)).said('workos'), /^problem: .* cannot be trusted/);
      setDefaultCACertificates([...trusted, authority]);
      const { said } = await examine(env);
      assert.match(said('public address'), /^ok: .* its certificate is valid for \d+ days/);
      const years = createTestClock('2049-12-28T00:00:00.000Z');
      const late = await examine(env, { clock: years });
      assert.match(late.said('public address'), /^warning: .* its certificate ends in 3 days/);
      const other = await examine({ ...env, PUBLIC_URL: `https://127.0.0.1:${port}` });
      assert.match(other.said('public address'), /^problem: .* its certificate is for another name/);
    } finally {
      setDefaultCACertificates(trusted);
      await end(answering);
    }
  });

  it('waits for nobody for ever', async () => {
    const silent = createServer(() => undefined);
    try {
      const address = await listen(silent);
      const { host } = new URL(address);
      const { said } = await examine(
        {
          ...{
            DATABASE_URL: `postgres://x:hunter2@${host}/db`,
            PUBLIC_URL: address,
            WORKOS_API_KEY: 'sk_1234',
          },
          ...{ WORKOS_API_URL: address, PORT: new URL(address).port, ROLLCALL_SMTP_URL: `smtp://${host}` },
        },
        { limitMs: 200 },
      );
      for (const check of ['workos', 'public address', 'service'])
        assert.match(said(check), /no answer in time/, check);
      for (const check of ['mail', 'database']) assert.match(said(check), /^problem/, check);
    } finally {
      await end(silent);
    }
  });

  it('finds events that stand still or were set aside, and an audit log that is not sealed', async () => {
    const company = await foundCompany(rollcall, '');
    const env = { DATABASE_URL: rollcall.databaseUrl };
    await rollcall.drain();
    const { clock } = rollcall;
    assert.match((await examine(env, { clock })).said('events'), /^ok: No event waits too long/);
    const { events } = company.idp.hire({
      email: 'x@acme.com',
      firstName: 'X',
      lastName: 'Y',
      attributes: {},
    });
    for (const event of events) await rollcall.post(event);
    await rollcall.post({
      id: 'event_odd',
      event: 'dsync.user.created',
      created_at: clock.now().toISOString(),
      data: { directory_id: company.idp.directoryId },
    });
    await company.api.ask('POST', `/tenants/${company.slug}/workspaces`, { body: { key: 'w' } });
    await company.register({ email: 'someone@acme.com' });
    clock.advance(120_000);
    const waiting = await examine(env, { clock });
    assert.match(
      waiting.said('events'),
      /^warning: The oldest of the events that wait \(1\) is due for 2 minutes/,
    );
    assert.match(waiting.said('events'), /^warning: 1 event is set aside.*rollcall events failures/m);
    assert.match(waiting.said('audit log'), /^warning: .* for 2 minutes/);
    clock.advance(600_000);
    const still = await examine(env, { clock });
    assert.match(still.said('events'), /^problem: /);
    assert.match(still.said('audit log'), /^problem: /);
    await rollcall.drain();
    assert.match((await examine(env, { clock })).said('audit log'), /^ok/);
  });

  it('finds events of WorkOS that are not read, and webhook endpoints that are disabled', async () => {
    const { clock, database } = rollcall;
    const env = {
      ...{
        DATABASE_URL: rollcall.databaseUrl,
        WORKOS_API_KEY: 'sk_1234',
        WORKOS_API_URL: 'http://127.0.0.1:1',
      },
      ROLLCALL_SECRET_KEY: testSecretKey.toString('base64'),
    };
    assert.match((await examine(env, { clock })).said('polling'), /^warning: .* never been read/);
    await database.raw(
      `insert into workos_polling (environment, range_start, next_poll_at, caught_up_at, last_success_at)
       values ('e', ?, ?, ?, ?)`,
      Array.from({ length: 4 }, () => clock.now()),
    );
    assert.match((await examine(env, { clock })).said('polling'), /^ok/);
    clock.advance(3_600_000);
    assert.match((await examine(env, { clock })).said('polling'), /^problem: .* 60 minutes ago/);
    assert.match((await examine(env, { clock })).said('webhook endpoints'), /^ok: There are no/);

    const { status } = await rollcall.api('POST', '/webhook-endpoints', {
      url: 'https://hooks.example.com/x',
    });
    assert.equal(status, 201);
    assert.match(
      (await examine(env, { clock })).said('secret key'),
      /^ok: It opens every secret that is kept \(1\)/,
    );
    await database.raw(`update webhook_endpoints set state = 'disabled'`);
    assert.match((await examine(env, { clock })).said('webhook endpoints'), /^warning: 1 of 1 .* disabled/);
    const other = { ...env, ROLLCALL_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') };
    const shut = await examine(other, { clock });
    assert.match(shut.said('secret key'), /^problem: Secrets .* this key does not open: 1 of 1/);
    assert.ok(!shut.text.includes(other.ROLLCALL_SECRET_KEY));
    const none = await examine({ ...env, ROLLCALL_SECRET_KEY: undefined }, { clock });
    assert.match(none.said('secret key'), /^problem: Secrets .* there is no key/);
  });

  it('says how directories do', async () => {
    const company = await foundCompany(rollcall, '');
    const env = { DATABASE_URL: rollcall.databaseUrl };
    const state = async (name: string) => {
      const now = rollcall.clock.now();
      await rollcall.database.inTenant(company.tenantId, async (trx) => {
        await trx.raw('delete from directory_health where tenant_id = ?', [company.tenantId]);
        await trx.raw(
          `insert into directory_health (tenant_id, directory_id, state, codes, source, in_state, in_state_since,
                                         counted_until, looked_at)
           values (?, ?, ?, '{}', 'workos', 'active', ?, ?, ?)`,
          [company.tenantId, company.directoryId, name, now, now, now],
        );
      });
      return (await examine(env)).said('directories');
    };
    assert.match(await state('ok'), /^ok: All directories do well \(1\)/);
    assert.match(await state('attention'), /^warning: Directories that want attention: 1 of 1/);
    assert.match(await state('failing'), /^problem: Directories that fail: 1 of 1.*rollcall health/);
  });

  it('finds policies that do not load, and that production lacks what it needs', async () => {
    const folder = makeTestFolder('policies');
    writeFileSync(join(folder, 'acme.policy.yaml'), 'version: rollcall/v1\ntenant: acme\nnonsense: 1\n');
    const broken = await examine({ DATABASE_URL: nobodyThere, ROLLCALL_POLICIES: folder });
    assert.match(broken.said('policy files'), /^warning: .*acme\.policy\.yaml does not load/);
    writeFileSync(join(folder, 'catalog.yaml'), 'version: 7\n');
    const worse = await examine({ DATABASE_URL: nobodyThere, ROLLCALL_POLICIES: folder });
    assert.match(worse.said('policy files'), /^problem: .*catalog\.yaml does not load/);
    const production = await examine({ DATABASE_URL: nobodyThere, NODE_ENV: 'production' });
    assert.match(production.said('webhook secret'), /^problem: WORKOS_WEBHOOK_SECRET is not set/);
    assert.match(production.said('public address'), /^warning: PUBLIC_URL is not set/);
  });
});
