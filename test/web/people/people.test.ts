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
import { openOffice, type Account, type Office } from '../../support/office.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: saas-admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
deactivation: { mode: read_only, read_only: { for: 14d } }
`;
const hostile = 'Mal \u202e<b onclick=alert(1)>lory</b>';
const endless = `Long ${'x'.repeat(9_995)}`;

describe('the page People', () => {
  let office: Office;
  let ada: Account;
  let ben: Account;
  let mal: Account;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice(policy);
    ada = await office.hire('ada', ['saas-admins', 'members']);
    ben = await office.hire('ben', ['members']);
    const { person, events } = office.idp.hire({
      email: 'mal@acme.com',
      firstName: hostile,
      lastName: '',
      attributes: {},
    });
    await office.tell(events);
    mal = { person, user: await office.userOf(person) };
    const lee = await office.hire('lee');
    await office.tell(office.idp.deactivate(lee.person));
    for (let at = 0; at < 2; at += 1) {
      const body = { user_id: ada.user.id, expires_at: '2099-01-01T00:00:00Z' };
      await office.api.expect('Session', 'POST', '/tenants/acme/sessions', { body });
    }
  });
  after(() => office.stop());
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    await enterPortal(office.rollcall, page, 'acme', { label: 'it@acme.com' });
  });
  afterEach(() => opened.close());

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  const personOf = ({ user }: Account) => `/portal/people/${user.id}`;

  it('finds people by a part of their name or address, by status and by role', async () => {
    await page.goto('/portal/people');
    await row('ada@acme.com').getByText('engineering as member').waitFor();
    await row('lee@acme.com').getByText('Read-only').waitFor();
    await row('ada@acme.com').getByText('Admin', { exact: true }).waitFor();
    assert.match(await row('mal@acme.com').innerText(), /<b onclick=alert\(1\)>lory<\/b>/);
    assert.equal(await row('mal@acme.com').getByRole('img', { name: 'hidden character U+202E' }).count(), 1);
    for (const colorScheme of ['dark', 'light'] as const) {
      await showIn(page, colorScheme);
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
      await assertAccessible(page);
    }
    await page.setViewportSize({ width: 1_280, height: 900 });
    await takePictures(page, 'people');
    await page.getByLabel('Name or e-mail address', { exact: true }).fill('BEN');
    await row('ada@acme.com').waitFor({ state: 'hidden' });
    await row('ben@acme.com').waitFor();
    await page.waitForURL(/\/portal\/people\?search=BEN$/);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.waitForURL(/\/portal\/people$/);
    await row('ada@acme.com').waitFor();
    await page.getByLabel('Role', { exact: true }).selectOption('admin');
    await row('ben@acme.com').waitFor({ state: 'hidden' });
    await row('ada@acme.com').waitFor();
    await page.getByLabel('Status', { exact: true }).selectOption('deactivated');
    await page.getByText('No people match').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await row('ada@acme.com').getByRole('link').click();
    await page.waitForURL(`**${personOf(ada)}`);
  });

  it('says of a person why they have what they have, since when, and what has happened', async () => {
    await page.goto(personOf(ada));
    await page.getByRole('heading', { name: 'ada Example', level: 1 }).waitFor();
    const why = panel('Why');
    await why.getByText(/^Admin because: .*saas-admins.*, since .*\)$/).waitFor();
    await why.getByText('{ name: saas-admins, role: admin }').first().waitFor();
    await panel('Account').getByText('2 sessions', { exact: true }).waitFor();
    await panel('Account').getByText('Okta').waitFor();
    await panel('Timeline').getByText('Account created').waitFor();
    await panel('Timeline').getByRole('link', { name: 'All of it in Activity' }).waitFor();
    await takePictures(page, 'person');
    await page.getByRole('button', { name: 'Groups, attributes and every step' }).click();
    await why.getByText('in it since').first().waitFor();
    await assertAccessible(page);
    for (const colorScheme of ['dark', 'light'] as const) {
      await showIn(page, colorScheme);
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
      await assertAccessible(page);
    }
    await takePictures(page, 'person-details');
  });

  it('says why somebody does not have something, and what would give it', async () => {
    await page.goto(personOf(ben));
    await page.getByLabel('Why do they not have', { exact: true }).selectOption('role=admin');
    const answer = panel('Why not something else?');
    await answer.getByText(/^They do not have it, because they are in no group that gives it\.$/).waitFor();
    await answer.getByText('What would give it').waitFor();
    await answer
      .getByText(/joining saas-admins/i)
      .first()
      .waitFor();
    await takePictures(page, 'person-why-not');
    await assertAccessible(page);
  });

  it('is not bent by names, however long', async () => {
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw('update users set display_name = ? where tenant_id = ? and id = ?', [
        endless,
        office.tenantId,
        ben.user.id,
      ]),
    );
    for (const account of [mal, ben]) {
      await page.goto(personOf(account));
      await panel('Timeline').getByText('Account created').waitFor();
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
    }
    assert.ok((await page.title()).length < 200);
    await page.goto('/portal/people');
    await row('Long xxx').waitFor();
    await assertFits(page);
    await page.goto(personOf(mal));
    await page.getByRole('heading', { name: /U\+202E <b onclick=alert\(1\)>lory<\/b>/, level: 1 }).waitFor();
  });

  it('shows only what a link opens, and says where somebody is not', async () => {
    await enterPortal(office.rollcall, page, 'acme', { pages: ['people'] });
    await page.goto(personOf(ada));
    await panel('Timeline').getByText('Account created').waitFor();
    await panel('Account').getByText('2 sessions', { exact: true }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'All of it in Activity' }).count(), 0);
    await page.goto('/portal/people/00000000-0000-7000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such person' }).waitFor();
    await page.goto('/portal/people/nobody');
    await page.getByRole('heading', { name: 'There is no such person' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: 'See everybody' }).click();
    await page.waitForURL('**/portal/people');
    await enterConsole(office.rollcall, page);
    await page.goto(`/admin/tenants/acme/people/${ada.user.id}`);
    await panel('Why')
      .getByText(/^Admin because: /)
      .waitFor();
  });
});
