import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import { RollcallError } from '../../../src/domain/rollcall-error.ts';
import { compileRedaction } from '../../../src/policy/redact.ts';
import {
  createEventPoller,
  type EventPoller,
  type EventPollerDeps,
} from '../../../src/sources/workos/event-poller.ts';
import { createEventPlacement } from '../../../src/sources/workos/place-event.ts';
import { createWorkosApi } from '../../../src/sources/workos/workos-api.ts';
import type { Database, Transaction } from '../../../src/store/database.ts';
import { activeAccounts, seenRecords } from '../../support/accounts.ts';
import type { FakeDirectory } from '../../support/fake-workos/fake-directory.ts';
import type { FakeWorkos } from '../../support/fake-workos/environment.ts';
import { startFakeWorkos } from '../../support/fake-workos/fake-workos.ts';
import { startRollcall, webhookSecret, type TestRollcall } from '../../support/rollcall.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';

const intervalMs = 5_000;
const day = 24 * 3_600_000;

describe('The poller of the Events API', () => {
  let rollcall: TestRollcall;
  let clock: TestClock;
  let fake: FakeWorkos;
  let poller: EventPoller;
  let logged: string;
  let slug = 0;
  /** Of the service, which keeps it while the fake may change its own. */
  const apiKey = 'sk_test_never_in_a_log';

  before(async () => {
    // The fake has to be there first, and has the time of Rollcall all the same.
    const later: { clock?: TestClock } = {};
    const start = createTestClock();
    fake = await startFakeWorkos({
      apiKey,
      webhookSecret,
      clock: { now: () => (later.clock ?? start).now() },
    });
    rollcall = await startRollcall({
      logger: pino({ level: 'trace' }, { write: (line) => (logged += line) }),
      workosPolling: { apiUrl: fake.url, apiKey, intervalMs, random: () => 0 },
    });
    ({ clock } = rollcall);
    later.clock = clock;
    assert.ok(rollcall.service.eventPoller);
    poller = rollcall.service.eventPoller;
  });
  after(async () => {
    await fake.stop();
    await rollcall.stop();
  });
  beforeEach(async () => {
    logged = '';
    Object.assign(fake.webhooks, { url: `${rollcall.url}/api/webhooks/workos`, copies: 1, shuffles: false });
    fake.beforeAnswer = null;
    fake.apiKey = apiKey;
    await caughtUp();
    await resyncs();
    fake.requests.length = 0;
  });

  /** Reads until nothing is left, whatever the test before has left behind. */
  async function caughtUp(): Promise<void> {
    clock.advance(600_000);
    assert.equal((await poller.pollDue()).kind, 'caught_up');
    clock.advance(intervalMs);
  }

  async function connect(): Promise<{ directory: FakeDirectory; tenantId: string }> {
    const directory = fake.addDirectory();
    const { tenantId } = await rollcall.createTenant(`acme-${(slug += 1)}`, directory.id);
    return { directory, tenantId };
  }

  function hire({ idp }: FakeDirectory, people: number, from = 0): void {
    for (let number = from; number < from + people; number += 1) {
      const name = `p${number}`;
      const email = `${name}@${idp.directoryId}.example.com`.toLowerCase();
      fake.publish(idp.hire({ email, firstName: name, lastName: 'X', attributes: {} }).events);
    }
  }

  async function assertAccounts(tenantId: string, { idp }: FakeDirectory): Promise<void> {
    await rollcall.drain();
    const expected = idp.people.filter(({ state }) => state === 'active').map(({ idpId }) => idpId);
    const accounts = await activeAccounts(rollcall.database, tenantId);
    assert.deepEqual(accounts.map(({ external_id }) => external_id).sort(), expected.sort());
    const made = (await seenRecords(rollcall.database, tenantId)).filter(
      ({ action }) => action === 'user.provisioned',
    );
    const people = new Set(made.map(({ after }) => after?.['external_id']));
    assert.equal(made.length, people.size, 'somebody was provisioned twice');
  }

  /** As another process would have it, on the same database. */
  function anotherPoller(change: Partial<EventPollerDeps> = {}): EventPoller {
    const { database, service } = rollcall;
    const { policies } = service.tenancy;
    const redaction = { drop: [], drop_values_like: [], mask_in_logs: [] };
    const defaultRedaction = compileRedaction(redaction, (value) => value);
    return createEventPoller({
      database,
      clock,
      log: pino({ level: 'silent' }),
      api: createWorkosApi({ url: fake.url, apiKey: change.apiKey ?? apiKey }),
      apiUrl: fake.url,
      apiKey,
      place: createEventPlacement({ database, policies, clock, defaultRedaction }),
      intervalMs,
      random: () => 0,
      onPage: () => undefined,
      onFault: () => undefined,
      onMissed: () => undefined,
      ...change,
    });
  }

  /** The next answer of WorkOS waits: resolves once it is asked for, with what lets it go. */
  function holdNextAnswer(behind = 0): Promise<() => void> {
    return new Promise((asked) => {
      let left = behind;
      fake.beforeAnswer = () => {
        left -= 1;
        if (left >= 0) return undefined;
        fake.beforeAnswer = null;
        return new Promise((release) => asked(release));
      };
    });
  }

  async function resyncs(): Promise<Map<string, string | null>> {
    const { rows } = await rollcall.database.raw<{ rows: { key: string; resync_reason: string | null }[] }>(
      'select key, resync_reason from directory_routes where resync_requested_at is not null',
    );
    await rollcall.database.raw(
      'update directory_routes set resync_requested_at = null, resync_reason = null',
    );
    return new Map(rows.map(({ key, resync_reason }) => [key, resync_reason]));
  }

  it('catches up with a day of lost webhooks', async () => {
    const { directory, tenantId } = await connect();
    const { idp } = directory;
    fake.publish(idp.activate());
    hire(directory, 20);
    await fake.webhooks.deliverDue();
    await assertAccounts(tenantId, directory);

    fake.webhooks.url = null;
    clock.advance(day);
    directory.catchUp();
    hire(directory, 230, 20);
    const [blocked, removed] = idp.people;
    assert.ok(blocked && removed);
    fake.publish([...idp.deactivate(blocked), ...idp.remove(removed)]);
    const outcome = await poller.pollDue();
    // The first 21 again, which the webhook had brought.
    assert.deepEqual([outcome.kind, outcome.events], ['caught_up', 253]);
    assert.equal(fake.requests.length, 3);
    await assertAccounts(tenantId, directory);
  });

  it('and the webhook together apply everything once, doubled and in any order', async () => {
    const { directory, tenantId } = await connect();
    Object.assign(fake.webhooks, { copies: 2, shuffles: true });
    hire(directory, 120);
    const { idp } = directory;
    fake.publish(idp.people.slice(0, 8).flatMap((person) => idp.deactivate(person)));
    fake.publish(idp.people.slice(0, 4).flatMap((person) => idp.comeBack(person)));
    await Promise.all([fake.webhooks.deliverDue(), poller.pollDue()]);
    await assertAccounts(tenantId, directory);
    const inbox = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { count: number }[] }>('select count(*)::int as count from inbox where tenant_id = ?', [
        tenantId,
      ]),
    );
    assert.equal(inbox.rows[0]?.count, 132);
  });

  it('keeps events of a directory that nobody has claimed, until somebody does', async () => {
    const directory = fake.addDirectory();
    fake.webhooks.url = null;
    hire(directory, 3);
    await poller.pollDue();
    const { tenantId } = await rollcall.createTenant('late', directory.id);
    await assertAccounts(tenantId, directory);
  });

  it('loses and doubles nothing where its process is killed between two pages', async function () {
    this.timeout(20_000);
    const { directory, tenantId } = await connect();
    fake.webhooks.url = null;
    hire(directory, 250);
    const held = holdNextAnswer(2);
    const child = fork(new URL('../../support/lane-process.ts', import.meta.url), {
      env: {
        ...process.env,
        DATABASE_URL: rollcall.databaseUrl,
        NOW: clock.now().toISOString(),
        WORKOS_API_URL: fake.url,
        WORKOS_API_KEY: apiKey,
      },
    });
    await held;
    child.kill('SIGKILL');
    await once(child, 'exit');

    assert.equal((await poller.pollDue()).kind, 'not_now', 'its turn is not over yet');
    clock.advance(60_000);
    const outcome = await poller.pollDue();
    assert.deepEqual([outcome.kind, outcome.events], ['caught_up', 50]);
    await assertAccounts(tenantId, directory);
  });

  it('takes turns with those of other processes', async () => {
    const { directory } = await connect();
    hire(directory, 150);
    const outcomes = await Promise.all([poller, anotherPoller()].map((each) => each.pollDue()));
    assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['caught_up', 'not_now']);
    assert.equal(fake.requests.length, 2);
    assert.equal((await anotherPoller().pollDue()).kind, 'not_now', 'and not before the interval is over');
  });

  it('moves nothing where another process has taken the turn meanwhile', async () => {
    const { directory, tenantId } = await connect();
    fake.webhooks.url = null;
    hire(directory, 5);
    const held = holdNextAnswer();
    const slow = anotherPoller().pollDue();
    const release = await held;
    clock.advance(60_000);
    assert.equal((await poller.pollDue()).kind, 'caught_up');
    release();
    assert.equal((await slow).kind, 'overtaken');
    await assertAccounts(tenantId, directory);
  });

  it('waits as long as a 429 asks, and twice as long after each further fault', async () => {
    const restsUntil = async (ms: number): Promise<void> => {
      clock.advance(ms - 1);
      assert.equal((await poller.pollDue()).kind, 'not_now');
      clock.advance(1);
    };
    fake.limits.refuseNext(1, 30);
    const { kind, fault } = await poller.pollDue();
    assert.deepEqual([kind, fault], ['faulty', 'rate_limited']);
    await restsUntil(30_000);
    fake.failNext(3);
    for (const [failures, rest] of [2, 3, 4].map((count) => [count, 500 * 2 ** (count - 1)] as const)) {
      const outcome = await poller.pollDue();
      assert.deepEqual([outcome.fault, outcome.failures], ['server_error', failures]);
      await restsUntil(rest);
    }
    assert.equal((await poller.pollDue()).kind, 'caught_up');
  });

  it('asks for a resync of every directory where its place has expired, and goes on from now', async () => {
    const { directory, tenantId } = await connect();
    hire(directory, 2);
    await fake.webhooks.deliverDue();
    await poller.pollDue();
    clock.advance(intervalMs);
    fake.events.expire();
    assert.equal((await poller.pollDue()).kind, 'caught_up');
    assert.match(logged, /a resync of each directory is requested/);
    const requested = await resyncs();
    assert.equal(requested.get(directory.id), 'events_expired');
    const metrics = await rollcall.service.metrics.registry.metrics();
    assert.match(
      metrics,
      new RegExp(`rollcall_resyncs_requested_total{reason="events_expired"} ${requested.size}`),
    );

    clock.advance(intervalMs);
    directory.catchUp();
    fake.webhooks.url = null;
    hire(directory, 1, 2);
    await poller.pollDue();
    await assertAccounts(tenantId, directory);
    assert.equal((await resyncs()).size, 0);
  });

  it('asks for no resync where WorkOS refuses whatever is asked', async () => {
    await connect();
    fake.failNext(2, 400);
    assert.equal((await poller.pollDue()).fault, 'refused');
    assert.equal((await resyncs()).size, 0);
  });

  it('says that the key is refused, and gives it away nowhere', async () => {
    fake.apiKey = 'sk_another';
    assert.equal((await poller.pollDue()).fault, 'unauthorized');
    assert.match(logged, /WorkOS refuses WORKOS_API_KEY/);
    const { rows } = await rollcall.database.raw<{ rows: unknown[] }>('select * from workos_polling');
    assert.ok(!(logged + JSON.stringify(rows)).includes(apiKey));
  });

  it('goes on where it was under another key of the same environment', async () => {
    const { directory, tenantId } = await connect();
    fake.webhooks.url = null;
    clock.advance(2 * day);
    directory.catchUp();
    hire(directory, 3);
    fake.apiKey = 'sk_rotated';
    assert.equal((await anotherPoller({ apiKey: 'sk_rotated' }).pollDue()).kind, 'caught_up');
    await assertAccounts(tenantId, directory);
    assert.equal((await resyncs()).size, 0);
  });

  it('asks for a resync where a key is first used after longer than WorkOS keeps events', async () => {
    const { directory } = await connect();
    clock.advance(31 * day);
    fake.apiKey = 'sk_next_month';
    const missed: string[] = [];
    const late = anotherPoller({ apiKey: 'sk_next_month', onMissed: (reason) => missed.push(reason) });
    assert.equal((await late.pollDue()).kind, 'caught_up');
    assert.deepEqual(missed, ['events_expired']);
    assert.equal((await resyncs()).get(directory.id), 'events_expired');
  });

  it('keeps the events of all others where one tenant’s policy cannot be used', async () => {
    const [good, bad] = [await connect(), await connect()];
    fake.webhooks.url = null;
    for (const { directory } of [bad, good]) hire(directory, 2);
    const { database, service } = rollcall;
    const usable = service.tenancy.policies;
    const policies: typeof usable = {
      ...usable,
      load(trx, tenant) {
        if (tenant.id === bad.tenantId) throw new RollcallError('policy_invalid', 'It does not compile.');
        return usable.load(trx, tenant);
      },
    };
    const redaction = { drop: [], drop_values_like: [], mask_in_logs: [] };
    const defaultRedaction = compileRedaction(redaction, (value) => value);
    const place = createEventPlacement({ database, policies, clock, defaultRedaction });
    const missed: unknown[] = [];
    const one = anotherPoller({ place, onMissed: (...what) => missed.push(what) });
    assert.equal((await one.pollDue()).kind, 'caught_up');
    assert.deepEqual(missed, [['policy_unusable', 1]]);
    assert.deepEqual([...(await resyncs())], [[bad.directory.id, 'policy_unusable']]);
    await assertAccounts(good.tenantId, good.directory);
  });

  it('reads a page again that could not be kept', async () => {
    const { directory, tenantId } = await connect();
    fake.webhooks.url = null;
    hire(directory, 3);
    const { database } = rollcall;
    const failing = (trx: Transaction): Transaction => ({
      ...trx,
      raw: (sql, bindings) =>
        sql.includes('insert into inbox') ? Promise.reject(new Error('disk full')) : trx.raw(sql, bindings),
    });
    const acrossTenants: Database['acrossTenants'] = (work) =>
      database.acrossTenants((trx) => work(failing(trx)));
    const unlucky = anotherPoller({ database: { ...database, acrossTenants } });
    await assert.rejects(unlucky.pollDue(), /disk full/);
    assert.equal((await poller.pollDue()).kind, 'not_now');
    clock.advance(500);
    assert.equal((await poller.pollDue()).kind, 'caught_up');
    await assertAccounts(tenantId, directory);
  });

  it('ends what it asks when it is stopped, and another process goes on at once', async () => {
    const { directory, tenantId } = await connect();
    fake.webhooks.url = null;
    hire(directory, 1);
    const held = holdNextAnswer();
    const stopped = anotherPoller();
    const turn = stopped.pollDue();
    await held;
    await stopped.stop();
    assert.equal((await turn).kind, 'stopped');
    assert.equal((await poller.pollDue()).kind, 'caught_up');
    await assertAccounts(tenantId, directory);
  });

  it('says how far behind it is', async () => {
    await poller.pollDue();
    clock.advance(90_000);
    const metrics = await rollcall.service.metrics.registry.metrics();
    assert.match(metrics, /^rollcall_workos_poll_lag_seconds 90$/m);
    const at = clock.now().getTime() / 1_000 - 90;
    assert.match(metrics, new RegExp(`^rollcall_workos_poll_last_success_timestamp_seconds ${at}$`, 'm'));
  });
});
