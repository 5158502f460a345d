import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { DirectoryHealth, Health } from '../../src/generated/api.ts';
import { createActivePolicies } from '../../src/reconcile/active-policy.ts';
import { writeTokenUse } from '../../src/store/directory-tokens.ts';
import { setDirectoryState } from '../../src/store/directory-rows.ts';
import type { Database } from '../../src/store/database.ts';
import { createHealthWatch, type HealthWatchDeps } from '../../src/workers/watch-health.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const policy = `groups: { match_by: name, default_role: member }
notifications:
  support: { on: [directory_silent, directory_failing, token_expiring], send: at_once, to: [support@acme.com] }
  it: { on: [deactivated], send: at_once, to: [it@acme.com] }
`;

describe('The watch over directories', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const healthOf = async (company: Company, directory = company.directoryId): Promise<DirectoryHealth> => {
    const { body } = await rollcall.api('GET', `/tenants/${company.slug}/directories/${directory}/health`);
    return body as DirectoryHealth;
  };
  const codesOf = async (company: Company, directory?: string): Promise<string[]> =>
    (await healthOf(company, directory)).problems.map(({ code }) => code);
  /** Looks again once it is due. */
  const look = async (afterMs = 5 * minuteMs): Promise<void> => {
    rollcall.clock.advance(afterMs);
    await rollcall.service.healthWatch.lookDue();
  };
  /** The mails of the last looks about this company's problems: to whom, and the subject. */
  const mailed = async (company: Company): Promise<string[]> => {
    const from = rollcall.mail.sent.length;
    // A channel gets one mail a minute at most.
    for (let minute = 0; minute < 3; minute += 1) {
      rollcall.clock.advance(minuteMs);
      await rollcall.service.notices?.sendDue();
    }
    return rollcall.mail.sent
      .slice(from)
      .map(({ to, subject }) => `${to.join()} ${subject}`)
      .filter((line) => line.includes(`${company.slug}:`))
      .sort();
  };
  const recorded = async (company: Company): Promise<string[]> =>
    (await company.records())
      .filter(({ action }) => action.startsWith('directory.problem_'))
      .map(({ action, before, after }) => {
        const named = after ?? before;
        return `${action} ${String(named?.['problem'])}`;
      });
  const connection = (company: Company, state: string, n: number) => ({
    id: `event_state_${company.slug}_${n}`,
    event: state === 'unlinked' ? 'dsync.deactivated' : 'dsync.activated',
    created_at: rollcall.clock.now().toISOString(),
    data: {
      id: `directory_${company.slug}`,
      state,
      name: 'Acme Okta',
      updated_at: rollcall.clock.now().toISOString(),
    },
  });
  const malformed = (company: Company, n = 1) => ({
    id: `event_bad_${company.slug}_${n}`,
    event: 'dsync.user.created',
    created_at: rollcall.clock.now().toISOString(),
    data: { directory_id: `directory_${company.slug}` },
  });

  it('finds a directory well of which nothing is wrong', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('ada');
    await look();
    const health = await healthOf(company);
    assert.equal(health.state, 'ok');
    assert.equal(health.says, 'All is well.');
    assert.equal(health.usual_silence, null);
    assert.equal(health.activity.length, 30);
    assert.deepEqual(
      health.activity.map(({ people }) => people).filter((people) => people > 0),
      [1],
    );
    assert.deepEqual(await recorded(company), []);
    assert.deepEqual(await mailed(company), []);
  });

  it('opens a problem once, tells it once, and resolves it once, to those who were told', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('ada');
    await company.tell([connection(company, 'invalid_credentials', 1)]);
    await look();
    await look();
    const found = ['directory.problem_found invalid_credentials'];
    assert.deepEqual(await recorded(company), found);
    assert.deepEqual(await mailed(company), [
      `operators@rollcall.example.com ${company.slug}: an identity provider refuses the connection: Acme Okta`,
      `support@acme.com ${company.slug}: an identity provider refuses the connection: Acme Okta`,
    ]);
    await look();
    assert.deepEqual(await mailed(company), []);

    await company.tell([connection(company, 'active', 2)]);
    await look();
    // It is well at once; that it is over is told when it stays so.
    assert.equal((await healthOf(company)).state, 'ok');
    assert.deepEqual(await recorded(company), found);
    await look(hourMs);
    await look();
    assert.deepEqual(await recorded(company), [...found, 'directory.problem_resolved invalid_credentials']);
    assert.deepEqual(await mailed(company), [
      `operators@rollcall.example.com ${company.slug}: over: an identity provider refuses the connection: Acme Okta`,
      `support@acme.com ${company.slug}: over: an identity provider refuses the connection: Acme Okta`,
    ]);
    await look(2 * hourMs);
    assert.deepEqual(await mailed(company), []);
  });

  it('takes a problem that comes back within an hour for the same one', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('ada');
    for (const [n, state] of ['invalid_credentials', 'active', 'invalid_credentials', 'active'].entries()) {
      await company.tell([connection(company, state, n)]);
      await look(30 * minuteMs);
    }
    assert.deepEqual(await recorded(company), ['directory.problem_found invalid_credentials']);
    await company.tell([connection(company, 'invalid_credentials', 9)]);
    await look(20 * minuteMs);
    assert.deepEqual(await recorded(company), ['directory.problem_found invalid_credentials']);
    assert.equal((await mailed(company)).length, 2);
  });

  it('is told once where two processes look at the same time, and after one that died', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('ada');
    await look();
    await company.tell([connection(company, 'invalid_credentials', 1)]);
    rollcall.clock.advance(5 * minuteMs);
    const { database, clock } = rollcall;
    const another = (policies = createActivePolicies(Buffer.alloc(32))) =>
      createHealthWatch({
        ...{ database, clock, policies, readsWorkos: false, intervalMs: 1_000 },
        log: pino({ level: 'silent' }),
      });
    const dying = another({
      compile: () => assert.fail(),
      load: () => Promise.reject(Object.assign(new Error('the process died'), { code: 'ECONNRESET' })),
    });
    await dying.lookDue();
    assert.deepEqual(await recorded(company), []);
    await Promise.all([another(), another(), rollcall.service.healthWatch].map((watch) => watch.lookDue()));
    assert.deepEqual(await recorded(company), ['directory.problem_found invalid_credentials']);
    assert.equal((await mailed(company)).length, 2);
  });

  it('tells of events that were set aside, and shows how many', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('ada');
    await company.tell([malformed(company, 1), malformed(company, 2)]);
    await look();
    const health = await healthOf(company);
    assert.equal(health.state, 'failing');
    assert.deepEqual(health.events, { waiting: 0, set_aside: 2, oldest_waiting_at: null });
    const [problem] = health.problems;
    assert.equal(problem?.code, 'events_set_aside');
    assert.match(problem.says, /^2 events could not be applied/);
    assert.equal(problem.runbook, 'docs/operations.md#events-are-set-aside');
    const listed = await company.api.expect('DirectoryList', 'GET', `/tenants/${company.slug}/directories`);
    assert.deepEqual(listed.data[0]?.health, { state: 'failing', problems: ['events_set_aside'] });
  });

  it('says that it waits, and that it fails once it has waited for long', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('ada');
    await rollcall.post(
      company.idp.hire({ email: 'bea@acme.com', firstName: 'Bea', lastName: 'B', attributes: {} })
        .events[0] ?? {},
    );
    await look(11 * minuteMs);
    assert.equal((await healthOf(company)).problems[0]?.severity, 'attention');
    assert.deepEqual(await mailed(company), []);
    await look(hourMs);
    assert.equal((await healthOf(company)).problems[0]?.severity, 'failing');
    assert.deepEqual(await recorded(company), [
      'directory.problem_found events_delayed',
      'directory.problem_found events_delayed',
    ]);
    assert.equal((await mailed(company)).length, 2);
    await rollcall.drain();
    assert.equal((await healthOf(company)).state, 'ok');
  });

  it('finds a directory silent that usually speaks every day, and tells those who asked for it alone', async () => {
    const company = await foundCompany(rollcall, policy);
    const ada = await company.hire('ada');
    for (let day = 0; day < 28; day += 1) {
      rollcall.clock.advance(dayMs);
      await company.tell(company.idp.update(ada, { attributes: { title: `title ${day}` } }));
    }
    await look();
    assert.deepEqual(await codesOf(company), []);
    const usual = (await healthOf(company)).usual_silence;
    assert.equal(usual?.usual_seconds, dayMs / 1_000);
    await look(2 * dayMs);
    assert.deepEqual(await codesOf(company), []);
    await look(1.5 * dayMs);
    const health = await healthOf(company);
    assert.equal(health.state, 'attention');
    assert.equal(
      health.says,
      'Nothing has come from the directory for 3 days; a pause of 24 hours is what is usual for it.',
    );
    assert.deepEqual(await mailed(company), [
      `support@acme.com ${company.slug}: a directory is silent: okta`,
    ]);
    // A silence of months is one still.
    await look(90 * dayMs);
    assert.ok((await codesOf(company)).includes('silent'));
    await company.tell(company.idp.update(ada, { attributes: { title: 'back' } }));
    assert.deepEqual(await codesOf(company), []);
  });

  it('says nothing of silence in testing, and that testing lasts long; a disconnected one has no problems', async () => {
    const company = await foundCompany(rollcall, policy);
    const ada = await company.hire('ada');
    for (let day = 0; day < 28; day += 1) {
      rollcall.clock.advance(dayMs);
      await company.tell(company.idp.update(ada, { attributes: { title: `title ${day}` } }));
    }
    const become = (state: 'testing' | 'disconnected') =>
      rollcall.database.inTenant(company.tenantId, (trx) =>
        setDirectoryState(trx, company.tenantId, company.directoryId, state),
      );
    await become('testing');
    await look();
    await look(15 * dayMs);
    assert.deepEqual(await codesOf(company), ['testing_long']);
    await become('disconnected');
    await look();
    assert.deepEqual(await codesOf(company), []);
    assert.match((await healthOf(company)).says, /disconnected/);
  });

  it('takes requests of SCIM for a sign of life, and tells of a token that ends', async () => {
    const company = await foundCompany(rollcall, policy);
    const { database, clock } = rollcall;
    const made = await company.api.expect('DirectoryOnce', 'POST', `/tenants/${company.slug}/directories`, {
      body: { source: 'scim', state: 'active', name: 'Plant' },
    });
    const { id, tokens } = made;
    await rollcall.api('DELETE', `/tenants/${company.slug}/directories/${id}/tokens/${tokens[0]?.id ?? ''}`);
    await look();
    assert.deepEqual(await codesOf(company, id), ['token_missing']);
    const token = await company.api.expect(
      'DirectoryTokenOnce',
      'POST',
      `/tenants/${company.slug}/directories/${id}/tokens`,
      { body: { expires_at: new Date(clock.now().getTime() + 40 * dayMs).toISOString() } },
    );
    await database.inTenant(company.tenantId, (trx) =>
      setDirectoryState(trx, company.tenantId, id, 'active'),
    );
    const use = () => writeTokenUse(database, token.id, clock.now(), clock.now());
    for (let day = 0; day < 25; day += 1) {
      await use();
      await look(dayMs);
    }
    const usual = (await healthOf(company, id)).usual_silence;
    assert.equal(usual?.days, 25);
    assert.deepEqual(await codesOf(company, id), ['first_sync_missing']);
    await mailed(company);
    await use();
    await look(2 * dayMs);
    assert.deepEqual(await codesOf(company, id), ['token_expiring', 'first_sync_missing']);
    assert.deepEqual(await mailed(company), [
      `support@acme.com ${company.slug}: a token expires soon: Plant`,
    ]);
    await look(14 * dayMs);
    assert.ok((await codesOf(company, id)).includes('token_expired'));
    assert.ok(!(await codesOf(company, id)).includes('silent'));
  });

  it('lists what is not well in every tenant, what fails first, for tokens that reach all of them', async () => {
    const failing = await foundCompany(rollcall, policy);
    await failing.hire('ada');
    await failing.tell([connection(failing, 'unlinked', 1)]);
    await look();
    const answer = await rollcall.api('GET', '/health?limit=2');
    const first = answer.body as Health;
    assert.equal(first.data[0]?.state, 'failing');
    assert.ok(first.counts.failing > 0 && first.counts.ok > 0);
    const all = (await rollcall.api('GET', '/health?limit=200')).body as Health;
    const states = all.data.map(({ state }) => state);
    assert.deepEqual(states, [...states].sort().reverse());
    const mine = all.data.find(({ tenant }) => tenant === failing.slug);
    assert.deepEqual(
      mine?.problems.map(({ code, severity }) => `${severity} ${code}`),
      ['failing unlinked'],
    );
    const next = (await rollcall.api('GET', `/health?limit=200&cursor=${first.next_cursor ?? ''}`))
      .body as Health;
    assert.deepEqual(
      [...first.data, ...next.data].map(({ directory_id }) => directory_id),
      all.data.map(({ directory_id }) => directory_id),
    );
    const { token } = await failing.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'bound', scopes: ['*'], tenant: failing.slug },
    });
    const bound = await failing.api.as(token).ask('GET', '/health');
    assert.equal(bound.status, 403);
  });

  it('counts directories and problems for Prometheus, and how long news took', async () => {
    const metrics = (await rollcall.service.metrics.registry.metrics()).split('\n');
    const shown = (begins: string) => metrics.filter((line) => line.startsWith(begins));
    assert.match(shown('rollcall_directories{state="failing"}').join(), / [1-9]\d*$/);
    assert.deepEqual(shown('rollcall_directory_problems{code="unlinked"'), [
      'rollcall_directory_problems{code="unlinked",severity="failing"} 1',
    ]);
    assert.match(shown('rollcall_event_lag_seconds_count').join(), / [1-9]\d*$/);
  });

  const watchOf = (deps: Partial<HealthWatchDeps>) => {
    const { database, clock } = rollcall;
    return createHealthWatch({
      ...{ database, clock, policies: createActivePolicies(Buffer.alloc(32)), readsWorkos: true },
      ...{ intervalMs: 1_000, log: pino({ level: 'silent' }), ...deps },
    });
  };

  it('tells operators once that the events of WorkOS are not read, and once that they are again', async () => {
    const { database, clock, service, mail } = rollcall;
    const watches = [1, 2].map(() => watchOf({}));
    const lookTwice = async (afterMs: number): Promise<string[]> => {
      clock.advance(afterMs);
      await Promise.all(watches.map((watch) => watch.lookDue()));
      return sentSince(mail.sent.length);
    };
    const openProblems = async () => {
      const { body } = await rollcall.api('GET', '/health');
      return (body as Health).installation;
    };
    const sentSince = async (from: number): Promise<string[]> => {
      for (let minute = 0; minute < 2; minute += 1) {
        clock.advance(minuteMs);
        await service.notices?.sendDue();
      }
      return mail.sent
        .slice(from)
        .filter(({ subject }) => subject.startsWith('Rollcall: '))
        .map(({ to, subject }) => `${to.join()} ${subject}`);
    };
    const readTo = (at: Date) =>
      database.raw(
        `insert into workos_polling as p (environment, range_start, next_poll_at, caught_up_at, last_success_at)
         values ('test', ?, ?, ?, ?)
         on conflict (environment) do update set caught_up_at = excluded.caught_up_at`,
        [at, at, at, at],
      );
    await readTo(clock.now());
    assert.deepEqual(await lookTwice(10 * minuteMs), []);
    assert.deepEqual(await lookTwice(10 * minuteMs), [
      'operators@rollcall.example.com Rollcall: the events of WorkOS are not read',
    ]);
    assert.deepEqual(await lookTwice(10 * minuteMs), []);
    assert.deepEqual(
      (await openProblems()).map(({ code, severity }) => `${severity} ${code}`),
      ['failing poller_behind'],
    );
    await readTo(clock.now());
    assert.deepEqual(await lookTwice(0), []);
    clock.advance(hourMs);
    await readTo(clock.now());
    assert.deepEqual(await lookTwice(0), [
      'operators@rollcall.example.com Rollcall: over: the events of WorkOS are not read',
    ]);
    assert.deepEqual(await lookTwice(0), []);

    // Somebody stops reading them, and says so in the settings of all processes.
    assert.equal((await lookTwice(20 * minuteMs)).length, 1);
    const off = watchOf({ readsWorkos: false });
    for (let hour = 0; hour < 2; hour += 1) {
      clock.advance(hourMs);
      await database.raw('update workos_polling set next_poll_at = ?', [clock.now()]);
      await off.lookDue();
      assert.equal((await openProblems()).length, 1, 'while another process reads');
    }
    clock.advance(20 * minuteMs);
    await off.lookDue();
    clock.advance(hourMs);
    await off.lookDue();
    assert.deepEqual(await openProblems(), [], 'while nobody has read for a while');
    assert.deepEqual(await sentSince(mail.sent.length), [
      'operators@rollcall.example.com Rollcall: over: the events of WorkOS are not read',
    ]);
  });

  it('looks at tenants although it cannot look at the installation', async () => {
    const { clock, database } = rollcall;
    const company = await foundCompany(rollcall, policy);
    await rollcall.post(connection(company, 'unlinked', 1));
    await rollcall.drain();
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    clock.advance(5 * minuteMs);
    // Only what is asked of the installation is asked outside of any tenant.
    const broken: Database = {
      ...database,
      raw: () => Promise.reject(new Error('the installation cannot be looked at')),
    };
    await watchOf({ database: broken, log: pino({}, sink) }).lookDue();
    assert.ok((await recorded(company)).includes('directory.problem_found unlinked'));
    assert.equal(lines.filter((line) => /installation/.test(line)).length, 1);
  });
});
