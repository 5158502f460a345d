import assert from 'node:assert/strict';
import type { ApiClient } from '../support/api-client.ts';
import { openOffice, type Office } from '../support/office.ts';

const url = 'https://hooks.example.com/rollcall';

describe('webhook endpoints in the API', () => {
  let office: Office;
  let api: ApiClient;
  /** Bound to acme, with every scope. */
  let tenantAdmin: ApiClient;

  before(async () => {
    office = await openOffice();
    ({ api } = office);
    const { token } = await api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'acme', scopes: ['*'], tenant: 'acme' },
    });
    tenantAdmin = api.as(token);
    await office.rollcall.createTenant('initech', 'directory_initech');
  });
  after(() => office.stop());

  const make = (by: ApiClient, body: Record<string, unknown> = {}) =>
    by.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', { body: { url, ...body } });

  it('shows the secret once, in the form of Standard Webhooks', async () => {
    const { secret, ...made } = await make(api, {
      description: 'the product',
      event_types: ['user.*', 'role.changed'],
    });
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{32}$/);
    const shown = await api.expect('WebhookEndpoint', 'GET', `/webhook-endpoints/${made.id}`);
    assert.deepEqual(shown, made);
    assert.equal(shown.secrets.length, 1);
    assert.deepEqual([shown.tenant, shown.state, shown.says], [null, 'active', null]);
    assert.ok(!JSON.stringify(shown).includes('whsec_'));
    await api.ask('DELETE', `/webhook-endpoints/${made.id}`);
    await api.refused(404, 'not_found', 'GET', `/webhook-endpoints/${made.id}`);
    await api.refused(404, 'not_found', 'DELETE', `/webhook-endpoints/${made.id}`);
  });

  it('keeps no secret for a repeated request', async () => {
    const asked = { body: { url }, headers: { 'idempotency-key': 'once' } };
    const { id } = await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', asked);
    const again = await api.refused(409, 'secret_shown_once', 'POST', '/webhook-endpoints', asked);
    assert.equal(again['made'], id);
    await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });

  for (const [why, body, said] of [
    ['an address of this machine', { url: 'https://127.0.0.1/' }, /private/],
    ['an address of this machine as one number', { url: 'https://2130706433/' }, /private/],
    ['the address of a cloud’s metadata', { url: 'https://169.254.169.254/' }, /private/],
    ['an address without encryption', { url: 'http://hooks.example.com/' }, /https/],
    ['an address with a password', { url: 'https://a:b@hooks.example.com/' }, /password/],
    ['no address', { url: 'hooks' }, /not an address/],
    ['a type that there is not', { url, event_types: ['user.deleted'] }, /user\.deleted.*user\.deactivated/],
    ['a type that is every object’s', { url, event_types: ['__proto__'] }, /There is no type/],
  ] as const) {
    it(`refuses ${why}`, async () => {
      const problem = await api.refused(400, 'invalid_request', 'POST', '/webhook-endpoints', { body });
      assert.match(problem.detail, said);
    });
  }

  it('a token of a tenant makes and sees the endpoints of that tenant alone', async () => {
    const ours = await make(tenantAdmin);
    assert.equal(ours.tenant, 'acme');
    const everyones = await make(api);
    const theirs = await make(api, { tenant: 'initech' });
    const list = async (by: ApiClient, query = '') =>
      (await by.expect('WebhookEndpointList', 'GET', `/webhook-endpoints${query}`)).data.map(({ id }) => id);
    assert.deepEqual(await list(tenantAdmin), [ours.id]);
    assert.deepEqual(await list(api), [ours.id, everyones.id, theirs.id]);
    assert.deepEqual(await list(api, '?tenant=initech'), [theirs.id]);
    await tenantAdmin.refused(404, 'not_found', 'GET', '/webhook-endpoints?tenant=initech');
    await tenantAdmin.refused(404, 'not_found', 'POST', '/webhook-endpoints', {
      body: { url, tenant: 'initech' },
    });
    for (const { id } of [everyones, theirs]) {
      await tenantAdmin.refused(404, 'not_found', 'DELETE', `/webhook-endpoints/${id}`);
      await tenantAdmin.refused(404, 'not_found', 'POST', `/webhook-endpoints/${id}/disable`);
      await tenantAdmin.refused(404, 'not_found', 'POST', `/webhook-endpoints/${id}/enable`);
    }
    const disabled = await tenantAdmin.expect(
      'WebhookEndpoint',
      'POST',
      `/webhook-endpoints/${ours.id}/disable`,
    );
    assert.deepEqual(
      [disabled.state, disabled.says?.startsWith('Disabled: Somebody disabled it.')],
      ['disabled', true],
    );
    for (const { id } of [ours, everyones, theirs]) await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });

  it('needs a scope of its own to make one, since it hears of everything', async () => {
    const { token } = await api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'writer', scopes: ['read', 'write'] },
    });
    await api.as(token).refused(403, 'forbidden', 'POST', '/webhook-endpoints', { body: { url } });
  });

  it('stops at twenty of a tenant', async () => {
    const made = [];
    for (let i = 0; i < 20; i += 1) made.push(await make(tenantAdmin));
    await tenantAdmin.refused(409, 'conflict', 'POST', '/webhook-endpoints', { body: { url } });
    for (const { id } of made) await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });

  it('has one secret that does not end, also where it is rotated twice at the same moment', async () => {
    const { id } = await make(api);
    const rotated = await Promise.all(
      [0, 24, 0, 24].map((hours) =>
        api.expect('WebhookSecretOnce', 'POST', `/webhook-endpoints/${id}/secrets`, {
          body: { former_end_in_hours: hours },
        }),
      ),
    );
    assert.equal(rotated.length, 4);
    const { secrets } = await api.expect('WebhookEndpoint', 'GET', `/webhook-endpoints/${id}`);
    assert.equal(secrets.filter(({ expires_at: ends }) => ends === null).length, 1);
    await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });

  it('has at most three secrets at once, however often they are rotated', async () => {
    const { id } = await make(api);
    for (let i = 0; i < 5; i += 1) {
      await api.expect('WebhookSecretOnce', 'POST', `/webhook-endpoints/${id}/secrets`, { body: {} });
    }
    const { secrets } = await api.expect('WebhookEndpoint', 'GET', `/webhook-endpoints/${id}`);
    assert.equal(secrets.length, 3);
    assert.deepEqual(
      secrets.map(({ expires_at }) => expires_at === null),
      [true, false, false],
    );
    await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });

  it('pages through what was sent, and filters it', async () => {
    const { id } = await make(api, { tenant: 'acme' });
    await office.hire('ada', ['members']);
    const seen: string[] = [];
    const names = new Set<string | null>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: { data: { message_id: string; user_name: string | null }[]; next_cursor: string | null } =
        await api.expect(
          'OutboxDeliveryList',
          'GET',
          `/tenants/acme/outbox?limit=1&status=waiting&endpoint=${id}${more}`,
        );
      seen.push(...page.data.map(({ message_id }) => message_id));
      for (const { user_name: name } of page.data) names.add(name);
      cursor = page.next_cursor;
    }
    assert.equal(seen.length, 2);
    assert.deepEqual(seen, [...seen].sort().reverse());
    assert.deepEqual([...names], ['ada Example']);
    const dead = await api.expect('OutboxDeliveryList', 'GET', '/tenants/acme/outbox?status=dead');
    assert.deepEqual(dead.data, []);
    await api.refused(400, 'invalid_request', 'GET', '/tenants/acme/outbox?status=lost');
    await api.refused(404, 'not_found', 'POST', `/tenants/acme/outbox/${id}/replay`, { body: {} });
    await api.refused(405, 'method_not_allowed', 'GET', '/tenants/acme/outbox/replay');
    await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });

  it('a token of a tenant sees and repeats nothing that went to an endpoint of every tenant', async () => {
    const ours = await make(tenantAdmin);
    const everyones = await make(api);
    await office.hire('bob', ['members']);
    const outbox = '/tenants/acme/outbox';
    const told = async (by: ApiClient) =>
      (await by.expect('OutboxDeliveryList', 'GET', `${outbox}?status=waiting&limit=200`)).data;
    assert.deepEqual(
      new Set((await told(api)).map(({ endpoint_id }) => endpoint_id)),
      new Set([ours.id, everyones.id]),
    );
    const seen = await told(tenantAdmin);
    assert.deepEqual(new Set(seen.map(({ endpoint_id }) => endpoint_id)), new Set([ours.id]));
    const message = `${outbox}/${seen[0]?.message_id ?? ''}`;
    const shown = await tenantAdmin.expect('OutboxMessage', 'GET', message);
    assert.deepEqual(
      shown.deliveries.map(({ endpoint_id }) => endpoint_id),
      [ours.id],
    );

    const giveUp = () =>
      office.rollcall.database.inTenant(office.tenantId, (trx) =>
        trx.raw(`update outbox_deliveries set status = 'dead', finished_at = now()`),
      );
    await giveUp();
    const replay = (by: ApiClient, path: string, body: object = {}) =>
      by.expect('OutboxReplayed', 'POST', path, { body });
    const toEveryones = { endpoint: everyones.id };
    assert.deepEqual(await replay(tenantAdmin, `${message}/replay`, toEveryones), { replayed: 0 });
    assert.deepEqual(await replay(tenantAdmin, `${outbox}/replay`, toEveryones), { replayed: 0 });
    assert.deepEqual(await replay(tenantAdmin, `${message}/replay`), { replayed: 1 });
    await giveUp();
    assert.deepEqual(await replay(tenantAdmin, `${outbox}/replay`), { replayed: seen.length });
    assert.deepEqual(await replay(api, `${message}/replay`), { replayed: 1 });
    for (const { id } of [ours, everyones]) await api.ask('DELETE', `/webhook-endpoints/${id}`);
  });
});
