import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import type { SimulatedPerson } from '../../../src/cli/demo/workos-payload.ts';
import type { AuditRecord } from '../../../src/generated/api.ts';
import {
  assertAccessible,
  assertFits,
  enterConsole,
  enterPortal,
  openPage,
  showIn,
  takePictures,
  type OpenPage,
} from '../../support/browser.ts';
import { openOffice, type Office } from '../../support/office.ts';

const hostile = 'Eve \u202egnp <img src=x onerror=alert(1)>';

describe('the page Activity', () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;
  let eve: string;
  let ada: SimulatedPerson;

  before(async () => {
    office = await openOffice();
    ada = (await office.hire('ada', ['admins'])).person;
    eve = (await office.hire(hostile)).user.id;
    const many = Array.from({ length: 25 }, (_, at) =>
      office.idp.hire({
        email: `person${at}@acme.com`,
        firstName: `Person ${at}`,
        lastName: '',
        attributes: {},
      }),
    );
    await office.tell(many.flatMap(({ events }) => events));
  });
  after(() => office.stop());

  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    // The page's time is that of the service, and goes on only where a test says so.
    await page.clock.install({ time: office.rollcall.clock.now() });
    await enterPortal(office.rollcall, page, 'acme', { label: 'it@acme.com' });
    await page.goto('/portal/activity');
    await rows().first().waitFor();
  });
  afterEach(() => opened.close());

  const rows = () => page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Details of/ }) });
  const focused = () => page.evaluate<string | null>("document.activeElement?.getAttribute('aria-label')");
  const leave = async () => {
    await page.goto('about:blank');
  };

  it('says in sentences what happened, with nothing hidden in names', async () => {
    assert.match(page.url(), /\/portal\/activity$/);
    assert.equal(await page.title(), 'Activity · acme · Rollcall');
    assert.equal(await page.evaluate('document.activeElement?.textContent'), 'Activity');
    await page.getByText('Signed in as it@acme.com').first().waitFor();
    await page.goto(`/portal/activity?kind=user.provisioned&person=${eve}`);
    await page.getByRole('button', { name: /Show everyone/ }).waitFor();
    const row = rows().first();
    await row.getByText('Account created').waitFor();
    assert.equal(await row.getByRole('img', { name: 'hidden character U+202E' }).count(), 1);
    await takePictures(page, 'activity-hostile');
    assert.match(await row.innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await rows().count(), 1);
    await page.getByRole('button', { name: /Show everyone/ }).click();
    await page.waitForURL(/kind=user\.provisioned$/);
    await page.getByLabel('Person', { exact: true }).fill('ADA@acme.com');
    await page.getByLabel('Person', { exact: true }).press('Enter');
    await page.getByRole('button', { name: /Only ada Example/ }).waitFor();
    await page.waitForURL(/kind=user\.provisioned&person=[0-9a-f-]{36}$/);
  });

  it('goes through the pages, and by arrow keys through the rows', async () => {
    const next = page.getByRole('button', { name: 'Next page' });
    const first = await rows().first().innerText();
    const said = () => page.getByRole('status').filter({ hasText: /^Audit records, page/ });
    assert.equal(await said().innerText(), 'Audit records, page 1: 25');
    await next.press('Enter');
    await page.getByText('Page 2', { exact: true }).waitFor();
    assert.match(await said().innerText(), /^Audit records, page 2: \d+$/);
    assert.equal(await focused(), 'Audit records');
    const of2 = await rows().first().innerText();
    assert.notEqual(of2, first);
    await page.reload();
    await page.getByText('Page 2', { exact: true }).waitFor();
    assert.equal(await rows().first().innerText(), of2, 'a reload stays on the page');
    await page.getByRole('link', { name: 'Health' }).click();
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    await page.goBack();
    await page.getByText('Page 2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Previous page' }).click();
    await page.getByText('Page 1', { exact: true }).waitFor();
    assert.equal(await rows().first().innerText(), first);
    await page
      .getByRole('button', { name: /^Details of/ })
      .first()
      .focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const second = rows()
      .nth(1)
      .getByRole('button', { name: /^Details of/ });
    assert.equal(await second.getAttribute('aria-expanded'), 'true');
    await page
      .getByText(/^(Sealed as number|To be sealed)/)
      .first()
      .waitFor();
    await takePictures(page, 'activity');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.clock.runFor(300);
    await page
      .getByRole('tooltip')
      .getByText(/2026 at \d\d:\d\d:\d\d CET/)
      .waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    assert.equal(
      await rows()
        .last()
        .getByRole('button', { name: /^Details of/ })
        .getAttribute('aria-expanded'),
      'true',
    );
    await assertAccessible(page);
  });

  it('shows by itself what has just happened', async () => {
    const zoe = page.getByText('zoe Example');
    assert.equal(await zoe.count(), 0);
    await office.hire('zoe');
    await page.clock.runFor(3_000);
    await zoe.first().waitFor();
    assert.match((await page.getByRole('status').allInnerTexts()).join(' '), /new record/);
    await page.getByRole('switch', { name: 'Live' }).press('Space');
    await office.hire('yan');
    await page.clock.runFor(10_000);
    assert.equal(await page.getByText('yan Example').count(), 0);
  });

  it('says whose link, token or sign-in it was, and what was held', async () => {
    await office.api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
      body: { label: 'dora@acme.com' },
    });
    await enterPortal(office.rollcall, page, 'acme', { label: 'it@acme.com' });
    await page.goto('/portal/activity?kind=portal_link.created');
    const made = rows().filter({ hasText: 'Portal link created: dora@acme.com' });
    await made.getByText('operator').waitFor();
    await made.getByText('API token').waitFor();
    await made.getByRole('button', { name: /^Details of/ }).click();
    const change = page.getByRole('table', { name: 'What changed' });
    await change.getByRole('row').filter({ hasText: 'expires at' }).locator('time').waitFor();
    await page.goto('/portal/activity?kind=portal_link.used');
    await rows().first().getByText('In the portal').waitFor();
    assert.match(await rows().first().innerText(), /it@acme\.com/);

    await office.tell(office.idp.deactivate(ada));
    await page.goto('/portal/activity?kind=hold.opened');
    const held = rows().filter({ hasText: 'Changes held: ada Example' });
    await held.getByRole('button', { name: /^Details of/ }).click();
    await page.getByRole('link', { name: 'Look at what was held' }).click();
    await page.getByRole('heading', { name: 'The last administrator' }).waitFor();
  });

  it('exports what is filtered, as CSV and as JSON', async () => {
    await page.getByLabel('Kind', { exact: true }).selectOption('user.provisioned');
    const download = async (name: RegExp) => {
      await page.getByRole('button', { name: 'Export' }).press('Enter');
      await page.getByRole('menuitem').first().waitFor();
      await page.locator('[role=menuitem]:focus').waitFor();
      await assertAccessible(page);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
    };
    const csv = await download(/CSV/);
    assert.equal(csv.name, 'rollcall-activity-acme-2026-01-15.csv');
    const [head, ...lines] = parse(csv.text, { bom: true });
    assert.deepEqual(head?.slice(0, 3), ['at', 'action', 'user_name']);
    assert.ok(lines.length >= 27, `${lines.length}`);
    const json = await download(/JSON/);
    const records = JSON.parse(json.text) as AuditRecord[];
    assert.equal(records.length, lines.length);
    assert.ok(records.every(({ action, hash }) => action === 'user.provisioned' && hash !== null));
  });

  it('says what to do where nothing fits, where somebody is unknown, and where it cannot be loaded', async () => {
    await page.getByLabel('Person', { exact: true }).fill('nobody@acme.com');
    await page.getByLabel('Person', { exact: true }).press('Enter');
    await page.getByText('No account has the address nobody@acme.com.').waitFor();
    await page.getByLabel('Kind', { exact: true }).selectOption('user.purged');
    await page.getByText('No record fits').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Clear the filters' }).last().click();
    await rows().first().waitFor();

    const broken = '**/audit-records**';
    await page.route(broken, (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          status: 500,
          code: 'internal',
          detail: 'Something went wrong on our side.',
          instance: 'urn:uuid:01a2-quoted',
          retryable: false,
        }),
      }),
    );
    await page.getByLabel('Kind', { exact: true }).selectOption('policy.proposed');
    await page.getByRole('alert').getByText('This could not be loaded').waitFor();
    await page.getByText('01a2-quoted').waitFor();
    await page.unroute(broken);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No record fits').waitFor();

    await page.getByRole('button', { name: 'Clear the filters' }).last().click();
    await rows().first().waitFor();
    await page.route(broken, (route) => route.abort());
    for (let seconds = 0; seconds < 8; seconds += 1) await page.clock.runFor(1_000);
    const bar = page.getByRole('status').filter({ hasText: 'Rollcall cannot be reached' });
    await bar.getByText(/as it was at \d\d:\d\d\./).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0, 'said once');
    assert.ok((await rows().count()) > 0);
    await assertAccessible(page);
    await page.unroute(broken);
    await bar.getByRole('button', { name: 'Try again' }).click();
    await bar.waitFor({ state: 'hidden' });
    assert.ok(opened.complaints.splice(0).every((complaint) => complaint.endsWith('net::ERR_FAILED')));
  });

  it('fits a narrow screen in both colours, and its menu can be used by keys', async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await showIn(page, colorScheme);
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
      await assertAccessible(page);
    }
    await page.getByRole('button', { name: 'Menu' }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog');
    await menu.getByRole('link', { name: 'Activity' }).waitFor();
    await takePictures(page, 'menu');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertAccessible(page);
    await menu.getByRole('link', { name: 'Activity' }).press('Enter');
    await menu.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Menu' }).press('Enter');
    await menu.getByText('acme', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Menu' }).and(page.locator(':focus')).waitFor();
  });

  it('says that the session has ended, and signs out', async () => {
    const { data } = await office.api.expect('BrowserSessionList', 'GET', '/browser-sessions');
    const [newest] = data;
    assert.ok(newest);
    assert.equal((await office.api.ask('DELETE', `/browser-sessions/${newest.id}`)).status, 204);
    await page.clock.runFor(3_000);
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'session-ended');
    await page.reload();
    await page.getByRole('heading', { name: 'This page opens with a link' }).waitFor();
    await leave();

    await enterPortal(office.rollcall, page, 'acme');
    await page.goto('/portal/activity');
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByRole('heading', { name: 'This page opens with a link' }).waitFor();
  });

  it('is the same page in the console, for whichever tenant', async () => {
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme');
    await page.getByRole('link', { name: 'All activity' }).click();
    await page.waitForURL('**/admin/tenants/acme/activity');
    await rows().first().waitFor();
    await page.getByRole('link', { name: 'Activity' }).first().waitFor();
    await takePictures(page, 'console-activity');
    await assertAccessible(page);
  });
});
