import assert from 'node:assert/strict';
import type { NewToken, Scope } from '../../src/generated/api.ts';
import { ensureOperatorToken, OPERATOR_TOKEN_ID } from '../../src/store/api-tokens.ts';
import { openOffice, type Office } from '../support/office.ts';
import { operatorToken } from '../support/rollcall.ts';
import { routeSamples } from '../support/route-samples.ts';

describe('tokens of the admin API', () => {
  let office: Office;

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.stop());

  const make = (wanted: Partial<NewToken>, maker = office.api) =>
    maker.expect('TokenOnce', 'POST', '/tokens', { body: { name: 'test', scopes: ['read'], ...wanted } });
  const clock = () => office.rollcall.clock;

  it('are needed for every route', async () => {
    for (const { method, path, body } of routeSamples()) {
      for (const token of [null, 'rc_unknown', 'ü', 'a b', 'x'.repeat(600)]) {
        const headers: Record<string, string> =
          token === null ? {} : { authorization: `Bearer ${encodeURI(token)}` };
        const answered = await office.api.ask(method, path, { body, token: null, headers });
        assert.equal(answered.status, 401, `${method} ${path}`);
        assert.equal(answered.headers.get('www-authenticate'), 'Bearer realm="rollcall"');
      }
    }
    const basic = await office.api.ask('GET', '/tenants', {
      token: null,
      headers: { authorization: 'Basic YTpi' },
    });
    assert.equal(basic.status, 401);
  });

  it('need the scope of the route, and the answer names the one that is missing', async () => {
    const scopes: Scope[] = ['read', 'write', 'access:check', 'tenants:write', 'tokens:write'];
    const tokens = new Map<Scope, string>();
    for (const scope of scopes) tokens.set(scope, (await make({ scopes: [scope] })).token);
    for (const { route, method, path, body } of routeSamples({ tenant: 'nobody' })) {
      for (const [scope, token] of tokens) {
        const answered = await office.api.ask(method, path, { body, token });
        if (scope === route.scope) {
          assert.notEqual(answered.status, 403, `${method} ${path} with ${scope}`);
          continue;
        }
        assert.equal(answered.status, 403, `${method} ${path} with ${scope}`);
        assert.equal((answered.body as { required_scope: string }).required_scope, route.scope);
        assert.equal(
          answered.headers.get('www-authenticate'),
          `Bearer realm="rollcall", error="insufficient_scope", scope="${route.scope}"`,
        );
      }
    }
  });

  it('are shown once, listed without themselves, and void once they are revoked', async () => {
    const made = await make({ name: 'dashboard' });
    assert.match(made.token, /^rc_[\w-]{43}$/);
    const dashboard = office.api.as(made.token);
    await dashboard.expect('TenantList', 'GET', '/tenants');

    const listed = await office.api.expect('TokenList', 'GET', '/tokens');
    assert.deepEqual(
      listed.data.map(({ name, scopes, tenant, own, revocable }) => ({
        name,
        scopes,
        tenant,
        own,
        revocable,
      })),
      [
        { name: 'dashboard', scopes: ['read'], tenant: null, own: false, revocable: true },
        { name: 'operator', scopes: ['*'], tenant: null, own: true, revocable: false },
      ],
    );
    assert.doesNotMatch(JSON.stringify(listed), new RegExp(made.token.slice(3)));

    for (let time = 0; time < 2; time += 1)
      assert.equal((await office.api.ask('DELETE', `/tokens/${made.id}`)).status, 204);
    const problem = await dashboard.refused(401, 'unauthenticated', 'GET', '/tenants');
    assert.match(problem.detail, /revoked/);
    await office.api.refused(404, 'not_found', 'DELETE', `/tokens/${office.tenantId}`);
  });

  it('are kept as digests', async () => {
    const made = await make({});
    const result = await office.rollcall.database.knex.raw<{ rows: unknown[] }>('select * from api_tokens');
    assert.equal(result.rows.length, 2);
    const stored = JSON.stringify(result.rows);
    assert.ok(!stored.includes(made.token.slice(3)) && !stored.includes(operatorToken));
  });

  it('end at the moment they were given', async () => {
    const expires_at = new Date(clock().now().getTime() + 1000).toISOString();
    const made = await make({ expires_at });
    assert.equal(made.expires_at, expires_at);
    clock().advance(999);
    await office.api.as(made.token).expect('TenantList', 'GET', '/tenants');
    clock().advance(1);
    await office.api.as(made.token).refused(401, 'unauthenticated', 'GET', '/tenants');
    await office.api.refused(400, 'invalid_request', 'POST', '/tokens', {
      body: { name: 'late', scopes: ['read'], expires_at },
    });
  });

  it('remember when they were last used, to the minute', async () => {
    const made = await make({});
    assert.equal(made.last_used_at, null);
    const lastUse = async () => {
      await office.rollcall.service.apiTokenUse.settled();
      const { data } = await office.api.expect('TokenList', 'GET', '/tokens');
      return data.find(({ id }) => id === made.id)?.last_used_at;
    };
    const first = clock().now().toISOString();
    await office.api.as(made.token).expect('TenantList', 'GET', '/tenants');
    clock().advance(59_000);
    await office.api.as(made.token).expect('TenantList', 'GET', '/tenants');
    assert.equal(await lastUse(), first);
    clock().advance(1_000);
    await office.api.as(made.token).expect('TenantList', 'GET', '/tenants');
    assert.equal(await lastUse(), clock().now().toISOString());
  });

  it('cannot make others that can do more than they', async () => {
    const maker = office.api.as((await make({ scopes: ['read', 'tokens:write'] })).token);
    assert.deepEqual((await make({ scopes: ['read'] }, maker)).scopes, ['read']);
    for (const scopes of [['write'], ['read', '*']]) {
      await maker.refused(403, 'forbidden', 'POST', '/tokens', { body: { name: 'more', scopes } });
    }
    for (const scopes of [[], ['read', 'read'], ['everything']]) {
      await maker.refused(400, 'invalid_request', 'POST', '/tokens', { body: { name: 'odd', scopes } });
    }
  });

  it('bound to a tenant make and see only tokens bound to the same', async () => {
    await office.rollcall.createTenant('initech', 'directory_initech');
    const bound = office.api.as((await make({ scopes: ['*'], tenant: 'acme' })).token);
    const child = await make({ scopes: ['read'] }, bound);
    assert.equal(child.tenant, 'acme');
    assert.equal((await make({ tenant: 'acme' }, bound)).tenant, 'acme');
    const foreign = await make({ tenant: 'initech' });
    await bound.refused(404, 'not_found', 'POST', '/tokens', {
      body: { name: 'x', scopes: ['read'], tenant: 'initech' },
    });
    const { data } = await bound.expect('TokenList', 'GET', '/tokens');
    assert.equal(data.length, 3);
    assert.ok(data.every(({ tenant }) => tenant === 'acme'));
    await bound.refused(404, 'not_found', 'DELETE', `/tokens/${foreign.id}`);
    await bound.refused(404, 'not_found', 'DELETE', `/tokens/${OPERATOR_TOKEN_ID}`);
    assert.equal((await bound.ask('DELETE', `/tokens/${child.id}`)).status, 204);
    await office.api.refused(404, 'not_found', 'POST', '/tokens', {
      body: { name: 'x', scopes: ['read'], tenant: 'nobody' },
    });
  });

  it('of the operator come from the configuration: a new one voids the former', async () => {
    await office.api.refused(409, 'conflict', 'DELETE', `/tokens/${OPERATOR_TOKEN_ID}`);
    const { database } = office.rollcall;
    await ensureOperatorToken(database, operatorToken, clock().now());
    await office.api.expect('TenantList', 'GET', '/tenants');
    await ensureOperatorToken(database, 'another-operator-token', clock().now());
    await office.api.refused(401, 'unauthenticated', 'GET', '/tenants');
    await office.api.as('another-operator-token').expect('TenantList', 'GET', '/tenants');
    await ensureOperatorToken(database, operatorToken, clock().now());
    await office.api.expect('TenantList', 'GET', '/tenants');

    const made = await make({});
    await assert.rejects(ensureOperatorToken(database, made.token, clock().now()), {
      code: 'invalid_configuration',
      message: /ROLLCALL_API_TOKEN/,
    });
    await office.api.expect('TenantList', 'GET', '/tenants');
  });
});
