import assert from 'node:assert/strict';
import { openResyncDesk, type ResyncDesk } from '../../../support/resync-desk.ts';

describe('The first reading of a directory', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
  });
  after(() => desk.stop());

  it('is no drift, whoever asked for it; the second one is', async () => {
    const acme = await desk.connect('');
    const inTenant = (sql: string) =>
      desk.rollcall.database.inTenant(acme.tenantId, (trx) => trx.raw(sql, [acme.directoryId]));
    await inTenant('update directories set first_synced_at = null where id = ?');
    desk.fake.webhooks.url = null;
    acme.hire(3, [acme.group('staff')]);
    const first = await desk.resync(acme, 'by_hand');
    assert.deepEqual(first.result, {
      differences: {},
      set_aside: 0,
      says: ['The directory was read for the first time: 3 people, 1 group and 3 memberships.'],
    });
    acme.hire(1);
    const second = await desk.resync(acme, 'by_hand');
    assert.deepEqual(second.result?.differences, { people_seen: 1 });
  });

  it('is drift where the first sync was complete before, by events', async () => {
    const acme = await desk.connect('');
    desk.fake.webhooks.url = null;
    acme.hire(2);
    assert.deepEqual((await desk.resync(acme, 'nightly')).result?.differences, { people_seen: 2 });
  });

  it('that is refused makes known at once why, and that it works once it does', async () => {
    const acme = await desk.connect('');
    const state = async () =>
      (
        await desk.rollcall.database.inTenant(acme.tenantId, (trx) =>
          trx.raw<{ rows: { upstream_state: string | null }[] }>(
            'select upstream_state from directories where id = ?',
            [acme.directoryId],
          ),
        )
      ).rows[0]?.upstream_state;
    acme.directory.state = 'invalid_credentials';
    assert.equal((await desk.resync(acme)).phase, 'failed');
    await desk.rollcall.drain();
    assert.equal(await state(), 'invalid_credentials');
    desk.clock.advance(10 * 60_000);
    acme.directory.state = 'linked';
    assert.equal((await desk.resync(acme)).phase, 'done');
    await desk.rollcall.drain();
    assert.equal(await state(), 'linked');
  });
});
