import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createApiClient, type ApiClient } from '../../support/api-client.ts';
import {
  assertAccessible,
  assertFits,
  enterConsole,
  enterPortal,
  openPage,
  takePictures,
  type OpenPage,
} from '../../support/browser.ts';
import type { FakeWorkos } from '../../support/fake-workos/environment.ts';
import type { FakeDirectory } from '../../support/fake-workos/fake-directory.ts';
import { startFakeWorkos } from '../../support/fake-workos/fake-workos.ts';
import { operatorToken, startRollcall, webhookSecret, type TestRollcall } from '../../support/rollcall.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';

const apiKey = 'sk_test_pages';
const minute = 60_000;

/** One directory that is connected in the Admin Portal of WorkOS: each test goes on where the one before it ended. */
describe('the pages of Directory Sync, through WorkOS', () => {
  let rollcall: TestRollcall;
  let api: ApiClient;
  let clock: TestClock;
  let fake: FakeWorkos;
  let directory: FakeDirectory;
  let opened: OpenPage;
  let page: Page;
  let directoryId: string;

  before(async () => {
    const later: { clock?: TestClock } = {};
    const start = createTestClock();
    fake = await startFakeWorkos({
      apiKey,
      webhookSecret,
      clock: { now: () => (later.clock ?? start).now() },
    });
    const reached = { apiUrl: fake.url, apiKey, random: () => 0 };
    rollcall = await startRollcall({
      workosApi: reached,
      workosResync: {
        ...reached,
        hours: null,
        rest: (ms) => {
          clock.advance(ms);
          return Promise.resolve();
        },
      },
    });
    ({ clock } = rollcall);
    later.clock = clock;
    fake.webhooks.url = `${rollcall.url}/api/webhooks/workos`;
    api = await createApiClient(rollcall.url, operatorToken);
    await api.expect('Tenant', 'POST', '/tenants', { body: { slug: 'acme' } });
    opened = await openPage(rollcall);
    ({ page } = opened);
    await page.clock.install({ time: clock.now() });
  });
  after(async () => {
    await opened.close();
    await fake.stop();
    await rollcall.stop();
  });

  const home = () => `/portal/directories/${directoryId}`;
  const check = (text: string) =>
    page.getByRole('region', { name: 'Live check' }).getByRole('list').getByText(text);
  /** All that goes on by itself, a few times. */
  const goOn = async () => {
    for (let turns = 0; turns < 3; turns += 1) {
      clock.advance(6 * minute);
      await rollcall.service.directoryWatcher?.watchDue();
      await rollcall.service.resyncer?.workDue();
      await rollcall.drain();
      await rollcall.service.firstSyncs.lookDue();
    }
  };

  it('offer both ways where both are there, and lead to the Admin Portal', async () => {
    await enterPortal(rollcall, page, 'acme');
    await page.goto('/portal/directories/new/google');
    await page.getByRole('button', { name: 'Create the directory' }).waitFor();
    assert.equal(await page.getByRole('radio', { name: 'Through WorkOS' }).count(), 0);
    await page.getByRole('radio', { name: 'Apply at once' }).check();
    await page.getByRole('button', { name: 'Create the directory' }).click();
    await page.getByRole('heading', { name: 'Set up Google Workspace', level: 1 }).waitFor();
    // On second thought it is Okta, and test mode first: what is chosen last counts, and nothing is lost in silence.
    await page.goto('/portal/directories/new/okta');
    await page.getByRole('radio', { name: 'Through WorkOS' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('Our people');
    await takePictures(page, 'workos-start');
    await page.getByRole('button', { name: 'Create the directory' }).click();
    await page.waitForURL(/\/directories\/[0-9a-f-]{36}\/setup\/1$/);
    directoryId = /directories\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
    await page.getByText('A directory was waiting to be connected already').waitFor();
    await page.getByRole('heading', { name: 'Set up Our people', level: 1 }).waitFor();
    await check('Okta is not connected yet.').waitFor();
    const text = await page.locator('main').innerText();
    assert.ok(!text.includes('rollcall '), 'no command is told to who has none');
    const link = page.getByRole('link', { name: 'Open the Admin Portal', exact: true });
    assert.deepEqual(
      [await link.getAttribute('target'), await link.getAttribute('rel')],
      ['_blank', 'noopener noreferrer'],
    );
    await assertAccessible(page);
    await takePictures(page, 'workos-open');
    // A link ends after five minutes, and another one is at hand.
    await page.clock.runFor(6 * minute);
    await page.getByText('This link has ended. Get a new one.').waitFor();
    assert.equal(await link.count(), 0);
    clock.advance(6 * minute);
    await page.getByRole('button', { name: 'Get a new link' }).click();
    await link.waitFor();
    const address = (await link.getAttribute('href')) ?? '';
    const { id } = (await (await fetch(address)).json()) as { id: string };
    const found = fake.directories.find((each) => each.id === id);
    assert.ok(found);
    directory = found;
  });

  it('tell of the connection, of who came, and of the first sync', async () => {
    await fake.webhooks.deliverDue();
    await rollcall.drain();
    await goOn();
    await page.reload();
    await check('Okta is connected.').waitFor();
    directory.catchUp();
    const { idp } = directory;
    const hired = Array.from({ length: 3 }, (_, at) =>
      idp.hire({ email: `p${at}@acme.com`, firstName: 'Pat', lastName: `Number ${at}`, attributes: {} }),
    );
    const { group, events } = idp.createGroup('engineering');
    fake.publish([
      ...hired.flatMap((each) => each.events),
      ...events,
      ...hired.slice(0, 2).flatMap(({ person }) => idp.join(person, group)),
    ]);
    await fake.webhooks.deliverDue();
    await rollcall.drain();
    await goOn();
    await page.goto(`${home()}/setup`);
    await page.getByText('Connected to your Okta. 3 people, 1 group.').waitFor();
    await page.goto(home());
    await page.getByRole('heading', { name: 'Our people', level: 1 }).waitFor();
    await page.getByText('In test mode').waitFor();
    await takePictures(page, 'workos-directory');
  });

  it('read everything anew with progress, can be cancelled, and say what differed', async () => {
    // At the identity provider somebody leaves a group, and nobody tells.
    const [group] = directory.idp.groups;
    const [person] = directory.idp.people;
    assert.ok(group && person);
    clock.advance(60 * minute);
    directory.catchUp();
    directory.idp.leave(person, group);
    const begin = async () => {
      await page.getByRole('button', { name: 'Resync' }).click();
      const dialog = page.getByRole('dialog', { name: 'Resync now?' });
      await dialog.getByText('it knows 3 people now').waitFor();
      await dialog.getByRole('button', { name: 'Resync' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.getByText('Reading people', { exact: true }).waitFor();
    };
    await begin();
    await page.getByText('0 people and 0 groups read').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await begin();
    // It is looked at while WorkOS is being asked for the groups.
    const held = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    fake.beforeAnswer = async (request) => {
      if (!request.includes('directory_groups')) return;
      fake.beforeAnswer = null;
      reached.resolve(undefined);
      await held.promise;
    };
    const working = rollcall.service.resyncer?.workDue();
    await reached.promise;
    await page.clock.runFor(3_100);
    await page.getByText('3 people and 0 groups read').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'workos-reading');
    held.resolve(undefined);
    await working;
    await goOn();
    await page.clock.runFor(3_100);
    await page.getByText(/1 membership differed/).waitFor();
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  it('show a link that is for looking everything and let it change nothing, and the console the same pages', async () => {
    await enterPortal(rollcall, page, 'acme', { access: 'read', pages: ['directory_sync'] });
    await page.goto(home());
    await page.getByRole('heading', { name: 'Our people', level: 1 }).waitFor();
    await page.getByText('Done', { exact: true }).waitFor();
    for (const name of ['Resync', 'Get the link to the Admin Portal'])
      assert.equal(await page.getByRole('button', { name }).count(), 0, name);
    assert.equal(await page.getByRole('link', { name: 'Review disconnecting' }).count(), 0);
    await page.getByRole('link', { name: 'See what would happen' }).click();
    await page.getByText('3 people join').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Activate' }).count(), 0);
    await page.goto('/portal/directories/new/okta');
    await page.getByText('Your link is for looking only.').waitFor();
    await enterConsole(rollcall, page);
    await page.goto(`/admin/tenants/acme/directories/${directoryId}`);
    await page.getByRole('heading', { name: 'Our people', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'See each step of the setup' }).click();
    await page.waitForURL(`**/admin/tenants/acme/directories/${directoryId}/setup/first-sync`);
    await page.goto(`/admin/tenants/acme/directories/${directoryId.replace(/^./, '1')}`);
    await page.getByText('There is no directory with this id.').waitFor();
  });
});
