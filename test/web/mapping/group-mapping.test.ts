import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Group } from '../../../src/generated/api.ts';
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
import { createSimulatedDirectory } from '../../../src/cli/demo/simulated-directory.ts';
import { createDirectory } from '../../../src/tenancy/directories.ts';

const policy = `
groups:
  match_by: id
  default_role: no_access
  never_grant: [owner]
  map:
    - { id: left-long-ago, name: Old team, role: viewer, workspaces: [ { key: archive, role: member } ] }
`;
const hostile = 'Sales \u202eseliaS <img src=x onerror=alert(1)>';
const endless = `Everybody ${'x'.repeat(10_000)}`;
const path = '/tenants/acme/group-mapping';

describe('the page Group mapping', () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice(policy);
    const { idp } = office;
    const groups = new Map(
      ['admins', 'members', hostile, 'everybody'].map((name) => [name, idp.createGroup(name)] as const),
    );
    const hire = (name: string, into: string) => {
      const details = { email: `${name}@acme.com`, firstName: name, lastName: 'Example', attributes: {} };
      const { person, events } = idp.hire(details);
      const group = groups.get(into)?.group;
      assert.ok(group);
      return [...events, ...idp.join(person, group)];
    };
    await office.tell([
      ...[...groups.values()].flatMap(({ events }) => events),
      ...hire('ada', 'admins'),
      ...hire('bob', 'members'),
      ...hire('cem', 'members'),
      ...hire('dee', hostile),
    ]);
    // WorkOS leaves out names of that length; other sources have other limits.
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw('update directory_groups set name = ? where tenant_id = ? and name = ?', [
        endless,
        office.tenantId,
        'everybody',
      ]),
    );
    await map({ admins: { role: 'admin' }, members: { role: 'member' } });
  });
  after(() => office.stop());

  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    await enterPortal(office.rollcall, page, 'acme', { label: 'it@acme.com' });
    await page.goto('/portal/group-mapping');
    await roleOf('members').waitFor();
  });
  afterEach(() => opened.close());

  const roleOf = (group: string) => page.getByLabel(`Role that ${group} gives`, { exact: true });
  const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
  const effect = () => page.getByRole('region', { name: /not saved$/ });
  const save = () => effect().getByRole('button', { name: 'Save and apply' });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const groupOf = async (name: string): Promise<Group> => {
    const { data } = await office.api.expect('GroupList', 'GET', '/tenants/acme/groups');
    const group = data.find((each) => each.name === name);
    assert.ok(group, name);
    return group;
  };
  const overview = () => office.api.expect('GroupMappingOverview', 'GET', path);
  /** Somebody else maps groups, over the API. */
  const map = async (wanted: Record<string, Partial<Group['mapping']>>) => {
    const named = Object.entries(wanted).map(async ([name, given]) => ({
      group_id: (await groupOf(name)).id,
      role: given?.role ?? null,
      workspaces: given?.workspaces ?? [],
    }));
    const body = { groups: await Promise.all(named), over: (await overview()).version };
    await office.api.expect('PolicyPutInForce', 'POST', path, { body });
    await office.rollcall.drain();
  };
  const rolesOf = async (): Promise<Record<string, string | null>> => {
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?status=active');
    return Object.fromEntries(data.map(({ email, role }) => [email?.split('@')[0] ?? '', role]));
  };

  it('shows before anything is saved whom a change touches, and what is not possible', async () => {
    const before = await rolesOf();
    await roleOf('members').selectOption('admin');
    await effect().getByText('2 become Admin').waitFor();
    await effect().getByText('4 people looked at').waitFor();
    await button('Who').click();
    await effect().getByText('bob Example').waitFor();
    await effect().getByText('from member to admin', { exact: true }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'mapping-effect');

    const owner = roleOf('members').locator('option[value=owner]');
    assert.equal(await owner.getAttribute('disabled'), '');
    assert.match((await owner.textContent()) ?? '', /not possible: the policy lets no group give it/);

    await roleOf('members').selectOption('');
    await effect().getByText('2 lose access').waitFor();
    await roleOf('admins').selectOption('viewer');
    await effect()
      .getByText(/2 lose access.*1 would become Viewer, and waits for approval/)
      .waitFor();
    await effect().getByText('Waits: the last administrator').first().waitFor();
    await takePictures(page, 'mapping-last-admin');
    await button('Undo the change of admins').click();
    assert.equal(await focused(), 'Role that admins gives', 'whoever undid goes on there');
    await effect().getByText('1 group changed, not saved').waitFor();
    await button('Discard').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await effect().waitFor({ state: 'hidden' });
    assert.equal(await roleOf('members').inputValue(), 'member');
    assert.deepEqual(await rolesOf(), before, 'nothing was done to anybody');
  });

  it('puts it in force for whom it said, with a workspace of a group whose name is hostile', async () => {
    const row = page.getByRole('row').filter({ hasText: 'onerror=alert(1)' });
    assert.equal(await row.getByRole('img', { name: 'hidden character U+202E' }).count(), 1);
    await row.getByRole('combobox').first().selectOption('member');
    await row.getByRole('button', { name: /^Add a workspace to/ }).click();
    await page.getByRole('combobox', { name: 'Workspace', exact: true }).fill('Not a key!');
    await page.getByRole('combobox', { name: 'Workspace', exact: true }).press('Enter');
    await page.getByText('A key has small letters').waitFor();
    await page.getByRole('combobox', { name: 'Workspace', exact: true }).fill('crm');
    await page.getByRole('combobox', { name: 'Workspace', exact: true }).press('Enter');
    await effect().getByText('1 gets access').waitFor();
    const { version } = await overview();
    await save().click();
    const dialog = page.getByRole('dialog', { name: 'Save and apply this mapping?' });
    await dialog.getByText(`It becomes version ${version + 1} of the policy`).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'mapping-save');
    await dialog.getByRole('button', { name: 'Save and apply' }).dblclick();
    await page.getByText('The mapping is in force').waitFor();
    await effect().waitFor({ state: 'hidden' });
    assert.equal((await overview()).version, version + 1, 'two clicks are one save');
    await office.rollcall.drain();
    assert.deepEqual(await rolesOf(), { ada: 'admin', bob: 'member', cem: 'member', dee: 'member' });
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?email=dee@acme.com');
    assert.deepEqual(data[0]?.workspaces, [{ key: 'crm', role: 'member' }]);
    const [record] = (
      await office.api.expect('AuditRecordList', 'GET', '/tenants/acme/audit-records?action=policy.activated')
    ).data;
    assert.deepEqual(record?.actor, { kind: 'portal_user', id: 'it@acme.com' });
  });

  it('keeps what is not saved where somebody else was faster, and says what they changed', async () => {
    await roleOf('members').selectOption('viewer');
    await effect().getByText('2 become Viewer').waitFor();
    const { version } = await overview();
    await map({ members: { role: 'admin' } });
    await save().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save and apply' }).click();
    const note = page.getByRole('alert').filter({ hasText: 'Something changed meanwhile' });
    await note.getByText(`version ${version + 1} of the policy in force`).waitFor();
    await note.getByText('members gives by now: Admin').waitFor();
    await note.getByText('Before, it was: 2 become Viewer.').waitFor();
    assert.equal(await roleOf('members').inputValue(), 'viewer');
    assert.equal((await rolesOf())['bob'], 'admin');
    await effect().getByText('2 become Viewer', { exact: true }).waitFor();
    await takePictures(page, 'mapping-conflict');
    await assertAccessible(page);
    await save().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save and apply' }).click();
    await page.getByText('The mapping is in force').waitFor();
    await office.rollcall.drain();
    assert.equal((await rolesOf())['bob'], 'viewer');
  });

  it('asks before it is left with something unsaved', async () => {
    const asks = () =>
      page.evaluate<boolean>("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    assert.equal(await asks(), false);
    await roleOf('members').selectOption('admin');
    await effect().waitFor();
    assert.equal(await asks(), true);
    const activity = page.getByRole('link', { name: 'Activity' }).first();
    await activity.click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await roleOf('members').inputValue(), 'admin');
    await activity.click();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.waitForURL('**/portal/activity');

    // The browser's own way back asks as well, and is not blocked once it was answered.
    await page.getByRole('link', { name: 'Group mapping' }).first().click();
    await roleOf('members').selectOption('admin');
    await effect().waitFor();
    await page.goBack();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await roleOf('members').inputValue(), 'admin');
    await page.goBack();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.waitForURL('**/portal/activity');
  });

  it('keeps what is not saved for who comes back after the session has ended, and for nobody else', async () => {
    await roleOf('members').selectOption('admin');
    await effect().waitFor();
    const { data } = await office.api.expect('BrowserSessionList', 'GET', '/browser-sessions');
    for (const { id } of data) await office.api.ask('DELETE', `/browser-sessions/${id}`);
    await page.getByRole('link', { name: 'Activity' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Find a group').fill('mem');
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();

    await enterPortal(office.rollcall, page, 'acme', { label: 'it@acme.com' });
    await page.goto('/portal/group-mapping');
    await effect().getByText('These changes were kept from your last visit').waitFor();
    assert.equal(await roleOf('members').inputValue(), 'admin');
    await enterPortal(office.rollcall, page, 'acme', { label: 'else@acme.com' });
    await page.goto('/portal/group-mapping');
    await roleOf('members').waitFor();
    assert.equal(await effect().count(), 0);
    assert.doesNotMatch(String(await page.evaluate('Object.keys(sessionStorage)')), /draft/);
  });

  it('marks what was renamed, emptied and deleted, and finds groups by name', async () => {
    const { idp } = office;
    const [admins, members] = ['admins', 'members'].map((name) => {
      const group = idp.groups.find((each) => each.name === name);
      assert.ok(group);
      return group;
    });
    assert.ok(admins && members);
    await office.tell([
      ...idp.renameGroup(admins, 'Administrators'),
      ...idp.members(members).flatMap((person) => idp.leave(person, members)),
    ]);
    await page.reload();
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('Administrators').getByText('Renamed').waitFor();
    await row('Administrators').getByText('The policy calls it admins').waitFor();
    await row('members').getByText('Empty', { exact: true }).waitFor();
    const gone = page.getByRole('region', { name: 'Entries without a group' });
    await gone.getByText('Old team').waitFor();
    await gone.getByText('Viewer, Workspace member in archive').waitFor();
    assert.equal(await row('onerror').getByText('Renamed').count(), 0);
    await row('Everybody xxx').getByRole('button', { name: 'Show all 10,010 characters' }).click();
    for (const colorScheme of ['dark', 'light'] as const) {
      await showIn(page, colorScheme);
      await page.setViewportSize({ width: 360, height: 900 });
      await assertFits(page);
      await assertAccessible(page);
    }
    await page.setViewportSize({ width: 1_280, height: 900 });
    await takePictures(page, 'mapping');
    await page.getByLabel('Find a group').fill('ADMINIS');
    await row('members').waitFor({ state: 'hidden' });
    await row('Administrators').waitFor();
    await page.waitForURL(/\?search=ADMINIS$/);
    await page.getByText('Not mapped').click();
    await page.getByText('No groups match').waitFor();
    await page.getByText('All 4').click();
    await page.getByLabel('Find a group').fill('nothing like it');
    await page.getByText('No groups match').waitFor();
    await button('Show every group').click();
    await row('members').waitFor();

    // An entry is taken out; another group of the name that one lost gets what it gave.
    await gone.getByRole('button', { name: 'Take out of the policy: Old team' }).click();
    await effect().getByText('This changes nothing for anybody.').waitFor();
    await office.tell([...idp.deleteGroup(members), ...idp.createGroup('members').events]);
    await page.reload();
    await effect().getByText('These changes were kept from your last visit').waitFor();
    await effect().getByText('This changes nothing for anybody.').waitFor();
    assert.equal(await effect().getByText('Something changed meanwhile').count(), 0);
    await row('members').getByText('The policy gives Viewer to a group of this name that is gone.').waitFor();
    await button('Give it that again: members').click();
    assert.equal(await focused(), 'Role that members gives');
    assert.equal(await roleOf('members').inputValue(), 'viewer');
    await effect().getByText('2 changes, not saved').waitFor();
    await gone.getByText('Becomes the entry of members.').waitFor();
    await takePictures(page, 'mapping-entries');
    await save().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save and apply' }).click();
    await page.getByText('The mapping is in force').waitFor();
    await gone.waitFor({ state: 'hidden' });
    const { yaml } = await office.api.expect('PolicyVersion', 'GET', '/tenants/acme/policy');
    assert.ok(!yaml.includes('Old team'));
    assert.equal(yaml.match(/name: members/g)?.length, 1);
    await office.rollcall.drain();
  });

  it('sees what others rename, empty and add while it is open, and tells groups of one name apart', async () => {
    const { idp } = office;
    const waiters = idp.createGroup('waiters');
    const { person, events } = idp.hire({
      email: 'fay@acme.com',
      firstName: 'Fay',
      lastName: 'Example',
      attributes: {},
    });
    await office.tell([...waiters.events, ...events, ...idp.join(person, waiters.group)]);
    await map({ waiters: { role: 'viewer' } });
    await page.clock.install();
    await page.reload();
    await roleOf('waiters').selectOption('member');
    await effect().getByText('1 becomes Member').waitFor();
    await roleOf('waiters').focus();
    const twins = [idp.createGroup('contractors'), idp.createGroup('Contractors')];
    await office.tell([
      ...idp.renameGroup(waiters.group, 'cooks'),
      ...idp.leave(person, waiters.group),
      ...twins.flatMap((twin) => twin.events),
    ]);
    await page.clock.runFor(16_000);
    const row = page.getByRole('row').filter({ hasText: 'cooks' });
    await row.getByText('The policy calls it waiters').waitFor();
    await row.getByText('Empty', { exact: true }).waitFor();
    assert.equal(await roleOf('cooks').inputValue(), 'member', 'what is not saved stays');
    assert.equal(await focused(), 'Role that cooks gives');
    const [one, another] = [await groupOf('contractors'), await groupOf('Contractors')];
    for (const { name, source_id: id } of [one, another]) {
      await page
        .getByRole('row')
        .filter({ hasText: `ID ${id}` })
        .waitFor();
      await roleOf(`${String(name)} (ID ${id})`).waitFor();
    }
    await assertAccessible(page);
    await takePictures(page, 'mapping-one-name');
    // Another version comes into force, of which nothing is about what is changed here.
    const { version } = await overview();
    await map({ members: { role: 'viewer', workspaces: [{ key: 'kitchen', role: 'member' }] } });
    await page.clock.runFor(16_000);
    await page.getByText(`Version ${version + 1} is in force.`).waitFor();
    assert.equal(await roleOf('cooks').inputValue(), 'member');
    await button('Undo the change of cooks').click();
    await effect().waitFor({ state: 'hidden' });
    await office.tell(
      [waiters.group, ...twins.map((twin) => twin.group)].flatMap((group) => idp.deleteGroup(group)),
    );
  });

  it('says what comes about once a directory in test mode is active, and drops what is about a group that is gone', async () => {
    const { rollcall, tenantId, idp } = office;
    await createDirectory(
      rollcall.service.tenancy,
      tenantId,
      { source: 'workos', workosId: 'directory_two', name: 'Second office', state: 'testing' },
      { kind: 'operator', id: 'test' },
    );
    const second = createSimulatedDirectory({
      seed: 9,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_two',
    });
    const bosses = second.createGroup('bosses');
    const eve = second.hire({ email: 'eve@two.com', firstName: 'Eve', lastName: 'Two', attributes: {} });
    const guests = idp.createGroup('guests');
    await office.tell([
      ...[...bosses.events, ...eve.events, ...second.join(eve.person, bosses.group)],
      ...guests.events,
    ]);
    await page.reload();
    await page.getByRole('row').filter({ hasText: 'bosses' }).getByText('Second office').waitFor();
    await roleOf('bosses').selectOption('admin');
    await effect().getByText('Once Second office is activated: 1 gets access as Admin').waitFor();
    await effect().getByText('Until then nothing changes for anybody.').waitFor();
    await button('Who').click();
    await effect().getByText('Eve Two').waitFor();
    await roleOf('guests').selectOption('viewer');
    await effect().getByText('2 groups changed, not saved').waitFor();
    await page.setViewportSize({ width: 360, height: 700 });
    await takePictures(page, 'mapping-test-mode');
    await page.setViewportSize({ width: 360, height: 700 });
    for (const name of ['members', 'bosses', 'guests']) {
      const role = roleOf(name);
      await role.focus();
      const [field, bar] = [await role.boundingBox(), await effect().boundingBox()];
      assert.ok(field && bar && field.y + field.height <= bar.y, `${name} is not behind the bar`);
    }
    await page.setViewportSize({ width: 1_280, height: 900 });

    await save().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Now nothing changes for anybody.').waitFor();
    await dialog.getByText('Once Second office is activated: 1 gets access as Admin.').waitFor();
    await office.tell(idp.deleteGroup(guests.group));
    await dialog.getByRole('button', { name: 'Save and apply' }).click();
    const note = page.getByRole('alert').filter({ hasText: 'Something changed meanwhile' });
    await note.getByText('guests is gone from its directory, and its change with it.').waitFor();
    await effect().getByText('1 group changed, not saved').waitFor();
    await save().click();
    await dialog.getByRole('button', { name: 'Save and apply' }).click();
    await page.getByText('The mapping is in force').waitFor();
    await page
      .getByText('Nothing changes for anybody now. Once Second office is activated, accounts follow.')
      .waitFor();
    await office.rollcall.drain();
    assert.equal((await groupOf('bosses')).mapping?.role, 'admin');
  });

  it('is only looked at with a link to look, and is reached without the name of the tenant in the console', async () => {
    await enterPortal(office.rollcall, page, 'acme', { access: 'read' });
    await page.goto('/portal/group-mapping');
    await page.getByText('You may look at this, but not change it.').waitFor();
    await page.getByRole('row').filter({ hasText: 'onerror' }).getByText('Workspace member in crm').waitFor();
    assert.equal(await page.getByRole('main').getByRole('combobox').count(), 0);
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/scim-mapping');
    await page.waitForURL('**/admin/tenants/acme/group-mapping');
    await office.rollcall.createTenant('initech', 'directory_initech');
    await page.goto('/admin/scim-mapping');
    await page.getByRole('link', { name: 'initech' }).click();
    await page.getByText('No groups have arrived yet').waitFor();
    await page.getByRole('link', { name: 'See the directory' }).waitFor();
    await assertAccessible(page);
  });
});
