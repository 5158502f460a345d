import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import {
  assertAccessible,
  assertFits,
  enterConsole,
  openPage,
  showIn,
  takePictures,
  type OpenPage,
} from '../../support/browser.ts';
import { enterAsRole } from '../../support/enter-as-role.ts';
import { openOffice, type Office } from '../../support/office.ts';
import { superuserUrl } from '../../support/test-server.ts';

const HOUR_MS = 3_600_000;
const hostile = 'Eve \u202e<img src=x onerror=alert(1)>';

describe('failed events in the console', () => {
  let office: Office;
  let superuser: Client;
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    office = await openOffice();
    superuser = new Client(await superuserUrl(office.rollcall.databaseUrl));
    await superuser.connect();
  });
  after(async () => {
    await superuser.end();
    await office.stop();
  });
  beforeEach(async () => {
    opened = await openPage(office.rollcall);
    ({ page } = opened);
    await page.clock.install({ time: office.rollcall.clock.now() });
  });
  afterEach(() => opened.close());

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  /** Events of a person whom the database takes no account of, until it does. */
  const failToHire = async (name: string) => {
    const person = office.idp.hire({
      email: `${name}@acme.com`,
      firstName: hostile,
      lastName: name,
      attributes: {},
    });
    await office.tell(person.events);
    for (let tries = 0; tries < 5; tries += 1) {
      office.rollcall.clock.advance(HOUR_MS);
      await office.rollcall.drain();
    }
  };
  const unreadable = async (count: number, name = 'event_unreadable') => {
    for (let at = 0; at < count; at += 1) {
      await office.rollcall.post({
        id: `${name}_${at}`,
        event: 'dsync.user.created',
        created_at: office.rollcall.clock.now().toISOString(),
        data: { object: 'directory_user', directory_id: 'directory_acme' },
      });
    }
    await office.rollcall.drain();
  };

  it('teaches where nothing has failed', async () => {
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/failed-events');
    await page.getByRole('heading', { name: 'Nothing has failed' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /all/ }).count(), 0);
    await assertAccessible(page);
  });

  it('shows why an event failed and what it says, and applies it once its cause is gone', async () => {
    await superuser.query(
      `alter table users add constraint nobody_new check (email not like '%@acme.com') not valid`,
    );
    await failToHire('eve');
    await page.clock.setFixedTime(office.rollcall.clock.now());
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/failed-events');
    const failure = row('nobody_new');
    await failure.getByText('Failed', { exact: true }).waitFor();
    await failure.getByRole('link', { name: 'Look at the events' }).click();
    await page.getByRole('heading', { name: 'Events of one failure' }).waitFor();
    await assertAccessible(page);
    await takePictures(page, 'failure');
    await page.getByRole('link', { name: 'dsync.user.created' }).first().click();
    await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
    const says = page.getByRole('group', { name: 'what it says' });
    assert.match(await says.innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.ok((await says.getByRole('img', { name: 'hidden character U+202E' }).count()) > 0);
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await takePictures(page, 'failed-event');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.setViewportSize({ width: 1_280, height: 900 });

    await superuser.query('alter table users drop constraint nobody_new');
    await page.getByRole('button', { name: 'Try again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try this event again?' });
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('1 event waits again').waitFor();
    await page.getByText('Waiting', { exact: true }).waitFor();
    await office.rollcall.drain();
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?email=eve@acme.com');
    assert.equal(data[0]?.status, 'active');
    await page.reload();
    await page.getByText('Applied', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
  });

  it('tries all of a cause again, and counts them before', async () => {
    await superuser.query(
      `alter table users add constraint nobody_new check (email not like '%@acme.com') not valid`,
    );
    await failToHire('bea');
    await failToHire('cem');
    await superuser.query('alter table users drop constraint nobody_new');
    await unreadable(2);
    await page.clock.setFixedTime(office.rollcall.clock.now());
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/failed-events');
    await row('nobody_new').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'failed-events');
    await page.getByRole('button', { name: 'Try all again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try all failed events again?' });
    await dialog.getByText(/^\d+ events? waits? again as if just arrived/).waitFor();
    await dialog.getByText('2 more cannot be read and are passed over').waitFor();
    await takePictures(page, 'failed-retry');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(/events? waits? again$/).waitFor();
    await office.rollcall.drain();
    for (const name of ['bea', 'cem']) {
      const { data } = await office.api.expect(
        'UserList',
        'GET',
        `/tenants/acme/users?email=${name}@acme.com`,
      );
      assert.equal(data[0]?.status, 'active', name);
    }
  });

  it('dismisses what cannot be read, with a reason that is kept', async () => {
    await enterAsRole(office.rollcall, page, 'support');
    await page.goto('/admin/tenants/acme/failed-events');
    const group = row('Cannot be read');
    await group.getByRole('button', { name: 'Dismiss' }).click();
    const dialog = page.getByRole('dialog', { name: 'Dismiss these events?' });
    await dialog.getByText('2 events are counted as failed no more').waitFor();
    await dialog.getByText('What cannot be read can never be tried again.').waitFor();
    assert.equal(await dialog.getByText('can still be tried again').count(), 0);
    assert.ok(await dialog.getByRole('button', { name: 'Dismiss' }).isDisabled());
    // What fails from here on was not counted, also where it is the first by its id.
    office.rollcall.clock.advance(1_000);
    await unreadable(1, 'event_later');
    await dialog.getByLabel('Why').fill('Sent by a test');
    await assertAccessible(page);
    await takePictures(page, 'failed-dismiss');
    await dialog.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('2 events dismissed').waitFor();
    const left = await office.api.expect('EventList', 'GET', '/tenants/acme/events?status=set_aside');
    assert.deepEqual(
      left.data.map(({ id }) => id),
      ['event_later_0'],
    );
    const { data } = await office.api.expect('EventList', 'GET', '/tenants/acme/events?status=dismissed');
    assert.deepEqual(
      data.map(({ dismissed }) => [dismissed?.reason, dismissed?.by.id]),
      Array.from({ length: 2 }, () => ['Sent by a test', 'support@rollcall.example.com']),
    );
    await page.getByText('Dismissed', { exact: true }).first().click();
    await row('Cannot be read').getByRole('link', { name: 'Look at the events' }).click();
    await page.getByRole('link', { name: 'dsync.user.created' }).first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
    await page.getByRole('link', { name: 'dsync.user.created' }).first().click();
    await page.getByText('Sent by a test').waitFor();
  });

  it('lets a viewer look, and nothing more', async () => {
    await enterAsRole(office.rollcall, page, 'viewer');
    await page.goto('/admin/tenants/acme/failed-events');
    await row('Cannot be read').waitFor();
    assert.equal(await page.getByRole('button', { name: /Dismiss|Try/ }).count(), 0);
    await row('Cannot be read').getByRole('link', { name: 'Look at the events' }).click();
    await page.getByRole('link', { name: 'dsync.user.created' }).first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Dismiss|Try/ }).count(), 0);
  });
});
