import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { v7 as newId } from 'uuid';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { OutboxDelivery, WebhookEndpointOnce } from '../../src/generated/api.ts';
import type { WebhookMessage } from '../../src/generated/webhook-messages.ts';
import { createWebhookPoster } from '../../src/outbound/webhooks/post-webhook.ts';
import { createSigner } from '../../src/outbound/webhooks/sign-message.ts';
import { insertAuditRecords, type AuditEntry } from '../../src/store/audit-records.ts';
import type { SecretKeys } from '../../src/store/sealed-secret.ts';
import { createWebhookDelivery } from '../../src/workers/deliver-webhooks.ts';
import type { ApiClient } from '../support/api-client.ts';
import { createApiClient } from '../support/api-client.ts';
import { dumpDatabase } from '../support/dump.ts';
import { officePolicy } from '../support/office.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { testSecretKey } from '../support/test-secret-key.ts';
import { isSignedWith, openSink, type Received, type WebhookSink } from '../support/webhook-sink.ts';

const hourMs = 60 * 60 * 1_000;
/** Only one test waits for it to be over. */
const timeoutMs = 2_000;

describe('Delivering webhooks', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let sink: WebhookSink;

  beforeEach(async () => {
    // Half of each jitter: as the schedule says, to the millisecond.
    rollcall = await startRollcall({ webhooks: { allowPrivate: true, timeoutMs, random: () => 0.5 } });
    api = await createApiClient(rollcall.url, operatorToken);
    sink = await openSink();
    await rollcall.createTenant('acme', 'directory_acme', officePolicy);
  });
  afterEach(async () => {
    await rollcall.stop();
    await sink.stop();
  });

  const makeEndpoint = (more: Record<string, unknown> = {}) =>
    api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', { body: { url: sink.url, ...more } });
  const deliverAll = () => rollcall.service.webhooks.deliverAll();
  const endpoint = ({ id }: WebhookEndpointOnce) =>
    api.expect('WebhookEndpoint', 'GET', `/webhook-endpoints/${id}`);
  const outbox = async (query = ''): Promise<OutboxDelivery[]> =>
    (await api.expect('OutboxDeliveryList', 'GET', `/tenants/acme/outbox?order=asc&limit=200${query}`)).data;
  const idp = () =>
    createSimulatedDirectory({
      seed: 3,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_acme',
    });

  /** Some people come, and get what their groups give. */
  async function hire(names: string[], by = idp(), groups: string[] = ['members']): Promise<void> {
    for (const name of names) {
      const hired = by.hire({
        email: `${name}@acme.com`,
        firstName: name,
        lastName: 'Example',
        attributes: {},
      });
      const events = [...hired.events];
      for (const group of groups) {
        const known = by.groups.find((each) => each.name === group);
        const { group: found, events: made } = known ? { group: known, events: [] } : by.createGroup(group);
        events.push(...made, ...by.join(hired.person, found));
      }
      for (const event of events) await rollcall.post(event);
    }
    await rollcall.drain();
  }

  const typesOf = (webhooks: Received[]) => webhooks.map(({ message }) => message.type);

  it('tells of a new person what happened, in its order, signed', async () => {
    const { secret } = await makeEndpoint();
    await hire(['ada']);
    await deliverAll();
    assert.deepEqual(typesOf(sink.taken), ['user.provisioned', 'workspace.member_added']);
    const [first] = sink.taken;
    assert.ok(first);
    assert.ok(isSignedWith(secret, first));
    assert.equal(first.headers['content-type'], 'application/json');
    const { data } = await api.expect(
      'AuditRecordList',
      'GET',
      '/tenants/acme/audit-records?action=user.provisioned',
    );
    assert.equal(first.id, data[0]?.id);
    assert.equal(first.message.timestamp, data[0]?.at);
    assert.ok((await outbox()).every(({ status, attempts }) => status === 'delivered' && attempts === 1));
  });

  it('signs so that the scheme’s own library takes it', async () => {
    const { secret } = await makeEndpoint();
    rollcall.clock.advance(Date.now() - rollcall.clock.now().getTime());
    await hire(['ada']);
    await deliverAll();
    for (const { body, headers } of sink.taken) new Webhook(secret).verify(body, headers);
    assert.throws(() =>
      new Webhook(secret).verify(`${sink.taken[0]?.body ?? ''} `, sink.taken[0]?.headers ?? {}),
    );
  });

  it('tells nothing to nobody: without an endpoint no message is made', async () => {
    await hire(['ada']);
    await makeEndpoint();
    await deliverAll();
    assert.deepEqual(await outbox(), []);
    assert.equal(sink.received.length, 0);
  });

  it('delivers everything in order once a target that was down for hours is up again, and bothers it little meanwhile', async () => {
    await makeEndpoint();
    const by = idp();
    sink.answer = () => 503;
    await hire(['ada', 'bea'], by);
    for (let minutes = 0; minutes < 6 * 60; minutes += 5) {
      await deliverAll();
      if (minutes === 60) await hire(['cem', 'dan'], by, ['members', 'admins']);
      rollcall.clock.advance(5 * 60 * 1_000);
    }
    const tried = sink.received.length;
    assert.ok(tried < 100, `${tried} attempts`);
    assert.equal(sink.taken.length, 0);

    // The first that is due finds it up again, and brings all the others with it.
    sink.answer = () => 200;
    const due = (await outbox())
      .filter(({ attempts }) => attempts > 0)
      .map(({ next_attempt_at }) => Date.parse(next_attempt_at ?? ''));
    assert.ok(due.length > 1);
    rollcall.clock.advance(Math.max(0, Math.min(...due) - rollcall.clock.now().getTime()));
    await deliverAll();
    const waited = await outbox();
    assert.ok(waited.length >= 8, `${waited.length} messages`);
    assert.ok(
      waited.every(({ status }) => status === 'delivered'),
      JSON.stringify(waited),
    );
    assert.deepEqual(
      new Set(sink.taken.map(({ id }) => id)),
      new Set(waited.map(({ message_id }) => message_id)),
    );
    assert.equal(sink.taken.length, waited.length);
    assertInOrder(sink.taken, waited);
  });

  it('lets one message that is always refused hold up nobody but its own person, and gives it up after a day', async () => {
    await makeEndpoint();
    await hire(['ada', 'bea']);
    const [poison] = await outbox();
    sink.answer = ({ id }) => (id === poison?.message_id ? 500 : 204);
    const began = rollcall.clock.now().getTime();
    const attemptsAt: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const before = sink.received.filter(({ id }) => id === poison?.message_id).length;
      await deliverAll();
      if (sink.received.filter(({ id }) => id === poison?.message_id).length > before) {
        attemptsAt.push((rollcall.clock.now().getTime() - began) / 1_000);
      }
      const [next] = (await outbox()).filter(({ status }) => status === 'waiting');
      if (next?.next_attempt_at == null) break;
      const ms = new Date(next.next_attempt_at).getTime() - rollcall.clock.now().getTime();
      if (round === 0) {
        assert.deepEqual(
          (await outbox('&status=delivered')).map(({ user_id }) => user_id === poison?.user_id),
          [false, false],
        );
      }
      // Where it is due already, the endpoint rests.
      rollcall.clock.advance(ms > 0 ? ms : 5 * 60 * 1_000);
    }
    assert.deepEqual(attemptsAt, [0, 5, 35, 155, 755, 2_555, 6_155, 13_355, 27_755, 56_555, 86_400]);
    const [dead, ...others] = await outbox('&status=dead');
    assert.deepEqual(
      {
        id: dead?.message_id,
        attempts: dead?.attempts,
        last: dead?.last_status,
        next: dead?.next_attempt_at,
      },
      { id: poison?.message_id, attempts: 11, last: 500, next: null },
    );
    assert.match(dead?.last_error ?? '', /answered 500/);
    assert.deepEqual(others, []);
    assert.equal((await outbox('&status=delivered')).length, 3);

    sink.answer = () => 204;
    await deliverAll();
    assert.equal(
      sink.taken.filter(({ id }) => id === poison?.message_id).length,
      0,
      'dead is not tried again',
    );
    const replayed = await api.expect('OutboxReplayed', 'POST', '/tenants/acme/outbox/replay', { body: {} });
    assert.deepEqual(replayed, { replayed: 1 });
    await deliverAll();
    assert.deepEqual(sink.taken.at(-1)?.id, poison?.message_id);
    assert.deepEqual(await outbox('&status=dead'), []);
  });

  it('gives up on an endpoint that hangs within its time, and delivers to another meanwhile', async () => {
    const hung = await openSink();
    hung.answer = () => null;
    try {
      const { id } = await makeEndpoint({ url: hung.url });
      await makeEndpoint();
      await hire(['ada', 'bea', 'cem']);
      await deliverAll();
      assert.equal(sink.taken.length, 6);
      const waiting = await outbox(`&endpoint=${id}&status=waiting`);
      assert.equal(waiting.length, 6);
      assert.match(waiting[0]?.last_error ?? '', /No whole answer came within 2 s/);
    } finally {
      await hung.stop();
    }
  });

  it('does not follow a redirect to this machine, and says so', async () => {
    const inside = await openSink();
    try {
      await makeEndpoint();
      sink.answer = () => ({ status: 307, headers: { location: inside.url } });
      await hire(['ada']);
      await deliverAll();
      assert.equal(inside.received.length, 0);
      const [first] = await outbox();
      assert.deepEqual({ status: first?.status, last: first?.last_status }, { status: 'waiting', last: 307 });
      assert.match(first?.last_error ?? '', /Redirects are not followed/);
    } finally {
      await inside.stop();
    }
  });

  it('waits as long as the endpoint asks for', async () => {
    await makeEndpoint();
    sink.answer = () => ({ status: 429, headers: { 'retry-after': '1800' } });
    await hire(['ada']);
    await deliverAll();
    assert.equal(sink.received.length, 1);
    sink.answer = () => 204;
    rollcall.clock.advance(1_799_000);
    await deliverAll();
    assert.equal(sink.received.length, 1);
    rollcall.clock.advance(1_000);
    await deliverAll();
    assert.equal(sink.taken.length, 2);
  });

  it('disables an endpoint that says it is gone, keeps what is for it, and delivers that once it is enabled', async () => {
    const made = await makeEndpoint();
    sink.answer = () => 410;
    const by = idp();
    await hire(['ada'], by);
    await deliverAll();
    const { state, says } = await endpoint(made);
    assert.equal(state, 'disabled');
    assert.match(says ?? '', /410.*waits/);
    const asked = sink.received.length;
    sink.answer = () => 204;
    rollcall.clock.advance(hourMs);
    await hire(['bea'], by);
    await deliverAll();
    assert.equal(sink.received.length, asked, 'nothing is sent to a disabled endpoint');

    await api.expect('WebhookEndpoint', 'POST', `/webhook-endpoints/${made.id}/enable`);
    await deliverAll();
    assert.equal(sink.taken.length, 4);
    assert.equal((await endpoint(made)).state, 'active');
  });

  it('disables an endpoint after two days without a success, and tells the operator', async () => {
    const made = await makeEndpoint();
    sink.answer = () => 500;
    const by = idp();
    let hours = 0;
    for (; hours <= 50 && (await endpoint(made)).state === 'active'; hours += 2) {
      if (hours % 20 === 0) await hire([`p${hours}`], by);
      await deliverAll();
      rollcall.clock.advance(2 * hourMs);
    }
    assert.ok(hours >= 48 && hours <= 50, `${hours} hours`);
    assert.match((await endpoint(made)).says ?? '', /two days/);
    const metrics = await (await fetch(`${rollcall.url}/metrics`)).text();
    assert.match(metrics, /rollcall_webhook_endpoints_disabled_total 1/);
    assert.match(metrics, /rollcall_webhook_endpoints\{state="disabled"\} 1/);
    sink.answer = () => 204;
    await api.expect('WebhookEndpoint', 'POST', `/webhook-endpoints/${made.id}/enable`);
    await deliverAll();
    assert.equal((await outbox('&status=waiting')).length, 0);
    assert.ok(sink.taken.length >= 2);
  });

  it('signs with both secrets while one takes over from the other', async () => {
    const made = await makeEndpoint();
    const rotated = await api.expect('WebhookSecretOnce', 'POST', `/webhook-endpoints/${made.id}/secrets`, {
      body: {},
    });
    const by = idp();
    await hire(['ada'], by);
    await deliverAll();
    for (const webhook of sink.taken) {
      assert.ok(isSignedWith(made.secret, webhook));
      assert.ok(isSignedWith(rotated.secret, webhook));
    }
    rollcall.clock.advance(24 * hourMs);
    await hire(['bea'], by);
    await deliverAll();
    const last = sink.taken.at(-1);
    assert.ok(last && isSignedWith(rotated.secret, last) && !isSignedWith(made.secret, last));

    const { secret } = await api.expect(
      'WebhookSecretOnce',
      'POST',
      `/webhook-endpoints/${made.id}/secrets`,
      {
        body: { former_end_in_hours: 0 },
      },
    );
    await hire(['cem'], by);
    await deliverAll();
    const latest = sink.taken.at(-1);
    assert.ok(latest && isSignedWith(secret, latest) && !isSignedWith(rotated.secret, latest));
    assert.equal((await endpoint(made)).secrets.length, 1);
  });

  it('keeps no secret where a dump of the database shows it', async () => {
    const { id, secret } = await makeEndpoint();
    const rotated = await api.expect('WebhookSecretOnce', 'POST', `/webhook-endpoints/${id}/secrets`, {
      body: {},
    });
    const dump = [...(await dumpDatabase(rollcall.databaseUrl)).values()].flat().join('\n');
    assert.ok(dump.includes(id));
    for (const made of [secret, rotated.secret]) {
      const bytes = Buffer.from(made.replace('whsec_', ''), 'base64');
      for (const form of ['base64', 'base64url', 'hex', 'latin1'] as const) {
        assert.ok(!dump.includes(bytes.toString(form)), form);
      }
    }
    assert.ok(!dump.includes(testSecretKey.toString('base64')));
  });

  it('tells an endpoint of a tenant nothing of another, and one of every tenant of each', async () => {
    const others = await openSink();
    const both = await openSink();
    try {
      const { tenantId } = await rollcall.createTenant('initech', 'directory_initech', officePolicy);
      await makeEndpoint({ tenant: 'acme' });
      await makeEndpoint({ tenant: 'initech', url: others.url });
      await makeEndpoint({ url: both.url });
      await hire(['ada']);
      await rollcall.database.inTenant(tenantId, (trx) =>
        insertAuditRecords(trx, tenantId, [entry(null)], rollcall.clock.now()),
      );
      await deliverAll();
      const slugs = ({ taken }: WebhookSink) =>
        [...new Set(taken.map(({ message }) => slugOf(message)))].sort();
      assert.deepEqual(slugs(sink), ['acme']);
      assert.deepEqual(slugs(others), ['initech']);
      assert.deepEqual(slugs(both), ['acme', 'initech']);
    } finally {
      await others.stop();
      await both.stop();
    }
  });

  it('tells an endpoint only of the types that it listens to', async () => {
    await makeEndpoint({ event_types: ['workspace.*', 'session.revoked'] });
    await hire(['ada']);
    await deliverAll();
    assert.deepEqual(typesOf(sink.taken), ['workspace.member_added']);
    const kept = await dumpDatabase(rollcall.databaseUrl);
    assert.equal(kept.get('public.outbox_messages')?.length, 1, 'what nobody listens to is not kept');
  });

  it('forgets what waits for an endpoint that is deleted', async () => {
    const { id } = await makeEndpoint();
    await hire(['ada']);
    await api.ask('DELETE', `/webhook-endpoints/${id}`);
    assert.deepEqual(await outbox(), []);
    await deliverAll();
    assert.equal(sink.received.length, 0);
    const left = [...(await dumpDatabase(rollcall.databaseUrl))].filter(([name]) =>
      name.endsWith('outbox_deliveries'),
    );
    assert.deepEqual(left[0]?.[1], []);
  });

  it('delivers a message again to whom it was delivered, under the same id, when somebody asks for it', async () => {
    await makeEndpoint();
    await hire(['ada']);
    await deliverAll();
    const [first] = sink.taken;
    const path = `/tenants/acme/outbox/${first?.id ?? ''}`;
    const shown = await api.expect('OutboxMessage', 'GET', path);
    assert.deepEqual(shown.payload, first?.message);
    assert.deepEqual(
      shown.deliveries.map(({ status }) => status),
      ['delivered'],
    );
    await api.expect('OutboxReplayed', 'POST', `${path}/replay`, { body: {} });
    await deliverAll();
    assert.equal(sink.taken.length, 3);
    assert.deepEqual(sink.taken[2]?.body, first?.body);
    assert.equal(sink.taken[2]?.id, first?.id);
  });

  it('says at once whether a test message arrives', async () => {
    const made = await makeEndpoint();
    const path = `/webhook-endpoints/${made.id}/test`;
    assert.deepEqual(await api.expect('WebhookTestReport', 'POST', path), {
      delivered: true,
      status: 204,
      problem: null,
    });
    const [test] = sink.taken;
    assert.ok(test && isSignedWith(made.secret, test));
    assert.equal(test.message.type, 'webhook.test');
    sink.answer = () => 500;
    const failed = await api.expect('WebhookTestReport', 'POST', path);
    assert.deepEqual(
      { delivered: failed.delivered, status: failed.status },
      { delivered: false, status: 500 },
    );
  });

  it('removes delivered messages after 30 days, dead ones after 90, and never one that waits', async () => {
    const day = 24 * hourMs;
    const made = await makeEndpoint();
    const { tenantId } = await tenantOf();
    const users = [newId(), newId(), newId()] as const;
    const say = (userId: string) =>
      rollcall.database.inTenant(tenantId, (trx) =>
        insertAuditRecords(trx, tenantId, [entry(userId)], rollcall.clock.now()),
      );
    await say(users[0]);
    await deliverAll();
    sink.answer = () => 500;
    await say(users[1]);
    for (let hours = 0; hours < 26; hours += 2) {
      await deliverAll();
      rollcall.clock.advance(2 * hourMs);
    }
    await say(users[2]);
    const left = async () =>
      (await outbox()).map(({ user_id, status }) => [users.indexOf(user_id as never), status]);
    const clean = () => rollcall.service.retention.removeOld();
    await clean();
    assert.deepEqual(await left(), [
      [0, 'delivered'],
      [1, 'dead'],
      [2, 'waiting'],
    ]);
    rollcall.clock.advance(30 * day);
    await clean();
    assert.deepEqual(await left(), [
      [1, 'dead'],
      [2, 'waiting'],
    ]);
    rollcall.clock.advance(61 * day);
    await clean();
    assert.deepEqual(await left(), [[2, 'waiting']]);
    assert.equal((await endpoint(made)).state, 'active');
  });

  it('keeps the order of each person whatever fails, and loses nothing', async () => {
    await makeEndpoint({ tenant: 'acme' });
    const { tenantId } = await tenantOf();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 14 }),
        fc.array(fc.constantFrom(204, 204, 500, 302, 429), { minLength: 1, maxLength: 60 }),
        fc.array(fc.constantFrom(1_000, 10_000, 120_000, 3_600_000), { minLength: 1, maxLength: 8 }),
        async (people, answers, pauses) => {
          const first = sink.taken.length;
          const ids = [newId(), newId(), newId(), null];
          await rollcall.database.inTenant(tenantId, (trx) =>
            insertAuditRecords(
              trx,
              tenantId,
              people.map((person) => entry(ids[person] ?? null)),
              rollcall.clock.now(),
            ),
          );
          const script = answers.values();
          sink.answer = () => script.next().value ?? 204;
          for (let round = 0; (await outbox('&status=waiting')).length > 0; round += 1) {
            await deliverAll();
            rollcall.clock.advance(round < 10 ? (pauses[round % pauses.length] ?? 1_000) : hourMs);
          }
          const taken = sink.taken.slice(first);
          const delivered = await outbox('&status=delivered');
          assert.equal(delivered.length + (await outbox('&status=dead')).length, people.length);
          assert.equal(taken.length, delivered.length);
          assertInOrder(taken, delivered);
          await rollcall.database.inTenant(tenantId, (trx) => trx.raw('delete from outbox_deliveries'));
        },
      ),
      { numRuns: 12 },
    );
  }).timeout(120_000);

  it('delivers each message once while two processes deliver at the same time', async () => {
    await makeEndpoint();
    const { tenantId } = await tenantOf();
    const people = Array.from({ length: 150 }, () => newId());
    await rollcall.database.inTenant(tenantId, (trx) =>
      insertAuditRecords(trx, tenantId, [...people, ...people].map(entry), rollcall.clock.now()),
    );
    const secretKeys: SecretKeys = [testSecretKey];
    const second = createWebhookDelivery({
      database: rollcall.database,
      policies: rollcall.service.tenancy.policies,
      clock: rollcall.clock,
      log: pino({ level: 'silent' }),
      random: () => 0.5,
      poster: createWebhookPoster({ allowPrivate: true }),
      signer: createSigner(secretKeys),
      pollIntervalMs: 1_000,
      onAttempt: () => undefined,
      onDisabled: () => undefined,
    });
    const done: number[] = [];
    sink.answer = ({ path }) => (path === '/hooks' ? 204 : 404);
    await Promise.all([deliverAll().then(() => done.push(1)), second.deliverAll().then(() => done.push(2))]);
    // Whoever found nothing left at the end may have left some that the other had claimed.
    await deliverAll();
    await second.stop();
    assert.equal(done.length, 2);
    assert.equal(sink.received.length, 300);
    assert.equal(new Set(sink.received.map(({ id }) => id)).size, 300);
    assertInOrder(sink.taken, await every(outbox));
  });

  it('leaves what it has no key to sign for to a process that has, and harms neither it nor the endpoint', async () => {
    const made = await makeEndpoint();
    const { tenantId } = await tenantOf();
    await rollcall.database.inTenant(tenantId, (trx) =>
      insertAuditRecords(trx, tenantId, [newId()].map(entry), rollcall.clock.now()),
    );
    const stranger = createWebhookDelivery({
      database: rollcall.database,
      policies: rollcall.service.tenancy.policies,
      clock: rollcall.clock,
      log: pino({ level: 'silent' }),
      random: () => 0.5,
      poster: createWebhookPoster({ allowPrivate: true }),
      signer: createSigner([Buffer.alloc(32, 7)]),
      pollIntervalMs: 1_000,
      onAttempt: () => assert.fail('an attempt was made without a key'),
      onDisabled: () => undefined,
    });
    await stranger.deliverAll();
    await stranger.stop();
    const [waiting] = await outbox();
    assert.deepEqual([waiting?.status, waiting?.attempts, waiting?.last_error], ['waiting', 0, null]);
    assert.equal((await endpoint(made)).failing_since, null);
    await deliverAll();
    assert.equal(sink.taken.length, 1);
    assert.deepEqual(
      (await outbox()).map(({ status, attempts }) => [status, attempts]),
      [['delivered', 1]],
    );
  });

  async function every(read: typeof outbox): Promise<OutboxDelivery[]> {
    assert.ok(read);
    const all: OutboxDelivery[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { data: OutboxDelivery[]; next_cursor: string | null } = await api.expect(
        'OutboxDeliveryList',
        'GET',
        `/tenants/acme/outbox?order=asc&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      all.push(...page.data);
      cursor = page.next_cursor;
    }
    return all;
  }

  async function tenantOf(): Promise<{ tenantId: string }> {
    const { id } = await api.expect('Tenant', 'GET', '/tenants/acme');
    return { tenantId: id };
  }
});

/** Of each person what was taken first, second and so on is what was written first, second and so on. */
function assertInOrder(taken: Received[], written: OutboxDelivery[]): void {
  const byPerson = Map.groupBy(written, ({ user_id }) => user_id);
  for (const [person, deliveries] of byPerson) {
    const ids = new Set(deliveries.map(({ message_id }) => message_id));
    assert.deepEqual(
      taken.filter(({ id }) => ids.has(id)).map(({ id }) => id),
      deliveries.map(({ message_id }) => message_id),
      person ?? 'nobody',
    );
  }
}

function slugOf(message: WebhookMessage): string {
  return message.type === 'webhook.test' ? '' : (message.data.tenant?.slug ?? '');
}

function entry(userId: string | null): AuditEntry {
  return {
    actor: { kind: 'system', id: null },
    action: userId === null ? 'policy.activated' : 'role.changed',
    userId,
    directoryId: null,
    before: null,
    after: { role: 'member', origin: 'directory' },
    reason: 'Made up for a test',
    eventIds: [],
    policyVersion: 1,
  };
}
