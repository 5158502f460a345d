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
import { openOffice, type Office } from '../support/office.ts';

describe("a tenant's page in the console", () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice();
    await office.hire('ada', ['admins']);
    await office.hire('bea', ['members']);
    await office.hire('cem', ['members']);
    await office.rollcall.api('POST', '/tenants', { slug: 'empty', name: 'Empty \u202e<i>Ltd</i>' });
  });
  after(() => office.stop());
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    await page.clock.install({ time: office.rollcall.clock.now() });
    await enterConsole(office.rollcall, page);
  });
  afterEach(() => opened.close());

  const panel = (name: string) => page.getByRole('region', { name, exact: true });

  it('joins what is known of it, and says that nothing is to be done', async () => {
    await office.rollcall.service.healthWatch.lookDue();
    await office.api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
      body: { label: 'it@acme.com' },
    });
    await page.goto('/admin/tenants/acme');
    await panel('Next steps').getByText('Nothing needs you.').waitFor();
    await panel('Directories').getByRole('link', { name: 'Okta' }).waitFor();
    await panel('Directories').getByText('Fine').waitFor();
    await panel('Policy')
      .getByText(/^Version 1/)
      .waitFor();
    await panel('Policy')
      .getByText(/admins/)
      .first()
      .waitFor();
    await panel('Recent activity').getByText('Account created').first().waitFor();
    await panel('Open portal links').getByText('it@acme.com').waitFor();
    await panel('People by role').getByRole('link', { name: 'Member' }).waitFor();
    const roles = await panel('People by role').innerText();
    assert.match(roles, /Member\s+2 people[\s\S]*Admin\s+1 person/);
    await page.getByRole('button', { name: 'Show as a table' }).waitFor();
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await page.setViewportSize({ width: 1_280, height: 1_800 });
    await takePictures(page, 'tenant');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
  });

  it('says first what needs somebody, and leads there', async () => {
    await office.rollcall.post({
      id: 'event_unreadable',
      event: 'dsync.user.created',
      created_at: office.rollcall.clock.now().toISOString(),
      data: { object: 'directory_user', directory_id: 'directory_acme' },
    });
    await office.rollcall.drain();
    await page.goto('/admin/tenants/acme');
    await panel('Next steps').getByText('1 event could not be applied.').waitFor();
    office.rollcall.clock.advance(6 * 60_000);
    await office.rollcall.service.healthWatch.lookDue();
    await page.clock.runFor(15_000);
    await panel('Next steps').getByText('Okta').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'tenant-steps');
    await panel('Next steps').getByRole('link').first().click();
    await page.waitForURL('**/admin/tenants/acme/failed-events');
    await page.goto('/admin/tenants/empty');
    await panel('Next steps').getByText('No directory is connected.').waitFor();
    await page.getByRole('heading', { name: /^Overview of Empty .*<i>Ltd<\/i>/, level: 1 }).waitFor();
    await panel('People by role').getByText('Nobody has an active account yet.').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'tenant-empty');
  });
});
