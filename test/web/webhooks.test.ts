import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  assertAccessible,
  assertFits,
  enterConsole,
  openPage,
  showIn,
  takePictures,
  type OpenPage,
} from '../support/browser.ts';
import { enterAsRole } from '../support/enter-as-role.ts';
import { openOffice, officePolicy, type Office } from '../support/office.ts';
import { isSignedWith, openSink, type WebhookSink } from '../support/webhook-sink.ts';

const HOUR_MS = 3_600_000;

describe('webhooks in the console', () => {
  let office: Office;
  let sink: WebhookSink;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice(officePolicy, { webhooks: { allowPrivate: true } });
    sink = await openSink();
  });
  after(async () => {
    await office.stop();
    await sink.stop();
  });
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    await page.clock.install({ time: office.rollcall.clock.now() });
  });
  afterEach(() => opened.close());

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const deliver = () => office.rollcall.service.webhooks.deliverAll();
  const secretShown = async (name: string): Promise<string> => {
    const dialog = page.getByRole('dialog', { name });
    const secret = await dialog.getByRole('group', { name: 'the secret' }).locator('code').innerText();
    await dialog.getByText('Rollcall keeps it encrypted').waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    return secret;
  };

  /** What is asked happens, and its answer is lost on the way. */
  const loseAnswers = (address: string) =>
    page.route(address, async (route) => {
      await route.fetch();
      await route.abort();
    });
  const endpointOf = (shown: Page) => shown.url().split('/').at(-1) ?? '';

  it('makes an endpoint, tests it, gives it another secret, disables, enables and deletes it', async () => {
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/webhook-endpoints');
    await page.getByRole('heading', { name: 'No endpoints yet' }).waitFor();
    await page.getByRole('button', { name: 'Make an endpoint' }).click();
    const form = page.getByRole('dialog', { name: 'Make a webhook endpoint' });
    await form.getByLabel('Address').fill('hooks');
    await form.getByRole('button', { name: 'Make an endpoint' }).click();
    await form.getByText('not an address').waitFor();
    await form.getByLabel('Address').fill(sink.url);
    await form.getByLabel('What it is').fill('The product');
    await form
      .getByRole('combobox', { name: 'Types of messages' })
      .or(form.getByLabel('Types of messages'))
      .first()
      .fill('user.*');
    await page.getByRole('option', { name: 'All of user.*' }).click();
    await page.keyboard.press('Escape');
    await assertAccessible(page);
    await takePictures(page, 'webhook-new');
    await form.getByRole('button', { name: 'Make an endpoint' }).click();
    const first = await secretShown('The endpoint is made');
    assert.match(first, /^whsec_/);
    await row('The product').getByText('user.*').waitFor();
    await takePictures(page, 'webhooks');
    await row('The product').getByRole('link').click();
    await page.getByRole('heading', { name: 'The product', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test was delivered: it answered 204.').waitFor();
    const [test] = sink.received;
    assert.ok(test && test.message.type === 'webhook.test' && isSignedWith(first, test));
    sink.answer = () => 500;
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test was not delivered').waitFor();
    await assertAccessible(page);
    await loseAnswers('**/test');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('It may have been done all the same').waitFor();
    await page.unroute('**/test');
    sink.answer = () => 204;
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test was delivered: it answered 204.').waitFor();

    await page.getByRole('button', { name: 'Rotate the secret' }).click();
    await page.getByLabel('The former ones end').selectOption('in an hour');
    await page
      .getByRole('dialog', { name: 'Make another secret?' })
      .getByRole('button', { name: 'Rotate' })
      .click();
    const second = await secretShown('The secret is made');
    await page.getByText('Former', { exact: true }).waitFor();
    await office.hire('ada', ['admins']);
    await deliver();
    const made = sink.received.at(-1);
    assert.ok(made && isSignedWith(first, made) && isSignedWith(second, made));

    const disable = page.getByRole('button', { name: 'Disable' });
    const dialog = page.getByRole('dialog');
    await disable.click();
    await dialog.getByText('Nothing more is sent to it.').waitFor();
    await loseAnswers('**/disable');
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await dialog.getByText('It may have been done all the same').waitFor();
    await page.unroute('**/disable');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    // Somebody else enables it meanwhile: disabling it then is meant once more, and not answered as before.
    await office.api.expect('WebhookEndpoint', 'POST', `/webhook-endpoints/${endpointOf(page)}/enable`);
    await disable.click();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Disabled', { exact: true }).first().waitFor();
    const { state } = await office.api.expect(
      'WebhookEndpoint',
      'GET',
      `/webhook-endpoints/${endpointOf(page)}`,
    );
    assert.equal(state, 'disabled');
    const isLost = (complaint: string) => complaint.includes('net::ERR_FAILED');
    opened.complaints.splice(0, Infinity, ...opened.complaints.filter((each) => !isLost(each)));
    const before = sink.received.length;
    await office.hire('bea');
    await deliver();
    assert.equal(sink.received.length, before);
    const product = page.url();
    await page.goto('/admin/tenants/acme/outbox');
    await row('bea').first().getByText('until the endpoint is enabled').waitFor();
    await page.goto(product);
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await takePictures(page, 'webhook');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
    await deliver();
    assert.ok(sink.received.length > before);

    // From the list and back to it: it is not shown from before.
    await page.getByRole('link', { name: 'Webhook endpoints' }).first().click();
    await row('The product').getByRole('link').click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Webhook endpoints', level: 1 }).waitFor();
    assert.equal(await row('The product').count(), 0);
    await page.getByRole('heading', { name: 'No endpoints yet' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/admin/webhook-endpoints');
    const { data } = await office.api.expect('WebhookEndpointList', 'GET', '/webhook-endpoints');
    assert.deepEqual(data, []);
  });

  it('delivers again what was given up on, one or all, and counts them before', async () => {
    const { id } = await office.api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
      body: { url: sink.url, event_types: ['user.provisioned'] },
    });
    sink.answer = () => 500;
    for (const name of ['cem', 'dan', 'eli']) await office.hire(name);
    const dead = async () =>
      (await office.api.expect('OutboxDeliveryList', 'GET', '/tenants/acme/outbox?status=dead')).data.length;
    for (let hours = 0; hours < 60 && (await dead()) < 3; hours += 1) {
      await deliver();
      office.rollcall.clock.advance(HOUR_MS);
    }
    assert.equal(await dead(), 3);
    await page.clock.setFixedTime(office.rollcall.clock.now());
    await enterAsRole(office.rollcall, page, 'support');
    await page.goto('/admin/tenants/acme');
    await page.getByText(/^A webhook endpoint (takes nothing|is disabled)\.$/).waitFor();
    sink.answer = () => 204;
    await office.api.expect('WebhookEndpoint', 'POST', `/webhook-endpoints/${id}/enable`);
    await page.getByRole('link', { name: 'Look at it: Undelivered webhooks' }).click();
    await page.getByRole('heading', { name: 'Outbox', level: 1 }).waitFor();
    await row('Account created').nth(2).waitFor();
    await row('Account created')
      .first()
      .getByRole('button', { name: /^Details of Account created: eli/ })
      .click();
    await page.getByRole('region', { name: 'The message as it is sent' }).getByText('eli@acme.com').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'outbox');
    await row('Account created').first().getByRole('button', { name: 'Deliver again' }).click();
    await page
      .getByRole('dialog', { name: 'Deliver this message again?' })
      .getByRole('button', { name: 'Deliver again' })
      .click();
    await page.getByText('1 message waits again').waitFor();
    await deliver();
    assert.equal(await dead(), 2);
    await page.getByRole('button', { name: 'Deliver again what was given up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Deliver again what was given up on?' });
    await dialog.getByText('2 messages are sent once more').waitFor();
    assert.equal(await dead(), 2);
    await assertAccessible(page);
    await takePictures(page, 'outbox-replay');
    await dialog.getByRole('button', { name: 'Deliver again' }).click();
    await page.getByRole('heading', { name: 'Nothing in this state' }).waitFor();
    await deliver();
    assert.deepEqual(
      sink.taken.slice(-3).map(({ message }) => message.type),
      ['user.provisioned', 'user.provisioned', 'user.provisioned'],
    );
    await page.getByText('Delivered', { exact: true }).first().click();
    await row('Answered 204').first().waitFor();
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
  });

  it('lets a viewer look, and nothing more', async () => {
    await enterAsRole(office.rollcall, page, 'viewer');
    await page.goto('/admin/tenants/acme/outbox');
    await row('Account created').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Deliver/ }).count(), 0);
    await page.goto('/admin/webhook-endpoints');
    await row('user.provisioned').getByRole('link').click();
    await page.getByRole('heading', { name: 'Secrets' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /Delete|Rotate|Disable|Send/ }).count(), 0);
    await page.goto('/admin/tenants/acme/webhook-endpoints');
    await page.getByText('Those that hear of every tenant').waitFor();
  });
});
