import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { openNotesProduct, type Browser, type NotesProduct } from '../support/notes-product.ts';
import { officePolicy, openOffice, type Office } from '../support/office.ts';

const readOnlyPolicy = `${officePolicy}
deactivation:
  mode: read_only
  read_only: { for: 14d }
  revoke: [sessions, api_keys]
`;
const day = 24 * 60 * 60 * 1000;

describe('the example product', () => {
  let office: Office;
  let product: NotesProduct;
  let browser: Browser;

  async function open(policy?: string): Promise<void> {
    office = await openOffice(policy, { webhooks: { allowPrivate: true } });
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'notes', scopes: ['access:check', 'read', 'write'], tenant: 'acme' },
    });
    product = await openNotesProduct(office.rollcall, 'acme', token);
    browser = product.openBrowser();
    await office.hire('boss', ['admins']);
  }
  afterEach(async () => {
    await product.stop();
    await office.stop();
  });

  const statusOf = async (method: string, path: string, given?: { body?: unknown; token?: string }) =>
    (await browser.ask(method, path, given)).status;
  const write = (given: { token?: string } = {}) =>
    browser.ask('POST', '/notes', { body: { text: 'hello' }, ...given });
  const makeKey = async (): Promise<string> => {
    const { status, body } = await browser.ask('POST', '/api-keys', { body: { name: 'ci' } });
    assert.equal(status, 201);
    return body['token'] as string;
  };
  const tellOfEverything = async (): Promise<void> => {
    const { secret } = await office.api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
      body: { url: `${product.url}/webhooks/rollcall`, tenant: 'acme' },
    });
    product.secrets.push(secret);
  };
  const deliver = () => office.rollcall.service.webhooks.deliverAll();

  it('lets in who has joined, with the role of the moment, and nobody else', async () => {
    await open();
    assert.equal(await browser.signIn('ada@acme.com'), 403);
    assert.equal(await statusOf('GET', '/notes'), 401);
    const { person } = await office.hire('ada', ['members']);
    assert.equal(await browser.signIn('Ada@ACME.com'), 303);
    assert.equal((await write()).status, 201);
    const before = await browser.ask('GET', '/notes');
    assert.deepEqual([before.body['role'], before.body['read_only']], ['member', false]);

    const admins = office.idp.groups.find(({ name }) => name === 'admins');
    assert.ok(admins);
    await office.tell(office.idp.join(person, admins));
    const after = await browser.ask('GET', '/notes');
    assert.equal(after.body['role'], 'admin');
    assert.equal((after.body['notes'] as unknown[]).length, 1);
  });

  it('has who leaves out at the next request, in every browser and by every key', async () => {
    await open();
    const { person } = await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    const other = product.openBrowser();
    await other.signIn('ada@acme.com');
    const token = await makeKey();
    assert.equal((await write({ token })).status, 201);

    await office.tell(office.idp.deactivate(person));
    for (const each of [browser, other]) {
      const { status, body } = await each.ask('GET', '/notes');
      assert.deepEqual([status, body['code']], [403, 'deactivated']);
    }
    assert.equal(await statusOf('GET', '/notes', { token }), 403);
    assert.equal(await browser.signIn('ada@acme.com'), 403);

    // Who comes back signs in again: what was open stays closed.
    office.rollcall.clock.advance(60_000);
    await office.tell(office.idp.comeBack(person));
    const { status, body } = await browser.ask('GET', '/notes');
    assert.deepEqual([status, body['code']], [401, 'session_revoked']);
    assert.deepEqual((await browser.ask('GET', '/notes', { token })).body['code'], 'api_key_revoked');
    assert.equal(await browser.signIn('ada@acme.com'), 303);
    assert.equal(await statusOf('GET', '/notes'), 200);
  });

  it('has who leaves read for as long as the policy says, and write nothing', async () => {
    await open(readOnlyPolicy);
    const { person, user } = await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    const token = await makeKey();
    await office.tell(office.idp.deactivate(person));
    assert.equal((await office.userOf(person)).status, 'read_only');

    for (const given of [{}, { token }]) {
      const read = await browser.ask('GET', '/notes', given);
      assert.deepEqual([read.status, read.body['read_only']], [200, true]);
      const written = await write(given);
      assert.deepEqual([written.status, written.body['code']], [403, 'read_only']);
    }
    assert.equal(await statusOf('POST', '/api-keys', { body: { name: 'more' } }), 403);
    const later = product.openBrowser();
    assert.equal(await later.signIn('ada@acme.com'), 303);
    assert.equal((await later.ask('GET', '/notes')).status, 200);

    office.rollcall.clock.advance(14 * day);
    await office.rollcall.drain();
    assert.equal((await office.userOf(person)).status, 'deactivated');
    assert.equal(await statusOf('GET', '/notes'), 403);
    assert.equal(await statusOf('GET', '/notes', { token }), 403);
    assert.equal((await later.ask('GET', '/notes')).status, 403);
    const { data } = await office.api.expect(
      'SessionList',
      'GET',
      `/tenants/acme/sessions?user_id=${user.id}`,
    );
    assert.deepEqual(data, []);
  });

  it('ends a session that was revoked in Rollcall, and no other', async () => {
    await open();
    const { user } = await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    const other = product.openBrowser();
    await other.signIn('ada@acme.com');
    const { data } = await office.api.expect(
      'SessionList',
      'GET',
      `/tenants/acme/sessions?user_id=${user.id}`,
    );
    assert.equal(data.length, 2);
    await tellOfEverything();
    await office.api.ask('DELETE', `/tenants/acme/sessions/${data[0]?.id ?? ''}`);
    const { status, body } = await browser.ask('GET', '/notes');
    assert.deepEqual([status, body['code']], [401, 'session_revoked']);
    await deliver();
    // Now the product itself has forgotten it.
    assert.equal((await browser.ask('GET', '/notes')).body['code'], 'not_signed_in');
    assert.equal((await other.ask('GET', '/notes')).status, 200);
  });

  it('revokes its session in Rollcall when somebody signs out', async () => {
    await open();
    const { user } = await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    assert.equal(await statusOf('POST', '/sign-out'), 303);
    assert.equal(await statusOf('GET', '/notes'), 401);
    const { data } = await office.api.expect(
      'SessionList',
      'GET',
      `/tenants/acme/sessions?user_id=${user.id}`,
    );
    assert.deepEqual(data, []);
  });

  it('ends the sessions of who leaves as soon as a webhook of Rollcall tells of it', async () => {
    await open();
    const { person } = await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    const eve = product.openBrowser();
    await office.hire('eve', ['members']);
    await eve.signIn('eve@acme.com');
    await tellOfEverything();
    await office.tell(office.idp.deactivate(person));
    await deliver();
    assert.equal((await browser.ask('GET', '/notes')).body['code'], 'not_signed_in');
    assert.equal((await eve.ask('GET', '/notes')).status, 200);
  });

  it('believes no webhook that Rollcall has not signed', async () => {
    await open();
    const { user } = await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    await tellOfEverything();
    const now = office.rollcall.clock.now();
    const body = JSON.stringify({
      type: 'user.deactivated',
      timestamp: now.toISOString(),
      data: { tenant: { slug: 'acme' }, user_id: user.id },
    });
    const post = async (secret: string, at: Date) => {
      const answer = await fetch(`${product.url}/webhooks/rollcall`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(at.getTime() / 1_000),
          'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
        },
        body,
      });
      return answer.status;
    };
    assert.equal(await post(`whsec_${btoa('x'.repeat(24))}`, now), 400);
    const [secret = ''] = product.secrets;
    assert.equal(await post(secret, new Date(now.getTime() - 3_600_000)), 400);
    assert.equal(await statusOf('GET', '/notes'), 200);
    // It is the signature that was missing.
    assert.equal(await post(secret, now), 204);
    assert.equal(await statusOf('GET', '/notes'), 401);
  });

  it('lets nobody in while Rollcall cannot say who may', async () => {
    await open();
    await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    const { data } = await office.api.expect('TokenList', 'GET', '/tokens');
    const id = data.find(({ name }) => name === 'notes')?.id ?? '';
    await office.api.ask('DELETE', `/tokens/${id}`);
    assert.equal(await statusOf('GET', '/notes'), 503);
    assert.equal(await browser.signIn('ada@acme.com'), 503);
  });

  it('answers whatever is sent to it', async () => {
    await open();
    await office.hire('ada', ['members']);
    await browser.signIn('ada@acme.com');
    for (const token of ['x', '.', 'a.b', `${'x'.repeat(2_000)}.rck_x`, '__proto__.x']) {
      assert.ok([401, 403].includes(await statusOf('GET', '/notes', { token })), token);
    }
    for (const body of [null, [], 'x', { text: { $gt: '' } }, { ['__proto__']: { text: 'x' } }]) {
      assert.equal((await statusOf('POST', '/notes', { body })) < 500, true, JSON.stringify(body));
    }
    for (const email of ['', '%', "' or 1=1 --", '\0', 'x'.repeat(5_000)]) {
      assert.notEqual(await browser.signIn(email), 303, email);
    }
  });
});
