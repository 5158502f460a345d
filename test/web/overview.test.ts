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
    await page.getByText('The token is not known.').waitFor();
    assert.equal(await page.evaluate('document.activeElement?.getAttribute("aria-invalid")'), 'true');
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

  it('shows each tenant with how it is doing, the worst first, and finds them', async () => {
    await rollcall.api('POST', '/tenants', { slug: 'initech', name: 'Initech \u202e<b>GmbH</b>' });
    await enterConsole(rollcall, page);
    await page.goto('/admin');
    await page.getByText('none has a directory yet').waitFor();
    await rollcall.createTenant('acme', 'directory_acme');
    await rollcall.createTenant('globex', 'directory_globex');
    await rollcall.post({
      id: 'event_unreadable',
      event: 'dsync.user.created',
      created_at: rollcall.clock.now().toISOString(),
      data: { object: 'directory_user', directory_id: 'directory_globex' },
    });
    await rollcall.drain();
    await rollcall.service.healthWatch.lookDue();
    await page.reload();
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('acme').getByText('Fine').waitFor();
    await row('acme').getByText('Okta, Active').waitFor();
    await row('initech').getByText('No directory').waitFor();
    await row('globex').getByText('Events failed').waitFor();
    await row('globex')
      .getByText(/^Looked at/)
      .waitFor();
    assert.equal(
      await row('initech')
        .getByText(/^Looked at/)
        .count(),
      0,
    );
    assert.match(await page.getByRole('row').nth(1).innerText(), /globex/);
    assert.match(await row('initech').innerText(), /<b>GmbH<\/b>/);
    const tile = (name: string) => page.locator('dl > div').filter({ hasText: name });
    assert.match(await tile('Failing directories').innerText(), /1\s+of 2/);
    assert.match(await tile('Events per minute').innerText(), /0\.2/);
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await takePictures(page, 'overview');
    await rollcall.database.raw(
      `insert into installation_problems (code, severity, since, says, next_step)
       values ('poller_behind', 'failing', ?, 'Events were not read.', 'Look at the log.')`,
      [rollcall.clock.now()],
    );
    await page.reload();
    await page.getByRole('alert').getByText('Events were not read.').waitFor();
    await page.getByRole('alert').getByText('Look at the log.').waitFor();
    await assertAccessible(page);
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.getByRole('textbox', { name: 'Search' }).fill('GMBH');
    await row('acme').waitFor({ state: 'hidden' });
    await row('initech').waitFor();
    await page.getByLabel('State').selectOption('Failing');
    await page.getByRole('heading', { name: 'No tenants match' }).waitFor();
    await page.getByRole('button', { name: 'Show all tenants' }).click();
    await row('acme').waitFor();
    await tile('Failed events').getByRole('link').click();
    await row('acme').waitFor({ state: 'hidden' });
    await page.getByRole('textbox', { name: 'Search' }).fill('glo');
    await page.waitForURL('**/admin?search=glo&waiting=failed_events');
    await row('globex').getByRole('link', { name: 'globex' }).click();
    await page.getByRole('heading', { name: 'Overview of globex', level: 1 }).waitFor();
    await page.goBack();
    await page.waitForURL('**/admin?search=glo&waiting=failed_events');
    assert.equal(await page.getByRole('textbox', { name: 'Search' }).inputValue(), 'glo');
    assert.equal(await page.getByLabel('Waiting', { exact: true }).inputValue(), 'failed_events');
    await row('globex').getByRole('link', { name: '1 failed event' }).click();
    await page.waitForURL('**/admin/tenants/globex/failed-events');
    await page.getByRole('heading', { name: 'Failed events', level: 1 }).waitFor();
    assert.equal(await page.title(), 'Failed events · globex · Rollcall');
  });

  it('goes to another tenant by a part of its name, with the keyboard alone', async () => {
    await enterConsole(rollcall, page);
    await page.goto('/admin/tenants/globex/activity');
    // Opening a page moves the focus to its title.
    await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();
    const switcher = page.getByRole('combobox', { name: 'Go to a tenant' });
    await switcher.focus();
    assert.equal(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
    await switcher.fill('gmb');
    await page.getByRole('option', { name: 'globex' }).waitFor({ state: 'hidden' });
    await page.locator('[data-combobox-selected]', { hasText: 'GmbH' }).waitFor();
    await page.getByRole('status').getByText('1 tenant').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Enter');
    // The same page, of the other tenant; people know it by its name.
    await page.waitForURL('**/admin/tenants/initech/activity');
    await page.getByRole('link', { name: /^Initech .*GmbH/ }).waitFor();
    assert.match(await page.title(), /^Activity · Initech +U\+202E <b>GmbH<\/b> · Rollcall$/);
    // Enter before the answer waits for it.
    await switcher.fill('globex');
    await switcher.press('Enter');
    await page.waitForURL('**/admin/tenants/globex/activity');
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
    // Paper is white, and relative times say nothing on it.
    await page.getByRole('row', { name: /acme/ }).waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.locator('html[data-mantine-color-scheme=light]').waitFor();
    await page
      .getByRole('row', { name: /acme/ })
      .getByText(/20\d\d at/)
      .waitFor();
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
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
