import assert from 'node:assert/strict';
import type { ApiClient } from '../support/api-client.ts';
import { openOffice, type Office } from '../support/office.ts';
import { routeSamples } from '../support/route-samples.ts';

/** Everything of acme that has an id; what it is called in a path. */
async function idsOf(office: Office): Promise<Record<string, string>> {
  const { user } = await office.hire('ada', ['members']);
  const session = await office.api.expect('Session', 'POST', '/tenants/acme/sessions', {
    body: { user_id: user.id, expires_at: '2099-01-01T00:00:00Z' },
  });
  const key = await office.api.expect('ApiKeyOnce', 'POST', '/tenants/acme/api-keys', {
    body: { user_id: user.id, name: 'ci' },
  });
  const token = await office.api.expect('TokenOnce', 'POST', '/tokens', {
    body: { name: 'of acme', scopes: ['read'], tenant: 'acme' },
  });
  const endpoint = await office.api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
    body: { url: 'https://hooks.example.com/rollcall', tenant: 'acme' },
  });
  const events = await office.api.expect('EventList', 'GET', '/tenants/acme/events?limit=1');
  return {
    directory: office.directoryId,
    user: user.id,
    session: session.id,
    key: key.id,
    token: token.id,
    endpoint: endpoint.id,
    event: events.data[0]?.id ?? '',
  };
}

describe('tenants over HTTP and SQL', () => {
  let office: Office;
  let ids: Record<string, string>;
  let strangersTenant: string;
  /** Bound to the tenant initech, with every scope. */
  let stranger: ApiClient;

  before(async () => {
    office = await openOffice();
    ids = await idsOf(office);
    strangersTenant = (await office.rollcall.createTenant('initech', 'directory_initech')).tenantId;
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'stranger', scopes: ['*'], tenant: 'initech' },
    });
    stranger = office.api.as(token);
  });
  after(() => office.stop());

  it('a token of one tenant finds no other tenant, whatever it asks', async () => {
    const named = [
      ...['checkAccess', 'revokeToken', 'getWebhookEndpoint', 'deleteWebhookEndpoint', 'rotateWebhookSecret'],
      ...['enableWebhookEndpoint', 'testWebhookEndpoint'],
    ];
    for (const { operation, route, method, path, body, headers } of routeSamples({
      ...ids,
      tenant: 'acme',
    })) {
      if (route.reach !== 'tenant' && !named.includes(operation)) continue;
      const answered = await stranger.ask(method, path, { body, headers });
      assert.equal(answered.status, 404, `${operation}: ${JSON.stringify(answered.body)}`);
      assert.doesNotMatch(JSON.stringify(answered.body), /ada@|Example/);
    }
  });

  it('ids of one tenant mean nothing in another, also for who may see both', async () => {
    const named = routeSamples({ ...ids, tenant: 'initech' }).filter(({ route, path }) => {
      return route.reach === 'tenant' && Object.values(ids).some((id) => path.includes(id));
    });
    assert.ok(named.length >= 9);
    for (const client of [stranger, office.api]) {
      for (const { operation, method, path, body, headers } of named) {
        const answered = await client.ask(method, path, { body, headers });
        const closed = client === stranger && operation === 'claimDirectory';
        assert.equal(answered.status, closed ? 403 : 404, `${operation}: ${JSON.stringify(answered.body)}`);
      }
    }
    for (const operation of ['createSession', 'createApiKey']) {
      const sample = routeSamples({ ...ids, tenant: 'initech' }).find((each) => each.operation === operation);
      assert.ok(sample);
      await office.api.refused(404, 'not_found', sample.method, sample.path, { body: sample.body });
    }
    const answer = await office.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: 'initech', user_id: ids['user'], session_id: ids['session'] },
    });
    assert.deepEqual(
      { allowed: answer.allowed, code: answer.code },
      { allowed: false, code: 'unknown_user' },
    );
  });

  it('lists of one tenant hold nothing of another', async () => {
    const lists = routeSamples({ tenant: 'initech' }).filter(
      ({ route }) =>
        route.reach === 'tenant' &&
        route.answer?.endsWith('List') &&
        // Lists of one thing, such as the tokens of a directory, are not there for who does not know it.
        !route.path.replace(':tenant', '').includes(':'),
    );
    assert.ok(lists.length >= 7);
    for (const { operation, method, path } of lists) {
      const answered = await stranger.ask(method, path);
      assert.equal(answered.status, 200, operation);
      const text = JSON.stringify(answered.body);
      for (const id of Object.values(ids)) assert.ok(!text.includes(id), `${operation} shows ${id}`);
    }
    const { data } = await stranger.expect('TenantList', 'GET', '/tenants');
    assert.deepEqual(
      data.map(({ slug }) => slug),
      ['initech'],
    );
  });

  it('routes for operators are closed to a token that is bound to a tenant', async () => {
    const operators = routeSamples().filter(({ route }) => route.reach === 'operator');
    assert.deepEqual(operators.map(({ operation }) => operation).sort(), [
      'createTenant',
      'getHealth',
      'listUnclaimedDirectories',
      'listUnclaimedEvents',
      'purgeUnclaimedEvents',
    ]);
    for (const { method, path, body } of operators)
      await stranger.refused(403, 'forbidden', method, path, { body });
  });

  it('the database itself shows a tenant no row of another, and takes none', async () => {
    const { database } = office.rollcall;
    const tables = await database.knex.raw<{ rows: { table_name: string }[] }>(
      `select table_name from information_schema.columns
        where table_schema = 'public' and column_name = 'tenant_id'
          and table_name not in ('awaited_directories', 'directory_routes', 'api_tokens', 'browser_sessions', 'webhook_endpoints')
        order by table_name`,
    );
    assert.ok(tables.rows.length >= 15);
    for (const { table_name } of tables.rows) {
      const seen = await database.inTenant(strangersTenant, (trx) =>
        trx.raw<{ rows: { tenant_id: string }[] }>(`select distinct tenant_id from "${table_name}"`),
      );
      assert.ok(
        seen.rows.every(({ tenant_id }) => tenant_id === strangersTenant),
        table_name,
      );
    }
    await assert.rejects(
      database.inTenant(strangersTenant, (trx) =>
        trx.raw(`insert into workspaces (tenant_id, key, name, created_at) values (?, 'x', 'x', ?)`, [
          office.tenantId,
          new Date(0),
        ]),
      ),
      /row-level security/,
    );
    const changed = await database.inTenant(strangersTenant, (trx) =>
      trx.raw<{ rowCount: number }>(`update users set role = 'owner'`),
    );
    assert.equal(changed.rowCount, 0);
    const outside = await database.knex.raw<{ rows: unknown[] }>('select * from users');
    assert.deepEqual(outside.rows, []);
  });
});
