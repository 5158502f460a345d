import assert from 'node:assert/strict';
import { newId } from '../../src/store/new-id.ts';
import { createApiClient, type ApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

const MINUTE_MS = 60_000;

describe('the overview over HTTP', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let zebraId: string;
  let lookedAt: Date;

  before(async () => {
    rollcall = await startRollcall();
    api = await createApiClient(rollcall.url, operatorToken);
    await rollcall.createTenant('fine', 'directory_fine');
    ({ tenantId: zebraId } = await rollcall.createTenant('zebra', 'directory_zebra'));
    await rollcall.api('POST', '/tenants', { slug: 'empty', name: 'Nobody GmbH' });
    await rollcall.post(malformed('directory_zebra', 'FIRST'));
    await rollcall.drain();
    await rollcall.service.healthWatch.lookDue();
    lookedAt = rollcall.clock.now();
  });
  after(() => rollcall.stop());

  const malformed = (directory: string, name: string) => ({
    id: `event_MALFORMED${name}`,
    event: 'dsync.user.created',
    created_at: rollcall.clock.now().toISOString(),
    data: { object: 'directory_user', directory_id: directory },
  });

  const slugs = async (query: string, client = api) => {
    const { data } = await client.expect('Overview', 'GET', `/overview${query}`);
    return data.map(({ slug, health }) => `${slug} ${health}`);
  };

  it('lists the tenants with what is the matter, the worst first, page by page', async () => {
    assert.deepEqual(await slugs(''), ['zebra failing', 'fine ok', 'empty none']);
    const first = await api.expect('Overview', 'GET', '/overview?limit=1');
    const [zebra] = first.data;
    assert.deepEqual(zebra?.events, { waiting: 0, set_aside: 1 });
    assert.deepEqual(zebra.directories[0]?.problems, ['events_set_aside']);
    assert.equal(zebra.directories[0].health, 'failing');
    assert.equal(zebra.active_policy_version, 1);
    assert.equal(zebra.looked_at, lookedAt.toISOString());
    assert.deepEqual(await slugs(`?limit=1&cursor=${first.next_cursor}`), ['fine ok']);
    const second = await api.expect('Overview', 'GET', `/overview?limit=1&cursor=${first.next_cursor}`);
    assert.deepEqual(await slugs(`?cursor=${second.next_cursor}`), ['empty none']);
  });

  it('finds tenants by a part of slug or name, and by how they do', async () => {
    assert.deepEqual(await slugs('?search=GMBH'), ['empty none']);
    assert.deepEqual(await slugs('?search=eb'), ['zebra failing']);
    assert.deepEqual(await slugs('?search=%25'), []);
    assert.deepEqual(await slugs('?health=ok'), ['fine ok']);
    const { data } = await api.expect('TenantList', 'GET', '/tenants?search=gmb');
    assert.deepEqual(
      data.map(({ slug }) => slug),
      ['empty'],
    );
  });

  it('says it in numbers, of which old news is none', async () => {
    const figures = await api.expect('OverviewFigures', 'GET', '/overview/figures');
    assert.deepEqual(figures.tenants, { failing: 1, attention: 0, ok: 1, none: 1 });
    assert.deepEqual(figures.directories, { failing: 1, attention: 0, ok: 1 });
    assert.deepEqual(figures.events, { waiting: 0, set_aside: 1, per_minute: 0.2 });
    assert.deepEqual(figures.lag, { p50_seconds: null, p95_seconds: null });
    rollcall.clock.advance(6 * MINUTE_MS);
    const later = await api.expect('OverviewFigures', 'GET', '/overview/figures');
    assert.equal(later.events.per_minute, 0);
  });

  it('tells a token that is bound to a tenant of that one', async () => {
    const { token } = await api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'of fine', scopes: ['read'], tenant: 'fine' },
    });
    const bound = api.as(token);
    assert.deepEqual(await slugs('', bound), ['fine ok']);
    const figures = await bound.expect('OverviewFigures', 'GET', '/overview/figures');
    assert.deepEqual(figures.tenants, { failing: 0, attention: 0, ok: 1, none: 0 });
    assert.deepEqual(figures.directories, { failing: 0, attention: 0, ok: 1 });
    assert.equal(figures.events.set_aside, 0);
  });

  it('says one tenant in numbers', async () => {
    await rollcall.database.inTenant(zebraId, async (trx) => {
      for (const [at, [status, role]] of [
        ['active', 'admin'],
        ['active', 'member'],
        ['active', 'member'],
        ['deactivated', 'member'],
      ].entries()) {
        await trx.raw(
          `insert into users (tenant_id, id, status, role, role_origin, display_name, provisioned_at, updated_at)
           values (?, ?, ?, ?, 'directory', ?, ?, ?)`,
          [zebraId, newId(), status, role, `Person ${at}`, rollcall.clock.now(), rollcall.clock.now()],
        );
      }
    });
    const summary = await api.expect('TenantSummary', 'GET', '/tenants/zebra/summary');
    assert.deepEqual(summary.people, { active: 3, read_only: 0, deactivated: 1, purged: 0 });
    assert.deepEqual(summary.roles, [
      { role: 'member', people: 2 },
      { role: 'admin', people: 1 },
    ]);
    assert.deepEqual(
      [summary.events, summary.holds],
      [
        { waiting: 0, set_aside: 1 },
        { open: 0, people: 0 },
      ],
    );
    assert.equal(summary.activity.length, 30);
    assert.equal(summary.activity.at(-1)?.other, 1);
  });

  it('lists those where events have failed or holds are open, with the most first, page by page', async () => {
    for (let number = 0; number < 11; number += 1)
      await rollcall.post(malformed('directory_zebra', `${number}`));
    await rollcall.post(malformed('directory_fine', 'FINE'));
    await rollcall.drain();
    assert.deepEqual(await slugs('?waiting=failed_events'), ['zebra failing', 'fine ok']);
    assert.deepEqual(await slugs('?waiting=failed_events&health=ok'), ['fine ok']);
    assert.deepEqual(await slugs('?waiting=approval'), []);
    const query = '/overview?waiting=failed_events&limit=1';
    const { data, next_cursor: cursor } = await api.expect('Overview', 'GET', query);
    assert.deepEqual(data[0]?.events, { waiting: 0, set_aside: 12 });
    assert.deepEqual(await slugs(`?waiting=failed_events&cursor=${cursor}`), ['fine ok']);
    await api.refused(400, 'invalid_request', 'GET', `/overview?cursor=${cursor}`);
  });
});
