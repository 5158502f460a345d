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
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('the console', () => {
  let rollcall: TestRollcall;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    opened = await openPage(rollcall);
    ({ page } = opened);
  });
  afterEach(() => opened.close());

  it('is entered with a token, leads to where one was going, and says why it is not', async () => {
    await page.goto('/admin/tenants/nobody?x=1');
    await page.getByRole('heading', { name: 'Sign in to go on' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: 'Sign in' }).click();
    const token = page.getByLabel('API token', { exact: true });
    await token.fill('   ');
    await token.press('Enter');
    await page.getByText('Paste a token.').waitFor();
    await token.fill('of nobody');
    await token.press('Enter');
    await page.getByRole('alert').getByText('The token is not known.').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'sign-in');
    await token.fill(operatorToken);
    await token.press('Enter');
    await page.waitForURL('**/admin/tenants/nobody?x=1');
    await page.getByRole('heading', { name: 'There is no such tenant' }).waitFor();
    await page.getByRole('link', { name: 'See the tenants' }).click();
    await page.getByRole('heading', { name: 'No tenants yet' }).waitFor();
    await page.getByText('npx rollcall tenant create acme').waitFor();
    await assertAccessible(page);
  });

  it('shows each tenant with how it is doing, and leads to its pages', async () => {
    await rollcall.createTenant('acme', 'directory_acme');
    await rollcall.createTenant('globex', 'directory_globex');
    await rollcall.api('POST', '/tenants', { slug: 'initech', name: 'Initech \u202e<b>GmbH</b>' });
    await enterConsole(rollcall, page);
    await page.goto('/admin');
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('acme').getByText('Fine').waitFor();
    await row('acme').getByText('Okta, Active').waitFor();
    await row('initech').getByText('No directory').waitFor();
    assert.match(await row('initech').innerText(), /<b>GmbH<\/b>/);
    await assertAccessible(page);
    await takePictures(page, 'overview');
    await row('globex').getByRole('link').click();
    await page.waitForURL('**/admin/tenants/globex/directories');
    await page.getByRole('heading', { name: 'Directory Sync', level: 1 }).waitFor();
    assert.equal(await page.title(), 'Directory Sync · globex · Rollcall');
  });

  it('goes to another tenant by a part of its name, with the keyboard alone', async () => {
    await enterConsole(rollcall, page);
    await page.goto('/admin/tenants/globex/activity');
    const switcher = page
      .getByRole('textbox', { name: 'Go to a tenant' })
      .or(page.getByRole('combobox', { name: 'Go to a tenant' }));
    await switcher.first().fill('acm');
    await page.getByRole('option', { name: 'acme' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/tenants/acme/activity');
    await page.getByRole('row').filter({ hasText: 'Directory made' }).waitFor();
  });

  it('lets keys pass the navigation, and has a page for an address that is none', async () => {
    await enterConsole(rollcall, page);
    await page.goto('/admin/nowhere');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.locator('a', { hasText: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement?.id'), 'content');
  });

  it('keeps the colours that somebody chose', async () => {
    await enterConsole(rollcall, page);
    await page.goto('/admin');
    await page.getByTitle('Dark').first().click();
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await page.reload();
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await assertAccessible(page);
  });

  it('has building blocks that anybody can use, in both colours and at every width', async () => {
    await enterConsole(rollcall, page);
    await page.goto('/admin/building-blocks');
    await page.getByRole('heading', { name: 'Building blocks', level: 1 }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await showIn(page, colorScheme);
      await assertAccessible(page);
    }
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize({ width: 1_280, height: 2_400 });
    await takePictures(page, 'blocks');
    await page.getByRole('button', { name: /^Show all/ }).click();
    await page.getByRole('button', { name: 'Show less' }).waitFor();
    await page.getByRole('button', { name: 'Show as a table' }).click();
    await page.getByRole('cell', { name: '9', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Disconnect the directory' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect Okta?' });
    await dialog.getByText('312 people keep their accounts as they are.').waitFor();
    assert.equal(await page.evaluate('document.activeElement?.textContent'), 'Cancel');
    await dialog.getByRole('button', { name: 'Disconnect the directory' }).click();
    await dialog.getByText('Somebody else may have changed it meanwhile.').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'dialog');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Say that it is done' }).click();
    await page.getByText('The token was rotated').waitFor();
    await assertAccessible(page);
  });
});
