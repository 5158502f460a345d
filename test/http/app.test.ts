import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pino, type Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Readiness } from '../../src/generated/api.ts';
import { createApp } from '../../src/http/app.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('the HTTP side', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let logged: string[];
  let logger: Logger;

  beforeEach(async () => {
    logged = [];
    logger = pino({ level: 'debug' }, { write: (line) => logged.push(line) });
    rollcall = await startRollcall({ logger });
    api = await createApiClient(rollcall.url, operatorToken);
    await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'acme' } });
  });
  afterEach(() => rollcall.stop());

  const get = (path: string) => fetch(`${rollcall.url}${path}`);
  const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

  it('gives away nothing about itself, and lets nothing run or be framed', async () => {
    for (const path of ['/healthz', '/api/v1/tenants', '/openapi.json', '/docs', '/nowhere']) {
      const { headers } = await get(path);
      assert.equal(headers.get('x-powered-by'), null);
      assert.equal(headers.get('etag'), null);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|https?:/);
    }
    assert.equal((await get('/api/v1/tenants')).headers.get('cache-control'), 'no-store');
  });

  it('answers an unknown address with 404, and a known one with the methods it has', async () => {
    await api.refused(404, 'not_found', 'GET', '/nowhere');
    await api.refused(404, 'not_found', 'GET', '/tenants/');
    await api.refused(404, 'not_found', 'GET', '/Tenants');
    assert.equal((await get('/nowhere')).status, 404);
    const answered = await api.ask('DELETE', '/tenants/acme');
    assert.equal(answered.status, 405);
    assert.equal(answered.headers.get('allow'), 'GET, HEAD');
    assert.equal((answered.body as { code: string }).code, 'method_not_allowed');
    assert.equal((await api.ask('PUT', '/tenants')).headers.get('allow'), 'GET, HEAD, POST');
    assert.equal((await get('/api/webhooks/workos')).status, 405);
    assert.equal((await get('/api/webhooks/workos')).headers.get('allow'), 'POST');
  });

  it('answers HEAD like GET, without the body', async () => {
    const answer = await fetch(`${rollcall.url}/api/v1/tenants/acme`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), '');
  });

  it('says what is wrong with a body', async () => {
    const path = '/tenants/acme/workspaces';
    for (const rawBody of ['{"key":', '', '{"key":"w"}x', '\0', '[1,']) {
      await api.refused(400, 'invalid_request', 'POST', path, { rawBody });
    }
    for (const rawBody of ['[]', '"w"', 'null', '7', 'true']) {
      await api.refused(400, 'invalid_request', 'POST', path, { rawBody });
    }
    const plain = { rawBody: '{"key":"w"}', headers: { 'content-type': 'text/plain' } };
    await api.refused(415, 'unsupported_media_type', 'POST', path, plain);
    const latin = { rawBody: '{"key":"w"}', headers: { 'content-type': 'application/json; charset=latin1' } };
    await api.refused(415, 'unsupported_media_type', 'POST', path, latin);
    const odd = { rawBody: '{"key":"w"}', headers: { 'content-encoding': 'compress' } };
    await api.refused(415, 'unsupported_media_type', 'POST', path, odd);
    const large = JSON.stringify({ key: 'w', name: 'x'.repeat(1_000_000) });
    await api.refused(413, 'payload_too_large', 'POST', path, { rawBody: large });
    const packed = { rawBody: gzipSync(large), headers: { 'content-encoding': 'gzip' } };
    await api.refused(413, 'payload_too_large', 'POST', path, packed);
    const torn = {
      rawBody: gzipSync('{"key":"w"}').subarray(0, 12),
      headers: { 'content-encoding': 'gzip' },
    };
    await api.refused(400, 'invalid_request', 'POST', path, torn);
    const fine = {
      rawBody: gzipSync('{"key":"w"}'),
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json; charset=UTF-8' },
    };
    assert.equal((await api.ask('POST', path, fine)).status, 201);
  });

  it('refuses a body where none is taken', async () => {
    const directory = await api.expect('DirectoryDetail', 'POST', '/tenants/acme/directories', {
      body: { source: 'workos' },
    });
    const path = `/tenants/acme/directories/${directory.id}/activate`;
    await api.refused(400, 'invalid_request', 'POST', path, { body: { state: 'active' } });
    assert.equal((await api.ask('POST', path, { body: {} })).status, 200);
    assert.equal((await api.ask('POST', path)).status, 200);
  });

  it('logs each request by its pattern, with no value of the caller', async () => {
    const body = { email: 'somebody@acme.com', display_name: 'Some Body' };
    await api.ask('POST', '/tenants/acme/users', { body });
    await api.ask('GET', '/tenants/acme/users?email=somebody@acme.com');
    await api.ask('GET', '/tenants/acme/users/somebody@acme.com');
    await api.ask('GET', '/somebody@acme.com');
    await api.ask('POST', '/tenants/acme/users', { rawBody: '{"somebody@acme.com' });
    const lines = logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request');
    assert.deepEqual(
      lines.slice(-5).map(({ method, route, status, tenant }) => ({ method, route, status, tenant })),
      [
        { method: 'POST', route: '/api/v1/tenants/:tenant/users', status: 201, tenant: 'acme' },
        { method: 'GET', route: '/api/v1/tenants/:tenant/users', status: 200, tenant: 'acme' },
        { method: 'GET', route: '/api/v1/tenants/:tenant/users/:user', status: 404, tenant: null },
        { method: 'GET', route: 'none', status: 404, tenant: null },
        { method: 'POST', route: '/api/v1/tenants/:tenant/users', status: 400, tenant: 'acme' },
      ],
    );
    assert.ok(lines.every(({ request_id, ms }) => typeof request_id === 'string' && typeof ms === 'number'));
    assert.doesNotMatch(logged.join('\n'), /somebody|Some Body|test-operator-token/);
  });

  it('counts requests by pattern, and shows what the service counts', async () => {
    await api.ask('GET', '/tenants/acme');
    const answer = await get('/metrics');
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    const text = await answer.text();
    assert.match(
      text,
      /rollcall_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/tenants\/:tenant",status="200"\} 1/,
    );
    assert.match(text, /rollcall_events_unfinished/);
    assert.match(text, /process_cpu_seconds_total/);
  });

  it('is ready when the database answers and the lanes run, and says otherwise what is missing', async () => {
    assert.equal((await get('/healthz')).status, 200);
    const idle = await get('/readyz');
    assert.equal(idle.status, 503);
    const told = (await idle.json()) as { ready: boolean; checks: Record<string, { ok: boolean }> };
    assert.deepEqual(
      Object.entries(told.checks).map(([name, { ok }]) => [name, ok]),
      [
        ['database', true],
        ['migrations', true],
        ['lanes', false],
      ],
    );
    rollcall.service.start();
    const ready = await get('/readyz');
    assert.equal(ready.status, 200);
    assert.equal(((await ready.json()) as Readiness).policies.not_in_force, 0);
  });

  it('stays ready with a policy that does not load, counts it for everyone, and names it to who may know', async () => {
    rollcall.service.start();
    const diagnostics = [
      {
        file: 'acme.policy.yaml',
        line: 9,
        column: 3,
        severity: 'error',
        code: 'x',
        message: 'No such role.',
        hint: null,
      },
    ];
    const acme = await api.expect('Tenant', 'GET', '/tenants/acme');
    await rollcall.database.inTenant(acme.id, (trx) =>
      trx.raw(`update tenants set policy_problem = ?::jsonb where slug = 'acme'`, [
        JSON.stringify({ at: rollcall.clock.now().toISOString(), file: 'acme.policy.yaml', diagnostics }),
      ]),
    );
    const answer = await get('/readyz');
    assert.equal(answer.status, 200);
    const text = await answer.text();
    const { policies } = JSON.parse(text) as Readiness;
    assert.equal(policies.not_in_force, 1);
    assert.match(policies.says, /GET \/api\/v1\/tenants\/\{tenant\}/);
    assert.doesNotMatch(text, /acme|No such role/);
    const tenant = await api.expect('Tenant', 'GET', '/tenants/acme');
    assert.equal(tenant.policy_problem?.file, 'acme.policy.yaml');
    assert.deepEqual(tenant.policy_problem.diagnostics, diagnostics);
  });

  it('asks the database for its readiness once in five seconds, however many ask', async () => {
    const asked: ((pending: string[]) => void)[] = [];
    const pendingMigrations = () => new Promise<string[]>((answer) => asked.push(answer));
    await whileServing({ pendingMigrations }, async (url) => {
      const ask = async () => (await fetch(`${url}/readyz`)).status;
      const answerQuestion = async (place: number, pending: string[]) => {
        while (asked[place] === undefined) await fetch(`${url}/healthz`);
        asked[place](pending);
      };
      const all = Promise.all(Array.from({ length: 20 }, ask));
      await answerQuestion(0, []);
      assert.deepEqual(new Set(await all), new Set([200]));
      rollcall.clock.advance(4_999);
      assert.equal(await ask(), 200);
      assert.equal(asked.length, 1);

      rollcall.clock.advance(1);
      const later = ask();
      await answerQuestion(1, ['20270101_01_later.ts']);
      assert.equal(await later, 503);
      assert.equal(asked.length, 2);
    });
  });

  it('says that the database is away, and goes on once it is back', async () => {
    const { database } = rollcall;
    const away = database.knex.client as { acquireConnection: () => Promise<unknown> };
    const acquireConnection = away.acquireConnection;
    away.acquireConnection = () =>
      Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    const answered = await api.ask('GET', '/tenants/acme');
    assert.equal(answered.status, 503);
    assert.equal((answered.body as { code: string }).code, 'database_unavailable');
    assert.ok(Number(answered.headers.get('retry-after')) > 0);
    assert.equal((await get('/healthz')).status, 200);
    const readiness = await get('/readyz');
    assert.equal(readiness.status, 503);
    const metrics = await get('/metrics');
    assert.equal(metrics.status, 200);
    const counted = await metrics.text();
    assert.match(counted, /process_cpu_seconds_total/);
    assert.doesNotMatch(counted, /rollcall_events_unfinished\{/);
    away.acquireConnection = acquireConnection;
    await api.expect('Tenant', 'GET', '/tenants/acme');
  });

  it('answers a fault of its own with an id to ask for, and logs it without the value that PostgreSQL repeats', async () => {
    const fault = Object.assign(new Error('Key (email)=(somebody@acme.com) exists'), {
      code: '23505',
      table: 'users',
    });
    const problem = await whileTenantsFail(fault, (failing) =>
      failing.refused(500, 'internal', 'GET', '/tenants/acme'),
    );
    assert.doesNotMatch(JSON.stringify(problem), /somebody/);
    const line = logged.find((text) => text.includes('request failed'));
    assert.ok(line);
    const told = JSON.parse(line) as { request_id: string; fault: Record<string, unknown> };
    assert.equal(problem.instance, `urn:uuid:${told.request_id}`);
    assert.deepEqual(
      { code: told.fault['code'], table: told.fault['table'], message: told.fault['message'] },
      { code: '23505', table: 'users', message: null },
    );
    assert.doesNotMatch(logged.join('\n'), /somebody/);
  });

  it('says that the same request can be sent again where PostgreSQL ended it for others or for its length', async () => {
    for (const code of ['57014', '40P01', '40001', '55P03']) {
      const fault = Object.assign(new Error('canceling statement'), { code });
      const answered = await whileTenantsFail(fault, (failing) => failing.ask('GET', '/tenants/acme'));
      const problem = answered.body as { code: string; retryable: boolean };
      assert.deepEqual(
        { status: answered.status, code: problem.code, retryable: problem.retryable },
        { status: 503, code: 'database_unavailable', retryable: true },
        code,
      );
      assert.ok(Number(answered.headers.get('retry-after')) > 0);
    }
  });

  /** The same HTTP side over a database that fails at whatever is asked of a tenant. */
  function whileTenantsFail<T>(fault: Error, work: (failing: ApiClient) => Promise<T>): Promise<T> {
    const database = { ...rollcall.database, inTenant: () => Promise.reject(fault) };
    return whileServing({ database }, async (url) => work(await createApiClient(url, operatorToken)));
  }

  /** The same HTTP side, but for some of what it is given. */
  async function whileServing<T>(changes: Partial<HttpDeps>, work: (url: string) => Promise<T>): Promise<T> {
    const server = createServer(
      createApp({
        ...rollcall.service.tenancy,
        logger,
        metrics: new Registry(),
        scim: rollcall.service.scim,
        readAccess: rollcall.service.readAccess,
        apiTokenUse: rollcall.service.apiTokenUse,
        apiKeyUse: rollcall.service.apiKeyUse,
        web: rollcall.service.web,
        webhookEndpoints: rollcall.service.webhookEndpoints,
        publicUrl: rollcall.url,
        bodyLimitBytes: 1000,
        receiveWorkosWebhook: rollcall.service.receiveWorkosWebhook,
        lanesAreRunning: () => true,
        pendingMigrations: () => Promise.resolve([]),
        ...changes,
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.close();
    }
  }

  it('shows its documentation from itself alone', async () => {
    const page = await (await get('/docs')).text();
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    assert.ok(links.length >= 4);
    for (const link of links) {
      assert.match(link, /^\/(?!\/)/);
      const answer = await get(link);
      assert.equal(answer.status, 200, link);
      await answer.arrayBuffer();
    }
    assert.doesNotMatch(page, /<script>|<style|style=|onload=/);
    assert.match((await get('/docs/swagger-ui.css')).headers.get('content-type') ?? '', /text\/css/);
    assert.equal(await codeOf(await get('/docs/../package.json')), 'not_found');
    assert.equal(await codeOf(await get('/docs/swagger-initializer.js')), 'not_found');
  });
});
