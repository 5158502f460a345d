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
import { openOffice, type Office } from '../support/office.ts';

const MINUTE_MS = 60_000;

describe('portal links in the console', () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice();
    await office.hire('ada', ['admins']);
  });
  after(() => office.stop());
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    await page.clock.install({ time: office.rollcall.clock.now() });
  });
  afterEach(() => opened.close());

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const makeLink = async (label: string, more: () => Promise<void> = () => Promise.resolve()) => {
    await page.getByRole('button', { name: 'Make a link' }).click();
    const form = page.getByRole('dialog', { name: 'Make a portal link' });
    await form.getByLabel('For whom').fill(label);
    await more();
    await form.getByRole('button', { name: 'Make a link' }).click();
    const made = page.getByRole('dialog', { name: 'The link is made' });
    const address = await made.getByRole('group', { name: 'the link' }).locator('code').innerText();
    return { made, address };
  };
  /** Opens a link as its reader does, in a browser of their own. */
  const openLink = async (address: string): Promise<OpenPage> => {
    const theirs = await openPage(office.rollcall);
    await theirs.page.goto(address);
    await theirs.page.getByRole('button', { name: 'Continue' }).click();
    return theirs;
  };

  it('makes a link that is shown once, opens the portal once, and is revoked with the visit', async () => {
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/portal-links');
    await page.getByRole('heading', { name: 'No links yet' }).waitFor();
    await assertAccessible(page);
    const { made, address } = await makeLink('it@acme.com', async () => {
      await assertAccessible(page);
      await takePictures(page, 'portal-link-new');
      await page.getByRole('radio', { name: 'only look' }).check();
      await page.getByRole('checkbox', { name: 'People' }).uncheck();
    });
    assert.match(address, /\/portal\/enter#rcl_[\w-]{64}$/);
    await made.getByRole('button', { name: 'Copy the link' }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'portal-link-made');
    await page.keyboard.press('Escape');
    await made.waitFor();
    await made.getByRole('button', { name: 'I have copied it' }).click();
    await row('it@acme.com').getByText('Open', { exact: true }).waitFor();
    assert.ok(!(await page.content()).includes(address.split('#')[1] ?? ''));

    const theirs = await openLink(address);
    await theirs.page.getByRole('heading', { level: 1 }).first().waitFor();
    await theirs.page.getByText('Signed in as it@acme.com').first().waitFor();
    assert.doesNotMatch(theirs.page.url(), /enter/);
    const again = await openLink(address);
    await again.page.getByRole('heading', { name: 'This link does not open the portal' }).waitFor();
    await again.close();

    await page.clock.runFor(10_000);
    await row('it@acme.com').getByText('Used', { exact: true }).waitFor();
    await row('it@acme.com').getByText('Only to look').waitFor();
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await takePictures(page, 'portal-links');
    await row('it@acme.com').getByRole('button', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke this link?' });
    await dialog.getByText('signed out of the portal').waitFor();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await row('it@acme.com').getByText('Revoked', { exact: true }).waitFor();
    await theirs.page.reload();
    await theirs.page.getByRole('heading', { name: 'This page opens with a link' }).waitFor();
    await theirs.close();
    const { data } = await office.api.expect('BrowserSessionList', 'GET', '/browser-sessions?tenant=acme');
    assert.deepEqual(data, []);
  });

  it('makes a link that opens nothing once its minutes are over', async () => {
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/portal-links');
    const { made, address } = await makeLink('late@acme.com', async () => {
      await page.getByLabel('Opens within').selectOption('1 minute');
    });
    await made.getByRole('button', { name: 'I have copied it' }).click();
    office.rollcall.clock.advance(MINUTE_MS);
    const theirs = await openLink(address);
    await theirs.page.getByRole('heading', { name: 'This link does not open the portal' }).waitFor();
    await theirs.close();
    await page.clock.runFor(10_000);
    await row('late@acme.com').getByText('Expired', { exact: true }).waitFor();
    assert.equal(await row('late@acme.com').getByRole('button').count(), 0);
    await page.getByLabel('State').selectOption('Open');
    await page.getByRole('heading', { name: 'No link is in this state' }).waitFor();
    assert.match(page.url(), /\?state=open$/);
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
  });

  it('ends a visit on the page of sessions', async () => {
    await enterConsole(office.rollcall, page);
    const { url } = await office.api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
      body: { label: 'guest@acme.com' },
    });
    const theirs = await openLink(url);
    await theirs.page.getByText('Signed in as guest@acme.com').first().waitFor();
    await page.goto('/admin/sessions?tenant=acme');
    await row('guest@acme.com').getByText('Portal of acme').waitFor();
    assert.equal(await row('Console').count(), 0);
    await page.goto('/admin/sessions');
    await row('Console').first().waitFor();
    await assertAccessible(page);
    await takePictures(page, 'sessions');
    await row('guest@acme.com').getByRole('button', { name: 'End' }).click();
    await page
      .getByRole('dialog', { name: 'End the session of guest@acme.com?' })
      .getByRole('button', { name: 'End' })
      .click();
    await row('guest@acme.com').waitFor({ state: 'hidden' });
    await theirs.page.reload();
    await theirs.page.getByRole('heading', { name: 'This page opens with a link' }).waitFor();
    await theirs.close();
  });

  it('lets support make links, and a viewer only look', async () => {
    await enterAsRole(office.rollcall, page, 'viewer');
    await page.goto('/admin/tenants/acme/portal-links');
    await row('guest@acme.com').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Make a link|Revoke/ }).count(), 0);
    assert.equal(await page.getByRole('link', { name: 'API tokens' }).count(), 0);
    await page.goto('/admin/api-tokens');
    await page.getByRole('heading', { name: 'Your role does not show you this' }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'not-allowed');
    await enterAsRole(office.rollcall, page, 'support');
    await page.goto('/admin/tenants/acme/portal-links');
    const { made } = await makeLink('by support');
    await made.getByRole('button', { name: 'I have copied it' }).click();
    await row('by support').getByText('by support@rollcall.example.com').waitFor();
  });

  it('makes one of two clicks, says where an answer was lost, and tries again what could not be reached', async () => {
    const labels = async () => {
      const { data } = await office.api.expect('PortalLinkList', 'GET', '/tenants/acme/portal-links');
      return data.map(({ label }) => label);
    };
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/portal-links');
    const open = page.getByRole('button', { name: 'Make a link' });
    const form = page.getByRole('dialog', { name: 'Make a portal link' });
    const send = form.getByRole('button', { name: 'Make a link' });
    await open.click();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await page.clock.runFor(100);
    assert.equal(await page.evaluate('document.activeElement?.textContent'), 'Make a link');

    await open.click();
    await form.getByLabel('For whom').fill('twice@acme.com');
    // What the service refuses of a field is said at the field.
    const leadsBack = form.getByLabel('Leads back to');
    await leadsBack.fill('javascript:alert(1)');
    await send.click();
    await form.getByText(/^It must be an address/).waitFor();
    assert.equal(await form.getByRole('alert').count(), 0);
    assert.equal(await page.evaluate('document.activeElement?.type'), 'url');
    await leadsBack.fill('');
    await send.dblclick();
    const copy = page.getByRole('button', { name: 'Copy the link' });
    await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('closed'));
      document.execCommand = () => false`);
    await copy.click();
    await page.getByText('The browser does not let this page copy the link.').waitFor();
    await page.evaluate(
      `document.execCommand = () => { window.copied = document.activeElement.value; return true; }`,
    );
    await copy.click();
    await copy.getByText('Copied').waitFor();
    assert.match(String(await page.evaluate('window.copied')), /#rcl_/);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await row('twice@acme.com').first().waitFor();
    assert.equal((await labels()).filter((label) => label === 'twice@acme.com').length, 1);

    await page.route('**/portal-links', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await open.click();
    await form.getByLabel('For whom').fill('lost@acme.com');
    await send.click();
    await form.getByText('It may have been done all the same: look before you repeat it.').waitFor();
    await page.unroute('**/portal-links');
    await send.click();
    // It was made once, nobody has it, and before another is made it opens nothing.
    await form.getByText('nobody has the link').waitFor();
    assert.ok(await send.isDisabled());
    await assertAccessible(page);
    await takePictures(page, 'portal-link-lost');
    await form.getByRole('button', { name: 'Revoke it' }).click();
    await form.getByText('nobody has the link').waitFor({ state: 'hidden' });
    await send.click();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const { data: links } = await office.api.expect(
      'PortalLinkList',
      'GET',
      '/tenants/acme/portal-links?limit=2',
    );
    assert.deepEqual(
      links.map(({ label, state }) => [label, state]),
      [
        ['lost@acme.com', 'open'],
        ['lost@acme.com', 'revoked'],
      ],
    );

    await page.context().setOffline(true);
    await page.getByLabel('State').selectOption('Used');
    const unreached = page.getByRole('alert').getByText('Rollcall cannot be reached');
    for (const wait of [1_000, 2_000]) await page.clock.runFor(wait);
    await unreached.waitFor();
    await page.context().setOffline(false);
    await unreached.waitFor({ state: 'hidden' });
    // A page that polls while nobody is at it says so: it keeps nobody signed in.
    const unattended = page.waitForRequest(async (request) =>
      Boolean(await request.headerValue('rollcall-unattended')),
    );
    await page.clock.fastForward(60_000);
    await page.clock.runFor(10_000);
    assert.equal((await unattended).method(), 'GET');
    const isNetwork = (complaint: string) => /net::ERR_(FAILED|INTERNET_DISCONNECTED)/.test(complaint);
    opened.complaints.splice(0, Infinity, ...opened.complaints.filter((each) => !isNetwork(each)));
  });

  it('shows a page of one link nothing of another that was opened in the same browser', async () => {
    const { api } = office;
    await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'beta' } });
    await page.goto((await api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links')).url);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Directory Sync', level: 1 }).waitFor();
    const second = await page.context().newPage();
    await second.goto((await api.expect('PortalLinkOnce', 'POST', '/tenants/beta/portal-links')).url);
    await second.getByRole('button', { name: 'Continue' }).click();
    await second.getByRole('heading', { name: 'Directory Sync', level: 1 }).waitFor();
    // Neither what it asks by itself, nor what is clicked.
    await page.getByRole('link', { name: 'People' }).first().click();
    await page.getByRole('heading', { name: 'Another link was opened' }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'another-link');
    await page.getByRole('link', { name: 'Go on with the new session' }).click();
    await page.getByRole('heading', { name: 'Directory Sync', level: 1 }).waitFor();
    assert.match(await page.title(), /· beta ·/);
    await second.close();

    // Nor a page that the link does not open, by its address.
    const few = { body: { pages: ['people'] } };
    await page.goto((await api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', few)).url);
    await page.getByRole('button', { name: 'Continue' }).click();
    await row('ada').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto('/portal/directories/new');
    await page.getByRole('heading', { name: 'Your link does not open this page' }).waitFor();
    assert.ok(!asked.some((path) => path.startsWith('/api/v1/tenants')), asked.join());
    await assertAccessible(page);
    await takePictures(page, 'not-opened');

    // Whoever signs out leaves no draft behind.
    await page.evaluate(
      `sessionStorage.setItem('rollcall.draft.portal.somebody.["policy","acme"]', 'a name')`,
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'This page opens with a link' }).waitFor();
    assert.doesNotMatch(String(await page.evaluate('Object.keys(sessionStorage)')), /draft/);
  });
});
