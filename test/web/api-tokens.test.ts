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
import { createApiClient } from '../support/api-client.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('API tokens in the console', () => {
  let rollcall: TestRollcall;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    rollcall = await startRollcall();
    await rollcall.createTenant('acme', 'directory_acme');
    await rollcall.createTenant('globex', 'directory_globex');
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    opened = await openPage(rollcall);
    ({ page } = opened);
    await page.clock.install({ time: rollcall.clock.now() });
  });
  afterEach(() => opened.close());

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });

  it('makes a token that is shown once, does what it may in its tenant, and nothing once it is revoked', async () => {
    await enterConsole(rollcall, page);
    await page.goto('/admin/api-tokens');
    await row('operator').getByText('Everything').waitFor();
    await row('operator').getByText('Set by the service').waitFor();
    await row('operator').getByText('You', { exact: true }).waitFor();
    assert.equal(await row('operator').getByRole('button').count(), 0);
    await page.getByRole('button', { name: 'Make a token' }).click();
    const form = page.getByRole('dialog', { name: 'Make an API token' });
    assert.ok(await form.getByRole('button', { name: 'Make a token' }).isDisabled());
    await form.getByLabel('Name').fill('Reports \u202e<b>');
    await form.getByRole('combobox', { name: 'Reaches' }).or(form.getByLabel('Reaches')).first().fill('glob');
    await page.clock.runFor(300);
    await page.getByRole('option', { name: 'globex' }).click();
    await form.getByLabel('Expires').selectOption('in 30 days');
    await assertAccessible(page);
    await takePictures(page, 'token-new');
    await form.getByRole('button', { name: 'Make a token' }).click();
    const made = page.getByRole('dialog', { name: 'The token is made' });
    const token = await made.getByRole('group', { name: 'the token' }).locator('code').innerText();
    await assertAccessible(page);
    await made.getByRole('button', { name: 'I have copied it' }).click();

    const operator = await createApiClient(rollcall.url, operatorToken);
    const theirs = operator.as(token);
    const { data } = await theirs.expect('TenantList', 'GET', '/tenants');
    assert.deepEqual(
      data.map(({ slug }) => slug),
      ['globex'],
    );
    await theirs.refused(403, 'forbidden', 'POST', '/tenants/globex/portal-links', { body: {} });
    const { data: tokens } = await operator.expect('TokenList', 'GET', '/tokens');
    const { expires_at: ends } = tokens.find(({ name }) => name.startsWith('Reports')) ?? {};
    const days = (Date.parse(ends ?? '') - rollcall.clock.now().getTime()) / 86_400_000;
    assert.ok(days >= 30 && days <= 31, `${days}`);
    await row('Reports').getByText('Valid', { exact: true }).waitFor();
    assert.equal(await row('Reports').getByRole('img', { name: 'hidden character U+202E' }).count(), 1);
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await takePictures(page, 'tokens');
    await row('Reports').getByRole('button', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog', { name: /^Revoke “Reports/ });
    await dialog.getByText('This cannot be undone.').waitFor();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await row('Reports').getByText('Revoked', { exact: true }).waitFor();
    await theirs.refused(401, 'unauthenticated', 'GET', '/tenants');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
  });

  it('gives nobody more than they have, and says what is refused', async () => {
    const made = await rollcall.api('POST', '/tokens', {
      name: 'of acme',
      scopes: ['read', 'tokens:write'],
      tenant: 'acme',
    });
    await enterConsole(rollcall, page, (made.body as { token: string }).token);
    await page.goto('/admin/api-tokens');
    await row('of acme').getByText('acme', { exact: true }).waitFor();
    assert.equal(await row('operator').count(), 0);
    await row('of acme').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByText('you are signed out as well').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Make a token' }).click();
    const form = page.getByRole('dialog', { name: 'Make an API token' });
    assert.equal(await form.getByRole('checkbox').count(), 2);
    await form.getByLabel('Name').fill('child');
    // Meanwhile the token that they signed in with may do less.
    await rollcall.database.raw(`update api_tokens set scopes = '{tokens:write}' where name = 'of acme'`);
    await form.getByRole('button', { name: 'Make a token' }).click();
    await form.getByRole('alert').getByText('lacks the scope').waitFor();
    await assertAccessible(page);
    await rollcall.database.raw(`update api_tokens set revoked_at = ? where name = 'of acme'`, [
      rollcall.clock.now(),
    ]);
    await form.getByRole('button', { name: 'Make a token' }).click();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  });
});
