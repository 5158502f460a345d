import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RollcallProblem, RollcallUnreachable } from '../../src/client/api-fault.ts';
import { createClient } from '../../src/client/create-client.ts';
import type { ClientOptions } from '../../src/client/send-request.ts';
import { nastyText } from '../support/nasty-text.ts';

interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

type Answer = Response | Error;

const problem = (status: number, code: string, retryable: boolean): Response =>
  Response.json({ code, detail: `It is ${code}.`, instance: 'urn:uuid:1', retryable }, { status });

/** A client of which every request is answered from a list, the last answer for ever. */
function clientOf(answers: (() => Answer)[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const waited: number[] = [];
  const client = createClient({
    url: 'https://rollcall.example/',
    token: 'rc_token',
    fetch: (url, init = {}) => {
      const { method = '', headers, body } = init;
      assert.equal(init.redirect, 'error');
      assert.equal(typeof url, 'string');
      sent.push({
        method,
        url: url as string,
        headers: headers as Record<string, string>,
        body: body as string | undefined,
      });
      const answer = answers[Math.min(sent.length, answers.length) - 1]?.() ?? new Error('no answer');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    wait: (ms) => {
      waited.push(ms);
      return Promise.resolve();
    },
    ...options,
  });
  return { client, sent, waited };
}

const gone = () => new TypeError('fetch failed');
const question = { tenant: 'acme', user_id: 'u' };

describe('the client of Rollcall', () => {
  it('sends the token, the query and the body where they belong', async () => {
    const { client, sent } = clientOf([() => Response.json({ data: [], next_cursor: null })]);
    await client.listUsers('acme', { email: 'a+b@acme.com', limit: 5 });
    await client.checkAccess(question);
    assert.deepEqual(
      sent.map(({ method, url, body }) => ({ method, url, body })),
      [
        {
          method: 'GET',
          url: 'https://rollcall.example/api/v1/tenants/acme/users?email=a%2Bb%40acme.com&limit=5',
          body: undefined,
        },
        {
          method: 'POST',
          url: 'https://rollcall.example/api/v1/access-checks',
          body: JSON.stringify(question),
        },
      ],
    );
    assert.ok(sent.every(({ headers }) => headers['authorization'] === 'Bearer rc_token'));
  });

  it('repeats what can be repeated while Rollcall is away, ever more slowly', async () => {
    const answers = [
      gone,
      () => problem(503, 'database_unavailable', true),
      () => Response.json({ id: 'u' }),
    ];
    const { client, sent, waited } = clientOf(answers);
    assert.deepEqual(await client.getUser('acme', 'u'), { id: 'u' });
    assert.equal(sent.length, 3);
    const [first = 0, second = 0] = waited;
    assert.ok(first >= 50 && first <= 150 && second >= 100 && second <= 300, waited.join());
  });

  it('repeats a write as the same write', async () => {
    const { client, sent } = clientOf([gone, gone, () => Response.json({ id: 's' }, { status: 201 })]);
    await client.registerSession('acme', { user_id: 'u', expires_at: '2099-01-01T00:00:00Z' });
    const keys = new Set(sent.map(({ headers }) => headers['idempotency-key']));
    assert.equal(sent.length, 3);
    assert.equal(keys.size, 1);
    assert.match([...keys][0] ?? '', /^[\w-]{36}$/);
    await client.registerSession('acme', { user_id: 'u', expires_at: '2099-01-01T00:00:00Z' });
    assert.notEqual(sent.at(-1)?.headers['idempotency-key'], [...keys][0]);
  });

  it('never repeats the making of an API key, whose answer is shown once', async () => {
    const { client, sent } = clientOf([gone]);
    await assert.rejects(client.createApiKey('acme', { user_id: 'u', name: 'ci' }), RollcallUnreachable);
    assert.equal(sent.length, 1);
  });

  it('repeats no refusal, and tells its code', async () => {
    const { client, sent } = clientOf([() => problem(403, 'forbidden', false)]);
    await assert.rejects(client.checkAccess(question), (fault) => {
      assert.ok(fault instanceof RollcallProblem);
      const { name, status, code, message, instance, retryable } = fault;
      assert.deepEqual(
        { name, status, code, message, instance, retryable },
        {
          name: 'RollcallProblem',
          status: 403,
          code: 'forbidden',
          message: 'It is forbidden.',
          instance: 'urn:uuid:1',
          retryable: false,
        },
      );
      return true;
    });
    assert.equal(sent.length, 1);
  });

  it('gives up after as many repetitions as were asked for', async () => {
    const { client, sent } = clientOf([gone], { retries: 4 });
    await assert.rejects(client.checkAccess(question), RollcallUnreachable);
    assert.equal(sent.length, 5);
    const never = clientOf([gone], { retries: 0 });
    await assert.rejects(never.client.checkAccess(question), RollcallUnreachable);
    assert.equal(never.sent.length, 1);
  });

  it('gives up rather than wait beyond its time', async () => {
    const { client, sent, waited } = clientOf([gone], { timeoutMs: 40, retries: 9 });
    await assert.rejects(client.checkAccess(question), RollcallUnreachable);
    assert.equal(sent.length, 1);
    assert.deepEqual(waited, []);
  });

  it('waits for an answer no longer than its time', async () => {
    const hanging: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const { client } = clientOf([], { fetch: hanging, timeoutMs: 5 });
    await assert.rejects(client.checkAccess(question), RollcallUnreachable);
  });

  it('takes nothing for an answer of Rollcall that is none', async () => {
    for (const other of [
      () => new Response('<html>', { status: 200 }),
      () => new Response('<html>', { status: 502 }),
      () => new Response('null', { status: 500 }),
      () => new Response('[1]', { status: 404 }),
      () => new Response('{"error":"x"}', { status: 403 }),
      () => new Response('', { status: 504 }),
    ]) {
      const { client } = clientOf([other]);
      await assert.rejects(client.checkAccess(question), RollcallUnreachable);
    }
  });

  it('takes no answer where there is none to be', async () => {
    const { client } = clientOf([() => new Response(null, { status: 204 })]);
    const answer: unknown = await client.revokeSession('acme', 's').then((given: unknown) => given);
    assert.equal(answer, undefined);
  });

  it('never leaves the path that is meant, whatever an id is', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, nastyText, async (tenant, id) => {
        const { client, sent } = clientOf([() => Response.json({})]);
        await client.getUser(tenant, id).catch((fault: unknown) => {
          assert.ok(fault instanceof TypeError);
        });
        for (const { url } of sent) {
          const { pathname, origin, search } = new URL(url);
          assert.equal(origin, 'https://rollcall.example');
          assert.equal(search, '');
          const [root, api, version, tenants, slug, users, user, ...rest] = pathname.split('/');
          assert.deepEqual(
            [root, api, version, tenants, users, rest],
            ['', 'api', 'v1', 'tenants', 'users', []],
          );
          assert.deepEqual(
            [slug, user].map((part) => decodeURIComponent(part ?? '')),
            [tenant, id],
          );
        }
      }),
    );
    const { client, sent } = clientOf([() => Response.json({})]);
    for (const id of ['..', '.', '', '\ud800']) await assert.rejects(client.getUser('acme', id), TypeError);
    assert.deepEqual(sent, []);
  });

  it('refuses settings that cannot be meant', () => {
    for (const url of ['', 'rollcall.example', 'file:///etc', 'https://someone:secret@rollcall.example']) {
      assert.throws(() => createClient({ url, token: 't' }), TypeError, url);
    }
    for (const token of ['', 'a b', 'a\r\nx: y', 'ü']) {
      assert.throws(() => createClient({ url: 'https://rollcall.example', token }), TypeError, token);
    }
  });
});
