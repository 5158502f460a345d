import assert from 'node:assert/strict';
import type { ApiClient } from '../support/api-client.ts';
import { openOffice, type Office } from '../support/office.ts';
import { makeThingsOfAcme, type ThingsOfAcme } from '../support/things-of-acme.ts';
import { routeSamples } from '../support/route-samples.ts';

describe('tenants over HTTP and SQL', () => {
  let office: Office;
  let acmes: ThingsOfAcme;
  let strangersTenant: string;
  /** Bound to the tenant initech, with every scope. */
  let stranger: ApiClient;

  before(async () => {
    office = await openOffice();
    acmes = await makeThingsOfAcme(office);
    strangersTenant = (await office.rollcall.createTenant('initech', 'directory_initech')).tenantId;
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'stranger', scopes: ['*'], tenant: 'initech' },
    });
    stranger = office.api.as(token);
  });
  after(() => office.stop());

  it('what a tenant has is there for whoever may see it, so that others could find it', async () => {
    const reads = acmes
      .samples('acme')
      .filter(({ method, path }) => method === 'GET' && acmes.ids.some((id) => path.includes(id)));
    assert.ok(reads.length >= 16, `${reads.length}`);
    for (const { operation, path } of reads) {
      const answered = await office.api.ask('GET', path);
      // Of a directory that is active there is nothing to plan.
      const expected = operation === 'exportDirectoryPlan' ? 409 : 200;
      assert.equal(answered.status, expected, `${operation}: ${JSON.stringify(answered.body)}`);
    }
  });

  it('a token of one tenant finds no other tenant, whatever it asks', async () => {
    const named = [
      ...['checkAccess', 'revokeToken', 'getWebhookEndpoint', 'deleteWebhookEndpoint', 'rotateWebhookSecret'],
      ...['enableWebhookEndpoint', 'disableWebhookEndpoint', 'testWebhookEndpoint', 'revokeBrowserSession'],
    ];
    for (const { operation, route, method, path, body, headers } of acmes.samples('acme')) {
      if (route.reach !== 'tenant' && !named.includes(operation)) continue;
      const answered = await stranger.ask(method, path, { body, headers });
      assert.equal(answered.status, 404, `${operation}: ${JSON.stringify(answered.body)}`);
      assert.doesNotMatch(JSON.stringify(answered.body), /ada@|Example/);
    }
  });

  it('ids of one tenant mean nothing in another, also for who may see both', async () => {
    const named = acmes.samples('initech').filter(({ route, path }) => {
      return route.reach === 'tenant' && acmes.ids.some((id) => path.includes(id));
    });
    assert.ok(named.length >= 38, `${named.length}`);
    for (const client of [stranger, office.api]) {
      for (const { operation, method, path, body, headers } of named) {
        const answered = await client.ask(method, path, { body, headers });
        const closed = client === stranger && operation === 'claimDirectory';
        assert.equal(answered.status, closed ? 403 : 404, `${operation}: ${JSON.stringify(answered.body)}`);
      }
    }
    for (const operation of ['createSession', 'createApiKey']) {
      const sample = acmes.samples('initech').find((each) => each.operation === operation);
      assert.ok(sample);
      await office.api.refused(404, 'not_found', sample.method, sample.path, { body: sample.body });
    }
    const answer = await office.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: 'initech', user_id: acmes.by['user'], session_id: acmes.by['session'] },
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
      for (const id of acmes.ids) assert.ok(!text.includes(id), `${operation} shows ${id}`);
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

  it('what others were refused, whoever may see it can do, so that it was there to be refused', async () => {
    const order = ['GET', 'PUT', 'POST', 'DELETE'];
    const writes = acmes
      .samples('acme')
      .filter(({ method, path }) => method !== 'GET' && acmes.ids.some((id) => path.includes(id)))
      // It would send something to the address.
      .filter(({ operation }) => operation !== 'testWebhookEndpoint')
      .sort((one, other) => order.indexOf(one.method) - order.indexOf(other.method));
    assert.ok(writes.length >= 28, `${writes.length}`);
    for (const { operation, method, path, body, headers } of writes) {
      const { status, body: answer } = await office.api.ask(method, path, { body, headers });
      assert.ok(status !== 404 && status < 500, `${operation}: ${status} ${JSON.stringify(answer)}`);
    }
  });

  it('the database itself shows a tenant no row of another, and takes none', async () => {
    const { database } = office.rollcall;
    const tables = await database.knex.raw<{ rows: { table_name: string }[] }>(
      `select table_name from information_schema.columns
        where table_schema = 'public' and column_name = 'tenant_id'
          and table_name not in ('awaited_directories', 'directory_routes', 'api_tokens', 'browser_sessions', 'directory_tokens',
                                 'webhook_endpoints')
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
