import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { activeAccounts } from '../../support/accounts.ts';
import { createApiClient, type ApiClient } from '../../support/api-client.ts';
import {
  assertAccessible,
  assertFits,
  enterPortal,
  openPage,
  showIn,
  takePictures,
  type OpenPage,
} from '../../support/browser.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { createScriptedIdp, type ScriptedIdp } from '../../support/scripted-idp.ts';

const minute = 60_000;
const company = 12;
const hostile = 'Sales \u202e<img src=x onerror=alert(1)>';

const policy = `version: rollcall/v1
tenant: acme
groups:
  match_by: name
  default_role: viewer
  settle: 0s
  map:
    - { name: saas-admins, role: admin }
`;

/** One directory from the first click to its end: each test goes on where the one before it ended, on the same page. */
describe('the pages of Directory Sync', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let tenantId: string;
  let opened: OpenPage;
  let page: Page;
  let directoryId: string;
  let idp: ScriptedIdp;

  before(async () => {
    rollcall = await startRollcall();
    api = await createApiClient(rollcall.url, operatorToken);
    ({ id: tenantId } = await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'acme', policy } }));
    opened = await openPage(rollcall);
    ({ page } = opened);
    // The page's time is that of the service, and goes on only where a test says so.
    await page.clock.install({ time: rollcall.clock.now() });
  });
  after(async () => {
    await opened.close();
    await rollcall.stop();
  });

  const live = () => page.getByRole('region', { name: 'Live check' });
  const check = (text: string) => live().getByRole('list').getByText(text);
  const home = () => `/portal/directories/${directoryId}`;
  /** Lets the page look again, as it does by itself every few seconds. */
  const poll = () => page.clock.runFor(3_100);
  /** Time goes by for the service and for the page. */
  const pass = async (ms: number) => {
    rollcall.clock.advance(ms);
    await page.clock.fastForward(ms);
  };
  const stateOf = async () =>
    (await api.expect('DirectoryDetail', 'GET', `/tenants/acme/directories/${directoryId}`)).state;
  const goOnTo = async (title: string) => {
    await page.getByRole('link', { name: `Next: ${title}` }).click();
    await page.getByRole('heading', { name: title, level: 2 }).waitFor();
  };
  const both = async (name: string) => {
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    const before = page.viewportSize() ?? { width: 1_280, height: 900 };
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize(before);
    await takePictures(page, name);
  };

  it('begin the portal, teach where there is no directory, and ask for the identity provider', async () => {
    await enterPortal(rollcall, page, 'acme', {
      label: 'it@acme.com',
      return_url: 'https://app.example.com/acme/settings',
    });
    await page.getByRole('heading', { name: 'No directory is connected yet' }).waitFor();
    assert.match(page.url(), /\/portal\/directories$/);
    const trail = page.getByRole('navigation', { name: 'Where you are' });
    assert.deepEqual(await trail.getByRole('listitem').allInnerTexts(), ['Settings', 'Security']);
    const back = trail.getByRole('link', { name: 'Security' });
    assert.equal(await back.getAttribute('href'), 'https://app.example.com/acme/settings');
    assert.equal(await back.getAttribute('target'), '_top');
    await both('directories-empty');
    await page.getByRole('link', { name: 'Connect a directory' }).click();
    const providers = page.getByRole('list', { name: 'Identity providers' });
    await providers.getByRole('link', { name: 'Okta' }).waitFor();
    assert.deepEqual(await providers.getByRole('link').allInnerTexts(), [
      'Okta',
      'Entra ID',
      'Google Workspace',
      'OneLogin',
      'JumpCloud',
      'PingOne',
      'PingFederate',
      'Rippling',
      'Another SCIM 2.0 provider',
    ]);
    await both('directories-choose');
    // Where WorkOS is not configured there is no way for it.
    await providers.getByRole('link', { name: 'Google Workspace' }).click();
    await page.getByText('Google Workspace does not speak SCIM to products like this one').waitFor();
    await page.getByRole('link', { name: 'Choose another' }).click();
    await providers.getByRole('link', { name: 'Okta' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Connect Okta', level: 1 }).waitFor();
    const mode = page.getByRole('radiogroup', { name: 'When people first arrive' });
    assert.ok(await mode.getByRole('radio', { name: 'Test mode first' }).isChecked());
    await both('directories-start');
    // Twice, as people do: one directory is made.
    await page.getByRole('button', { name: 'Create the directory' }).dblclick();
    await page.waitForURL(/\/directories\/[0-9a-f-]{36}\/setup\/1$/);
    directoryId = /directories\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
    assert.equal(await stateOf(), 'setting_up');
    const { data } = await api.expect('DirectoryList', 'GET', '/tenants/acme/directories');
    assert.equal(data.length, 1);
  });

  it('show the address and the token with the field that each goes into, the token this once', async () => {
    await page.getByRole('heading', { name: 'Switch SCIM on', level: 2 }).waitFor();
    await live().getByText('This step cannot be seen from here').waitFor();
    await live().getByText('Whether it has worked shows at “Connect”.').waitFor();
    await page.getByRole('img', { name: 'Picture of Okta: Applications > Applications > the app' }).waitFor();
    assert.match(await page.title(), /^Switch SCIM on, Step 1 of 7 · Set up Okta/);
    await both('directories-switch-on');
    await goOnTo('Connect');
    await check('Nothing has asked for this directory yet.').waitFor();
    const fields = page.locator('dl', { has: page.getByText('SCIM connector base URL') });
    const field = (name: string) => fields.locator('div', { has: page.getByText(name, { exact: true }) });
    const baseUrl = `${rollcall.url}/scim/v2/${directoryId}`;
    assert.equal(await field('SCIM connector base URL').locator('code').innerText(), baseUrl);
    assert.equal(await field('Unique identifier field for users').locator('code').innerText(), 'userName');
    const token = await field('Authorization').locator('code').innerText();
    idp = createScriptedIdp(baseUrl, token);
    await field('Authorization').getByRole('button', { name: 'Copy Authorization' }).waitFor();
    await both('directories-connect');
    // Nowhere but in the page's memory: a reload ends it, and the step is found again.
    await page.reload();
    await page.getByRole('heading', { name: 'Connect', level: 2 }).waitFor();
    await page.getByText('Shown once, when it was made', { exact: true }).waitFor();
    assert.equal(await page.getByText(token).count(), 0);
    assert.ok(
      !(
        await page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])')
      ).includes(token),
    );
  });

  it('notice the wrong token, say what to do, and then that Okta was heard of', async () => {
    await goOnTo('Test');
    await check('Nothing has asked for this directory yet.').waitFor();
    assert.equal((await idp.ask('GET', '/Users', undefined, `${idp.token}x`)).status, 401);
    await rollcall.service.scim.refusedRequests?.settled();
    await poll();
    await check('with a token that is not of this directory, and was refused').waitFor();
    await check('paste the token into Authorization').waitFor();
    await both('directories-wrong-token');
    await pass(minute);
    assert.equal((await idp.ask('GET', '/ServiceProviderConfig')).status, 200);
    await poll();
    await check('Okta has reached Rollcall.').waitFor();
    assert.equal(await check('was refused').count(), 0);
    assert.match(await live().getByRole('status').innerText(), /^Done: Okta has reached Rollcall/);
  });

  it('tell as people and groups arrive, and what the first sync came to', async () => {
    await goOnTo('Let Okta provision');
    await goOnTo('Assign people');
    await check('Nobody has come yet.').waitFor();
    await idp.hire('p0');
    await poll();
    await check('A first person has arrived').waitFor();
    await both('directories-people');
    await goOnTo('Push groups');
    await check('No group has been sent yet.').waitFor();
    for (let i = 1; i < company; i += 1) await idp.hire(`p${i}`);
    await idp.makeGroup('saas-admins', ['p0', 'p1']);
    await idp.makeGroup(hostile, ['p2']);
    await poll();
    await check('2 groups have arrived.').waitFor();
    await check('3 memberships of 2 groups are known.').waitFor();
    // What is sent in a form that is not understood is told on each page, until it is understood.
    assert.equal(
      (await idp.ask('POST', '/Users', { userName: 'odd@acme.com', active: 'perhaps' })).status,
      400,
    );
    await poll();
    await live().getByText('Okta has sent people, and was refused once.').waitFor();
    await both('directories-refused');
    await goOnTo('First sync');
    await page.getByText('You need not wait: you can look now at what activating would do').waitFor();
    await page.getByRole('paragraph').filter({ hasText: 'nothing more has come for five minutes' }).waitFor();
    await both('directories-syncing');
    await pass(10 * minute);
    await rollcall.service.firstSyncs.lookDue();
    await poll();
    await page.getByText('Connected to your Okta. 12 people, 2 groups.').waitFor();
    await both('directories-synced');
    assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 0);
    // Half done or done, it is found again where it was.
    await page.goto(`${home()}/setup`);
    await page.waitForURL(/setup\/first-sync$/);
  });

  it('say in test mode what activating would do, and activate exactly that', async () => {
    await page.getByRole('link', { name: 'See what would happen' }).click();
    await page.getByText('12 people join').waitFor();
    const changes = page.getByRole('region', { name: 'Change by change' });
    // The most consequential first, and of the same kind what gives the stronger role.
    assert.match(await changes.getByRole('listitem').first().innerText(), /get an account as admin/);
    await page.getByRole('button', { name: /get an account as admin/ }).click();
    await page.getByText('p0 Example').waitFor();
    await page.getByRole('button', { name: /get an account as viewer/ }).click();
    const who = changes.getByRole('list', { name: 'Whom it is about' }).nth(1);
    assert.equal(await who.getByRole('listitem').count(), 8);
    await changes.getByText('and 2 more people').waitFor();
    await changes.getByRole('button', { name: 'Show all' }).click();
    await changes.getByText('1 to 10 of 10').waitFor();
    assert.equal(await who.getByRole('listitem').count(), 10);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      changes.getByRole('link', { name: 'Download everybody (CSV)' }).click(),
    ]);
    const lines = readFileSync(await saved.path(), 'utf8')
      .trim()
      .split('\r\n');
    assert.equal(lines.length, 1 + company);
    const unmapped = page.getByRole('region', { name: 'Groups that give nothing' });
    assert.match(await unmapped.innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await unmapped.getByRole('img', { name: 'hidden character U+202E' }).count(), 1);
    await both('directories-report');
    // Meanwhile somebody else arrives: what was shown is not what would be done any more.
    await idp.hire('late');
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Activate Okta?' });
    await dialog.getByText('is done to 12 people').waitFor();
    await dialog.getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('alert').getByText('Meanwhile something has changed').waitFor();
    // Where it is seen and heard, and not behind the end of a long page.
    await page.locator(':focus', { hasText: 'Meanwhile something has changed' }).waitFor();
    await page.getByText('13 people join').waitFor();
    assert.equal(await stateOf(), 'testing');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await dialog.getByText('is done to 13 people').waitFor();
    await dialog.getByRole('button', { name: 'Activate' }).click();
    await page.getByText('What your identity provider says is applied.').waitFor();
    assert.equal(await stateOf(), 'active');
    await rollcall.drain();
    const accounts = await activeAccounts(rollcall.database, tenantId);
    assert.equal(accounts.length, 13);
    assert.deepEqual(
      accounts.filter(({ role }) => role === 'admin').map(({ email }) => email),
      ['p0@acme.com', 'p1@acme.com'],
    );
    await both('directory');
  });

  it('pause, and resume by a plan of what was said meanwhile', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause Okta?' });
    await dialog.getByText('What it says about its 13 people is kept').waitFor();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: what your identity provider says is kept').waitFor();
    assert.equal(await stateOf(), 'paused');
    await idp.hire('new');
    await page.getByRole('link', { name: 'Review resuming' }).click();
    await page.getByRole('heading', { name: 'Resume Okta', level: 1 }).waitFor();
    await page.getByText('1 person joins').waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('What your identity provider says is applied.').waitFor();
    assert.equal(await stateOf(), 'active');
    await rollcall.drain();
    assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 14);
  });

  it('change the token without a gap, and say which one was used last', async () => {
    const tokens = page.getByRole('list', { name: 'Tokens of the directory' }).getByRole('listitem');
    const old = idp.token;
    await page.getByRole('button', { name: 'Make another token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make another token?' });
    await dialog.getByRole('button', { name: 'Make another token' }).click();
    const shown = page.getByRole('dialog', { name: 'Your new token' });
    let fresh = await shown.locator('code').innerText();
    assert.notEqual(fresh, old);
    await assertAccessible(page);
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    await tokens.nth(1).waitFor();
    await tokens.filter({ hasText: 'Never' }).waitFor();
    await pass(2 * minute);
    assert.equal((await idp.ask('GET', '/Users?count=1', undefined, fresh)).status, 200);
    await rollcall.service.scim.tokenUse.settled();
    await page.clock.runFor(15_100);
    await both('directory-tokens');
    // Until the page has asked again, the former one is the one used last.
    await tokens.filter({ hasText: 'Never' }).waitFor({ state: 'detached' });
    const older = tokens.filter({ hasNotText: 'Used last' });
    await tokens.filter({ hasText: 'Used last' }).waitFor();
    assert.equal(await older.count(), 1);
    await older.getByRole('button', { name: /^Revoke the token/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The token was revoked').waitFor();
    assert.equal((await idp.ask('GET', '/Users?count=1', undefined, old)).status, 401);
    idp.token = fresh;
    assert.equal((await idp.ask('GET', '/Users?count=1')).status, 200);
    // A third takes the place of the one that is not in use, and a second click does nothing more.
    for (const happens of ['A second token is made', 'revoked: it was never used']) {
      await page.getByRole('button', { name: 'Make another token' }).click();
      await dialog.getByText(happens).waitFor();
      await dialog.getByRole('button', { name: 'Make another token' }).dblclick();
      fresh = await shown.locator('code').innerText();
      await shown.getByRole('button', { name: 'I have copied it' }).click();
      await tokens.nth(1).waitFor();
    }
    for (const token of [idp.token, fresh])
      assert.equal((await idp.ask('GET', '/Users?count=1', undefined, token)).status, 200);
    assert.equal(await tokens.count(), 2);
  });

  it('say what reads everything anew in Okta, and disconnect once its name is typed', async () => {
    await page.getByText('On the tab Push Groups choose Push now').waitFor();
    await page.getByRole('link', { name: 'Review disconnecting' }).click();
    await page.getByText('No account changes.').waitFor();
    await page.getByRole('radio', { name: 'They lose access' }).check();
    await page.getByRole('button', { name: /^13 lose access/ }).waitFor();
    await both('directory-disconnect');
    await page.getByRole('radio', { name: 'They keep their accounts' }).check();
    await page.getByText('No account changes.').waitFor();
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect Okta?' });
    const confirm = dialog.getByRole('button', { name: 'Disconnect' });
    assert.ok(await confirm.isDisabled());
    await dialog.getByLabel('Type Okta to confirm').fill('Okt');
    assert.ok(await confirm.isDisabled());
    await dialog.getByLabel('Type Okta to confirm').fill('Okta');
    await assertAccessible(page);
    await takePictures(page, 'directory-disconnect-ask');
    await dialog.getByLabel('Type Okta to confirm').press('Enter');
    await page.getByText('Disconnected for good. Connect another directory').waitFor();
    const toast = page.getByRole('alert').filter({ hasText: 'Okta is disconnected' });
    await toast.getByText('No account changes.').waitFor();
    assert.equal(await stateOf(), 'disconnected');
    assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 14);
    assert.equal((await idp.ask('GET', '/Users?count=1')).status, 403);
    await page.goto('/portal/directories');
    await page.getByRole('row').filter({ hasText: 'Okta' }).getByText('Disconnected').waitFor();
    await both('directories-list');
  });

  it('fit the guide of each identity provider, with its longest values, on a narrow screen', async () => {
    await page.setViewportSize({ width: 360, height: 900 });
    for (const idp of [
      'entra',
      'onelogin',
      'jumpcloud',
      'ping',
      'pingfederate',
      'rippling',
      'generic',
    ] as const) {
      const profile = idp === 'pingfederate' ? 'ping' : idp;
      const { id } = await api.expect('DirectoryOnce', 'POST', '/tenants/acme/directories', {
        body: { source: 'scim', profile, idp, name: 'Our '.repeat(40) },
      });
      await page.goto(`/portal/directories/${id}/setup/${idp === 'generic' || idp === 'ping' ? 1 : 2}`);
      await page
        .getByText('Shown once, when it was made', { exact: true })
        .first()
        .or(page.getByText('SCIM base URL'))
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Which attributes are sent' }).click();
      await page.getByRole('rowheader', { name: 'userName' }).waitFor();
      await assertFits(page);
      await takePictures(page, `guide-${idp}`);
      await page.setViewportSize({ width: 360, height: 900 });
    }
    await assertAccessible(page);
  });
});
