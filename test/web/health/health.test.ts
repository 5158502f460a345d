import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
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

const hostile = `Entra \u202e<svg onload=alert(1)> ${'y'.repeat(10_000)}`;

describe('the page Health', () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice();
    await office.hire('ada', ['admins']);
    // Okta calls a group by its name also where an id is meant; WorkOS knows no id of that length.
    await office.tell(office.idp.createGroup(`Long ${'x'.repeat(300)}`).events);
    const { id } = await office.api.expect('Directory', 'POST', '/tenants/acme/directories', {
      body: { source: 'scim', idp: 'entra', name: 'Second' },
    });
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw('update directories set name = ? where tenant_id = ? and id = ?', [
        hostile,
        office.tenantId,
        id,
      ]),
    );
    await office.rollcall.api('POST', '/tenants', { slug: 'initech', name: 'Initech' });
  });
  after(() => office.stop());
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
  });
  afterEach(() => opened.close());

  it('says of each directory how it does, what is wrong, and what to do', async () => {
    await enterPortal(office.rollcall, page, 'acme', { pages: ['health'] });
    await page.goto('/portal/health');
    const okta = page.getByRole('region', { name: 'Okta, Active' });
    await okta.getByText('Failing').first().waitFor();
    await okta.getByText(/^What to do: Where the sentence below names something at your identity/).waitFor();
    await okta
      .getByRole('table', { name: 'Failed events' })
      .getByText(/is longer than/)
      .waitFor();
    await okta.getByText('What was sent cannot be read.').waitFor();
    assert.equal(await okta.getByRole('link').count(), 0, 'trying again is not for the portal');
    await takePictures(page, 'health');
    await okta.getByRole('button', { name: 'Show as a table' }).click();
    const figures = okta.getByRole('region', { name: 'Events of the last 30 days' });
    const health = await office.api.expect(
      'DirectoryHealth',
      'GET',
      `/tenants/acme/directories/${office.directoryId}/health`,
    );
    const people = health.activity.reduce((sum, day) => sum + day.people, 0);
    assert.ok(people > 0);
    await figures.getByRole('columnheader', { name: 'People' }).waitFor();
    const entra = page.getByRole('region', { name: /^Entra U\+202E <svg onload=alert\(1\)>/ });
    await entra.getByText('Last news').waitFor();
    await entra.getByText('Not connected yet').waitFor();
    await entra.getByText('applied as it comes').waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await showIn(page, colorScheme);
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
      await assertAccessible(page);
    }
  });

  it('leads those who run the service to what failed, and teaches where there is no directory', async () => {
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/health');
    await page.getByRole('link', { name: 'Look at them, try again or dismiss' }).click();
    await page.waitForURL('**/admin/tenants/acme/failed-events');
    await page.goto('/admin/tenants/initech/health');
    await page.getByText('No directory yet').waitFor();
    await page.getByRole('link', { name: 'Connect a directory' }).waitFor();
    await assertAccessible(page);
  });
});
