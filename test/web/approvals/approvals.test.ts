import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SimulatedPerson } from '../../../src/cli/demo/workos-payload.ts';
import type { Hold } from '../../../src/generated/api.ts';
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
import { foundCompany, type Company } from '../../support/company.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';

const identity = `
identity: { match_by: [external_id, email], verified_domains: [acme.example], existing_accounts: hold }
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
`;
const policy = (approvers: string) => `${identity}
guards:
  deactivations: { percent: 10, at_least: 2, within: 1h }
  approvers: [${approvers}]
  unanswered: { after: 72h, action: reject }
`;
const hostile = 'Eve \u202etxt.<script>alert(1)</script>';

describe('the page Approvals', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let people: SimulatedPerson[];
  let hired = 0;
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

  /** Five of seven leave at once. The guard lets one pass, and holds the other four. */
  async function surge(approvers = 'tenant_admin, operator'): Promise<Hold> {
    company = await foundCompany(rollcall, policy(approvers));
    await company.hire('ada', { groups: ['admins'] });
    people = [];
    for (const name of ['Cyd', 'Dan', hostile, 'Fay', 'Gus', 'Hal']) {
      const email = `p${people.length}@acme.example`;
      people.push(await company.hire(name, { email }));
    }
    await company.tell(people.slice(0, 5).flatMap((person) => company.idp.deactivate(person)));
    return onlyOpen();
  }
  /** Comes only to leave, and waits with the others. */
  async function oneMore(): Promise<void> {
    hired += 1;
    const person = await company.hire('Ida', { email: `ida${hired}@acme.example` });
    await company.tell(company.idp.deactivate(person));
  }
  async function onlyOpen(): Promise<Hold> {
    const [hold, another] = await company.holds('?status=open');
    assert.ok(hold);
    assert.equal(another, undefined);
    return hold;
  }
  const enter = (wanted: Parameters<typeof enterPortal>[3] = {}) =>
    enterPortal(rollcall, page, company.slug, { label: 'it@acme.example', ...wanted });
  const answer = (name: 'Approve' | 'Reject') =>
    page.getByRole('region', { name: 'Your answer' }).getByRole('button', { name });
  const confirm = (name: 'Approve' | 'Reject') =>
    page.getByRole('dialog').getByRole('button', { name }).click();
  const oneGone = [...Array<string>(5).fill('active'), 'deactivated'];
  const deactivated = async () => (await company.users('?role=member&status=deactivated')).length;
  const statuses = async () => (await company.users('?role=member')).map(({ status }) => status).sort();

  it('shows what waits with its people, and does it once it is approved', async () => {
    const hold = await surge();
    await enter();
    await page.goto('/portal/approvals');
    await takePictures(page, 'approvals');
    await assertAccessible(page);
    await page
      .getByRole('row')
      .filter({ hasText: /Rejected (in )?\d/ })
      .waitFor();
    await page.getByRole('link', { name: 'Many people would lose access' }).click();
    await page.waitForURL(`**/portal/approvals/${hold.id}`);
    const table = page.getByRole('table', { name: 'People of this approval' });
    await table.getByText('loses access').nth(3).waitFor();
    const eve = table.getByRole('row').filter({ hasText: '<script>alert(1)</script>' });
    assert.equal(await eve.getByRole('img', { name: 'hidden character U+202E' }).count(), 1);
    await page
      .getByText('The administrators of the tenant, and those who run Rollcall, may answer.')
      .waitFor();
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw("update users set display_name = repeat('Dan', 4000) where tenant_id = ? and email = ?", [
        company.tenantId,
        'p1@acme.example',
      ]),
    );
    await page.reload();
    await table.getByText('DanDanDan').waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await showIn(page, colorScheme);
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
      await assertAccessible(page);
    }
    await page.setViewportSize({ width: 1_280, height: 900 });
    await takePictures(page, 'approval');
    await answer('Approve').click();
    const dialog = page.getByRole('dialog', { name: 'Approve this for 4 people?' });
    await dialog.getByText('Deactivated: 4').waitFor();
    await takePictures(page, 'approval-dialog');
    await assertAccessible(page);
    assert.deepEqual(await statuses(), oneGone);
    await confirm('Approve');
    await page.getByText('What waited has been done.').waitFor();
    await page.getByText('In the portal').waitFor();
    await page.locator('dd').getByText('it@acme.example').waitFor();
    assert.deepEqual(await statuses(), ['active', ...Array<string>(5).fill('deactivated')]);
    const [approved] = await company.holds('?status=approved');
    assert.deepEqual(approved?.resolved_by, { kind: 'portal_user', id: 'it@acme.example' });
    await page.getByRole('link', { name: 'Approvals' }).first().click();
    await page.getByText('Nothing waits for you').waitFor();
    await page.getByLabel('Show', { exact: true }).selectOption('approved');
    await page.getByRole('link', { name: 'Many people would lose access' }).waitFor();
  });

  it('does nothing, yes or no, where more waits by now than was seen, and shows that', async () => {
    const hold = await surge();
    await page.clock.install();
    await enter();
    await page.goto(`/portal/approvals/${hold.id}`);
    await page.getByText('it is rejected by itself, and everybody stays as they are.').waitFor();
    for (const name of ['Approve', 'Reject'] as const) {
      await answer(name).click();
      await page.getByRole('dialog', { name: /this for \d people\?$/ }).waitFor();
      await oneMore();
      await confirm(name);
      const note = page.getByRole('alert').filter({ hasText: 'It is not as you saw it any more' });
      await note.getByText('What waits has changed since it was shown.').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    assert.deepEqual(await deactivated(), 1);
    await takePictures(page, 'approval-changed');

    // Opened anew, it says by itself that more have come to it.
    await page.reload();
    await answer('Reject').waitFor();
    await oneMore();
    await page.clock.runFor(11_000);
    await page.getByText('1 more person waits since you opened this.').waitFor();
    await answer('Reject').click();
    await page.getByRole('dialog', { name: 'Reject this for 7 people?' }).waitFor();
    // Somebody else is faster.
    const { revision } = await onlyOpen();
    await company.api.expect('Hold', 'POST', `/tenants/${company.slug}/holds/${hold.id}/reject`, {
      body: { revision },
    });
    await confirm('Reject');
    await page.getByText('It has just been rejected').waitFor();
    await page.getByText('There is nothing left to answer.').waitFor();
    await page.getByText('Rejected: everyone stays as they are').waitFor();
    assert.equal(await answer('Reject').count(), 0);
    assert.deepEqual(await deactivated(), 1);
  });

  it('is answered by nobody whom policy, link or role do not let', async () => {
    const hold = await surge('operator');
    await enter();
    await page.goto(`/portal/approvals/${hold.id}`);
    await page.getByText('Only those who run Rollcall may answer.').waitFor();
    await page.getByText('You are not one of those who may answer.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
    // A page that believed otherwise is refused by the service, and says so.
    await page.route('**/hold-approvers', (route) =>
      route.fulfill({
        json: {
          approvers: ['tenant_admin'],
          includes_you: true,
          unanswered: { guards: null, sole_admin: null },
        },
      }),
    );
    await page.reload();
    await answer('Approve').click();
    await confirm('Approve');
    await page
      .getByRole('dialog')
      .getByText(/guards\.approvers are operator/)
      .waitFor();
    await assertAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.unroute('**/hold-approvers');
    assert.equal((await onlyOpen()).id, hold.id);

    await enterConsole(rollcall, page);
    await page.goto(`/admin/tenants/${company.slug}/approvals/${hold.id}`);
    await answer('Reject').click();
    await confirm('Reject');
    await page.getByText('Rejected', { exact: true }).first().waitFor();

    const other = await surge();
    await enter({ access: 'read', pages: ['approvals'] });
    await page.goto(`/portal/approvals/${other.id}`);
    await page.getByText('You may look at this, but not answer.').waitFor();
    await page.goto('/portal/people');
    await page.getByRole('heading', { name: 'Your link does not open this page' }).waitFor();
    await page.goto(`/portal/approvals/${other.id}`);
    await page.getByText('Dan').first().waitFor();
    assert.equal(
      await page.getByRole('link', { name: /Dan/ }).count(),
      0,
      'people are not open to this link',
    );
    await page.goto('/portal/approvals/00000000-0000-7000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such approval' }).waitFor();
  });

  it('offers no approval of the last administrator where nobody could follow, and sees it go through by itself', async () => {
    company = await foundCompany(rollcall, identity);
    const ada = await company.hire('ada', { groups: ['admins'] });
    const ben = await company.hire('ben');
    await company.tell(company.idp.deactivate(ada));
    const hold = await onlyOpen();
    await page.clock.install();
    await enter();
    await page.goto(`/portal/approvals/${hold.id}`);
    const note = page.getByRole('note').filter({ hasText: 'Nobody could take the place' });
    await note.getByText('the policy does not say who becomes an administrator instead').waitFor();
    await page.getByText('It waits until somebody else administers, or somebody rejects it.').waitFor();
    await note.getByRole('link', { name: 'See what groups give' }).waitFor();
    await answer('Reject').waitFor();
    assert.equal(await answer('Approve').count(), 0);
    await assertAccessible(page);
    await takePictures(page, 'approval-no-successor');

    await company.tell(company.idp.join(ben, await company.group('admins')));
    await page.clock.runFor(11_000);
    await page.getByRole('alert').filter({ hasText: 'It has just gone through' }).waitFor();
    await page.getByText('Another administrator exists, so what was held went through').waitFor();
    const person = page.getByRole('table', { name: 'People of this approval' }).getByRole('row').nth(1);
    await person.getByText('Went through').waitFor();
    assert.equal(await page.getByRole('main').getByText('Approved').count(), 0);
    assert.equal(await page.getByRole('main').getByText('Waiting', { exact: true }).count(), 0);
    await takePictures(page, 'approval-through');
  });

  it('says at once where nobody whom the policy lets follow is there, and approves once somebody is', async () => {
    const promote = 'sole_admin: { action: block, promote: { from: [member], pick: longest_tenured } }';
    company = await foundCompany(rollcall, `${identity}${promote}`);
    await company.tell(company.idp.deactivate(await company.hire('ada', { groups: ['admins'] })));
    const hold = await onlyOpen();
    await enter();
    await page.goto(`/portal/approvals/${hold.id}`);
    await answer('Approve').click();
    await confirm('Approve');
    const note = page.getByRole('alert').filter({ hasText: 'Nobody could take the place' });
    await note.getByText('It was not approved, and nothing was done').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await company.hire('ben');
    await page.reload();
    await answer('Approve').click();
    await confirm('Approve');
    await page.getByText('Approved: somebody else administers now, and what was held was done').waitFor();
    await page.getByText('it@acme.example').first().waitFor();
  });

  it('asks whose account it is where several could be', async () => {
    company = await foundCompany(rollcall, identity);
    const email = 'ada@acme.example';
    const one = await company.register({ email, display_name: 'Ada of Sales' });
    await company.register({ email, display_name: 'Ada of Support' });
    const person = company.idp.hire({ email, firstName: 'Ada', lastName: 'B', attributes: {} });
    await company.tell(person.events);
    const hold = await onlyOpen();
    await enter();
    await page.goto(`/portal/approvals/${hold.id}`);
    await page.getByRole('heading', { name: 'Whose account is it?' }).waitFor();
    await answer('Approve').click();
    const dialog = page.getByRole('dialog');
    const sales = dialog.getByRole('radio', { name: /Ada of Sales/ });
    await sales.waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Approve' }).isDisabled(), true);
    await sales.check();
    await assertAccessible(page);
    // What is looked for afterwards hides nothing of what will be done.
    await dialog.getByLabel('Find another account').fill('nobody at all');
    await dialog.getByText('No account fits.').waitFor();
    assert.equal(await sales.isChecked(), true);
    // Begun anew, nothing is chosen.
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await answer('Approve').click();
    await dialog.getByRole('radio', { name: /Ada of Support/ }).waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Approve' }).isDisabled(), true);
    await sales.check();
    await takePictures(page, 'approval-account');
    await confirm('Approve');
    await page.getByText('What waited has been done.').waitFor();
    assert.equal((await company.userOf(person.person)).id, one.id);
  });
});
