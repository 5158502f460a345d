import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { insertBrowserSession } from '../../src/store/browser-sessions.ts';
import { assertAccessible, assertFits, openPage, takePictures, type OpenPage } from '../support/browser.ts';
import { enterAsRole } from '../support/enter-as-role.ts';
import { openOffice, type Office } from '../support/office.ts';

describe('the sessions in the console', () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
  });
  afterEach(() => opened.close());

  const rows = () => page.getByRole('row').filter({ hasNot: page.getByRole('columnheader') });
  const elsewhere = (role: 'operator' | 'viewer') =>
    insertBrowserSession(
      office.rollcall.database,
      {
        ...{ kind: 'console', tenantId: null, label: `${role}@rollcall.example.com` },
        ...{ idToken: null, role, token: null },
      } as const,
      office.rollcall.clock.now(),
    );

  it('are seen by a viewer, who ends their own on another device', async () => {
    await elsewhere('operator');
    await elsewhere('viewer');
    await enterAsRole(office.rollcall, page, 'viewer');
    await page.goto('/admin');
    await page.getByRole('link', { name: 'Sessions' }).first().click();
    await rows().filter({ hasText: 'operator@' }).waitFor();
    assert.equal(await rows().count(), 3);
    assert.equal(await page.getByRole('button', { name: 'End', exact: true }).count(), 1);
    await rows().filter({ hasText: 'This browser' }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'sessions');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.getByText('Mine', { exact: true }).click();
    await page.waitForURL(/show=mine$/);
    await rows().nth(1).waitFor();
    await rows().nth(2).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'End', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('You are signed out there at the next click.').waitFor();
    await dialog.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('The session is ended').waitFor();
    await rows().nth(1).waitFor({ state: 'detached' });
    const { data } = await office.api.expect('BrowserSessionList', 'GET', '/browser-sessions');
    assert.deepEqual(data.map(({ label }) => label.split('@')[0]).sort(), ['operator', 'viewer']);
  });

  it('are all ended by an operator', async () => {
    await enterAsRole(office.rollcall, page, 'operator');
    await page.goto('/admin/sessions');
    const viewer = rows().filter({ hasText: 'viewer@' });
    await viewer.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await viewer.waitFor({ state: 'detached' });
    assert.equal(await rows().filter({ hasText: 'operator@' }).count(), 2);
  });
});
