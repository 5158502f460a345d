import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { signWebhook } from '../../src/cli/demo/sign-webhook.ts';
import { createApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, webhookSecret, type TestRollcall } from '../support/rollcall.ts';

const event = {
  id: 'event_1',
  event: 'dsync.user.created',
  created_at: '2026-01-10T08:00:00.000Z',
  data: {
    id: 'directory_user_1',
    directory_id: 'directory_acme',
    idp_id: '00u1',
    email: 'ada@acme.com',
    state: 'active',
  },
};

describe('the WorkOS webhook', () => {
  let rollcall: TestRollcall;

  beforeEach(async () => {
    rollcall = await startRollcall();
    await rollcall.createTenant('acme', 'directory_acme');
  });
  afterEach(() => rollcall.stop());

  const sign = (body: string | Buffer) => signWebhook(body, webhookSecret, rollcall.clock.now());
  async function deliver(
    body: string | Buffer,
    headers: Record<string, string>,
    url = rollcall.url,
  ): Promise<{ status: number; answer: Record<string, unknown>; headers: Headers }> {
    const answer = await fetch(`${url}/api/webhooks/workos`, { method: 'POST', headers, body });
    return {
      status: answer.status,
      answer: (await answer.json()) as Record<string, unknown>,
      headers: answer.headers,
    };
  }
  const events = async () => {
    const api = await createApiClient(rollcall.url, operatorToken);
    return (await api.expect('EventList', 'GET', '/tenants/acme/events')).data.map(({ id, status }) => [
      id,
      status,
    ]);
  };

  it('answers once the event is durable, whatever the content type and the spaces in the body', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', '']) {
      const body = JSON.stringify({ ...event, id: `event_${type}` }, null, 3);
      const { status, answer } = await deliver(body, {
        'workos-signature': sign(body),
        'content-type': type,
      });
      assert.equal(status, 200);
      assert.deepEqual(answer, { status: 'accepted', event_id: `event_${type}`, event_status: 'waiting' });
    }
    assert.equal((await events()).length, 4);
  });

  it('accepts the same event again without a second effect', async () => {
    await rollcall.post(event);
    await rollcall.post(event);
    assert.deepEqual(await events(), [['event_1', 'waiting']]);
  });

  it('says which thing is wrong with a signature, and keeps nothing', async () => {
    const body = JSON.stringify(event);
    const now = rollcall.clock.now();
    const at = (ms: number) => signWebhook(body, webhookSecret, new Date(now.getTime() + ms));
    const cases: [string, Record<string, string>][] = [
      ['missing_header', {}],
      ['malformed_header', { 'workos-signature': 'v1=abc' }],
      ['stale', { 'workos-signature': at(-10 * 60_000) }],
      ['in_the_future', { 'workos-signature': at(10 * 60_000) }],
      ['mismatch', { 'workos-signature': signWebhook(body, 'another secret', now) }],
      ['mismatch', { 'workos-signature': sign(`${body} `) }],
    ];
    const sentences = new Set<unknown>();
    for (const [because, headers] of cases) {
      const { status, answer, headers: answered } = await deliver(body, headers);
      assert.deepEqual(
        { status, code: answer['code'], because: answer['because'] },
        { status: 401, code: 'signature_invalid', because },
      );
      assert.equal(answered.get('www-authenticate'), 'WorkOS-Signature');
      sentences.add(answer['detail']);
    }
    assert.equal(sentences.size, 5);
    assert.deepEqual(await events(), []);
  });

  it('refuses broken JSON that is signed, and bodies that are too large', async () => {
    for (const body of ['{"id":', '', 'null ,']) {
      const { status, answer } = await deliver(body, { 'workos-signature': sign(body) });
      assert.deepEqual({ status, code: answer['code'] }, { status: 400, code: 'event_malformed' });
    }
    const large = JSON.stringify({ ...event, padding: 'x'.repeat(1_000_000) });
    const { status, answer } = await deliver(large, { 'workos-signature': sign(large) });
    assert.deepEqual({ status, code: answer['code'] }, { status: 413, code: 'payload_too_large' });
    assert.deepEqual(await events(), []);
  });

  it('refuses a small body that unpacks to a large one', async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000, ' '));
    const { status } = await deliver(packed, {
      'workos-signature': sign(packed),
      'content-encoding': 'gzip',
    });
    assert.equal(status, 413);
  });

  it('keeps what it cannot read, visibly', async () => {
    for (const [id, body] of [
      [
        'event_list',
        '{"id":"event_list","event":"dsync.user.created","data":{"directory_id":"directory_acme"}}',
      ],
    ] as const) {
      const { status, answer } = await deliver(body, { 'workos-signature': sign(body) });
      assert.equal(status, 200);
      assert.deepEqual(answer, { status: 'accepted', event_id: id, event_status: 'set_aside' });
      assert.deepEqual(await events(), [[id, 'set_aside']]);
    }
  });

  it('says that no secret is configured, so that WorkOS tries again later', async () => {
    const unset = await startRollcall({ secrets: null });
    try {
      const body = JSON.stringify(event);
      const { status, answer, headers } = await deliver(body, { 'workos-signature': sign(body) }, unset.url);
      assert.deepEqual({ status, code: answer['code'] }, { status: 503, code: 'signing_secret_missing' });
      assert.match(String(answer['detail']), /WORKOS_WEBHOOK_SECRET/);
      assert.ok(headers.get('retry-after'));
    } finally {
      await unset.stop();
    }
  });

  it('answers 503 while the event cannot be made durable, and 200 for the same delivery afterwards', async () => {
    const pool = rollcall.database.knex.client as { acquireConnection: () => Promise<unknown> };
    const acquireConnection = pool.acquireConnection;
    pool.acquireConnection = () =>
      Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    const body = JSON.stringify(event);
    const failed = await deliver(body, { 'workos-signature': sign(body) });
    assert.deepEqual(
      { status: failed.status, code: failed.answer['code'] },
      { status: 503, code: 'database_unavailable' },
    );
    pool.acquireConnection = acquireConnection;
    assert.equal((await deliver(body, { 'workos-signature': sign(body) })).status, 200);
    assert.deepEqual(await events(), [['event_1', 'waiting']]);
  });

  it('refuses a header that is given twice, one of them forged', async () => {
    const body = JSON.stringify(event);
    const forged = `t=${rollcall.clock.now().getTime()}, v1=${createHmac('sha256', 'x').update(body).digest('hex')}`;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        `${rollcall.url}/api/webhooks/workos`,
        { method: 'POST', headers: { 'workos-signature': [sign(body), forged] } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    assert.equal(status, 401);
    assert.deepEqual(await events(), []);
  });
});
