import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { RollcallProblem, RollcallUnreachable } from '../../src/client/api-fault.ts';
import { requireActiveUser, type ActiveUserOptions } from '../../src/client/require-active-user.ts';
import { requireWritable } from '../../src/client/require-writable.ts';
import type { AccessAnswer, AccessCheck } from '../../src/generated/api.ts';

const allowed: AccessAnswer = {
  allowed: true,
  read_only: false,
  role: 'member',
  workspaces: [{ key: 'engineering', role: 'admin' }],
  code: 'allowed',
  reason: 'The user is active.',
  sessions_valid_after: null,
};
const refused = (code: AccessAnswer['code']): AccessAnswer => ({
  ...allowed,
  allowed: false,
  role: null,
  workspaces: [],
  code,
  reason: `It is ${code}.`,
});
const away = new RollcallUnreachable('Rollcall cannot be reached.');
const about = (userId: unknown, slug: unknown = 'acme') => ({
  type: 'user.deactivated',
  data: { tenant: { slug }, user_id: userId },
});

/** A small product behind the middleware; `x-user` says who is signed in. */
async function openProduct(given: Partial<ActiveUserOptions> = {}) {
  const asked: AccessCheck[] = [];
  const faults: unknown[] = [];
  const state = {
    now: 0,
    answer: (): AccessAnswer | Promise<AccessAnswer> => allowed,
  };
  const guard = requireActiveUser({
    client: {
      checkAccess: async (question) => {
        asked.push(question);
        return state.answer();
      },
    },
    identify: (request) => {
      const user_id = request.get('x-user');
      return user_id === undefined ? null : { tenant: 'acme', user_id };
    },
    onFault: (fault) => faults.push(fault),
    now: () => state.now,
    ...given,
  });
  const app = express();
  app.get('/', guard, (request, response) => void response.json(request.rollcall));
  app.all('/write', guard, requireWritable(), (_request, response) => void response.json('written'));
  app.post('/unguarded', requireWritable(), (_request, response) => void response.json('written'));
  const answerFault: ErrorRequestHandler = (_fault, _request, response, next) => {
    if (response.headersSent) next(_fault);
    else response.status(500).end();
  };
  app.use(answerFault);
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (user: string | null, path = '/', method = 'GET') => {
    const headers: Record<string, string> = user === null ? {} : { 'x-user': user };
    const answer = await fetch(`${url}${path}`, { method, headers });
    const text = await answer.text();
    const body = (text === '' ? null : JSON.parse(text)) as { code?: string } | null;
    return { status: answer.status, type: answer.headers.get('content-type'), body };
  };
  const statusOf = async (user: string | null) => (await ask(user)).status;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { guard, asked, faults, state, ask, statusOf, stop };
}

describe('the middleware that requires an active user', () => {
  let product: Awaited<ReturnType<typeof openProduct>>;

  const open = async (given: Partial<ActiveUserOptions> = {}) => {
    product = await openProduct(given);
    return product;
  };
  afterEach(() => product.stop());

  it('lets an active user in, and says who that is', async () => {
    const { ask, asked } = await open();
    const { status, body } = await ask('ada');
    assert.equal(status, 200);
    assert.deepEqual(body, {
      tenant: 'acme',
      userId: 'ada',
      role: 'member',
      workspaces: [{ key: 'engineering', role: 'admin' }],
      readOnly: false,
    });
    assert.deepEqual(asked, [{ tenant: 'acme', user_id: 'ada' }]);
  });

  it('asks for every request, so that whoever leaves is out at the next', async () => {
    const { statusOf, asked, state } = await open();
    assert.equal(await statusOf('ada'), 200);
    state.answer = () => refused('deactivated');
    assert.equal(await statusOf('ada'), 403);
    state.answer = () => allowed;
    assert.equal(await statusOf('ada'), 200);
    assert.equal(asked.length, 3);
  });

  it('has nobody in who is not signed in, without asking', async () => {
    const { ask, asked } = await open();
    const { status, type, body } = await ask(null);
    assert.deepEqual([status, type, body?.code], [401, 'application/problem+json', 'not_signed_in']);
    assert.deepEqual(asked, []);
  });

  it('sends to the sign-in whom that helps, and nobody else', async () => {
    const { ask, state } = await open();
    const codes: [AccessAnswer['code'], number][] = [
      ['unknown_session', 401],
      ['session_of_another_user', 401],
      ['session_revoked', 401],
      ['session_expired', 401],
      ['session_superseded', 401],
      ['unknown_api_key', 401],
      ['api_key_of_another_user', 401],
      ['api_key_revoked', 401],
      ['unknown_user', 403],
      ['deactivated', 403],
      ['purged', 403],
    ];
    for (const [code, status] of codes) {
      state.answer = () => refused(code);
      const answered = await ask('ada');
      assert.deepEqual([answered.status, answered.body?.code], [status, code]);
    }
  });

  it('lets nobody in where Rollcall cannot be reached, refuses the token, or answers nonsense', async () => {
    const { ask, state, faults } = await open();
    const problem = new RollcallProblem(401, { code: 'unauthenticated', detail: 'The token is not known.' });
    for (const fault of [away, problem, new Error('bug')]) {
      state.answer = () => Promise.reject(fault);
      const { status, body } = await ask('ada');
      assert.deepEqual([status, body?.code], [503, 'access_unknown']);
      assert.equal(faults.at(-1), fault);
    }
    for (const nonsense of [undefined, null, {}, 'allowed', 7, { allowed: 'yes' }, []]) {
      state.answer = () => nonsense as never;
      assert.equal((await ask('ada')).status, 503);
    }
  });

  it('takes what Rollcall cannot even read for no session at all', async () => {
    const { ask, state } = await open();
    state.answer = () =>
      Promise.reject(new RollcallProblem(400, { code: 'invalid_request', detail: 'Too long.' }));
    const { status, body } = await ask('x'.repeat(1_000));
    assert.deepEqual([status, body?.code], [401, 'not_understood']);
  });

  it('lets nobody in where the product cannot say who asks', async () => {
    const failing = await open({
      identify: () => {
        throw new Error('the cookie cannot be read');
      },
    });
    assert.equal(await failing.statusOf('ada'), 500);
    assert.deepEqual(failing.asked, []);
  });

  it('may keep an answer for a time, of the same question only', async () => {
    const { statusOf, asked, state } = await open({ maxAgeMs: 1_000 });
    await statusOf('ada');
    state.now = 1_000;
    await statusOf('ada');
    assert.equal(asked.length, 1);
    await statusOf('eve');
    assert.equal(asked.length, 2);
    state.now = 1_001;
    state.answer = () => refused('deactivated');
    assert.equal(await statusOf('ada'), 403);
  });

  it('uses no answer for longer because Rollcall went away, unless it was told to', async () => {
    const { statusOf, state } = await open({ maxAgeMs: 1_000 });
    await statusOf('ada');
    state.answer = () => Promise.reject(away);
    state.now = 1_000;
    assert.equal(await statusOf('ada'), 200);
    state.now = 1_001;
    assert.equal(await statusOf('ada'), 503);
  });

  it('keeps no refusal', async () => {
    const { statusOf, state } = await open({ maxAgeMs: 1_000 });
    state.answer = () => refused('deactivated');
    assert.equal(await statusOf('ada'), 403);
    state.answer = () => allowed;
    assert.equal(await statusOf('ada'), 200);
  });

  it('forgets whom a webhook is about, however they are written, and nobody else', async () => {
    const { guard, statusOf, asked, state } = await open({ maxAgeMs: 1_000 });
    await statusOf('ada');
    await statusOf('eve');
    for (const other of [about('ada', 'initech'), about(null), about(7), { data: null }, { data: 'ada' }]) {
      guard.forget(other);
    }
    state.answer = () => refused('deactivated');
    assert.equal(await statusOf('ada'), 200);
    guard.forget(about('ADA'));
    assert.equal(await statusOf('ada'), 403);
    assert.equal(await statusOf('eve'), 200);
    assert.equal(asked.length, 3);
  });

  it('does not keep an answer that was overtaken by the webhook that voids it', async () => {
    const { guard, statusOf, state } = await open({ maxAgeMs: 1_000 });
    state.answer = () => {
      guard.forget(about('ada'));
      return allowed;
    };
    assert.equal(await statusOf('ada'), 200);
    state.answer = () => refused('deactivated');
    assert.equal(await statusOf('ada'), 403);
  });

  it('may keep in for a time whom Rollcall let in before it went away, and nobody else', async () => {
    const { guard, statusOf, state } = await open({ whenUnreachable: 'allow', allowForMs: 5_000 });
    await statusOf('ada');
    state.answer = () => refused('deactivated');
    assert.equal(await statusOf('bob'), 403);
    state.answer = () => Promise.reject(away);
    state.now = 5_000;
    assert.equal(await statusOf('ada'), 200);
    assert.equal(await statusOf('bob'), 503);
    assert.equal(await statusOf('eve'), 503);
    state.now = 5_001;
    assert.equal(await statusOf('ada'), 503);

    state.answer = () => allowed;
    await statusOf('ada');
    // Last heard of as out: a stale answer from before does not bring them back.
    state.answer = () => refused('deactivated');
    await statusOf('ada');
    state.answer = () => Promise.reject(away);
    assert.equal(await statusOf('ada'), 503);

    state.answer = () => allowed;
    await statusOf('ada');
    guard.forget(about('ada'));
    state.answer = () => Promise.reject(away);
    assert.equal(await statusOf('ada'), 503);
  });

  it('keeps nobody in on a token that Rollcall refuses', async () => {
    const { statusOf, state } = await open({ whenUnreachable: 'allow' });
    await statusOf('ada');
    state.answer = () => Promise.reject(new RollcallProblem(401, {}));
    assert.equal(await statusOf('ada'), 503);
  });

  it('lets who may only read read, and write nothing by any method', async () => {
    const { ask, state } = await open();
    state.answer = () => ({ ...allowed, read_only: true, code: 'read_only' });
    const { status, body } = await ask('ada');
    assert.equal(status, 200);
    assert.equal((body as { readOnly?: boolean }).readOnly, true);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answered = await ask('ada', '/write', method);
      assert.deepEqual([answered.status, answered.body?.code], [403, 'read_only'], method);
    }
    state.answer = () => allowed;
    assert.equal((await ask('ada', '/write', 'POST')).body, 'written');
  });

  it('has a route fail that asks for writing without asking who it is', async () => {
    const { ask } = await open();
    assert.equal((await ask('ada', '/unguarded', 'POST')).status, 500);
  });
});
