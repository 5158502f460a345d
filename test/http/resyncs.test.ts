import assert from 'node:assert/strict';
import { openResyncDesk, type ResyncDesk } from '../support/resync-desk.ts';
import type { Resync } from '../../src/generated/api.ts';

describe('Resyncs over the admin API', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
  });
  after(() => desk.stop());

  const ask = (method: string, path: string, body?: unknown) =>
    desk.rollcall.api(method, path, body) as Promise<{ status: number; body: Resync & { detail?: string } }>;

  it('are asked for, shown as they go, and listed', async () => {
    const acme = await desk.connect();
    acme.hire(3, [acme.group('staff'), acme.group('admins')]);
    await desk.settle();
    desk.clock.advance(600_000);
    const path = `/tenants/${acme.slug}/directories/${acme.directoryId}`;
    const asked = await ask('POST', `${path}/resyncs`);
    assert.equal(asked.status, 202);
    assert.deepEqual([asked.body.phase, asked.body.says], ['users', 'Waits for its turn.']);
    const again = await ask('POST', `${path}/resyncs`);
    assert.deepEqual([again.status, again.body.id], [202, asked.body.id], 'one at a time');
    const seen: string[] = [];
    let rate: number | null = null;
    let left: number | null = null;
    desk.fake.beforeAnswer = async () => {
      const { body } = await ask('GET', `${path}/resyncs/${asked.body.id}`);
      seen.push(body.says);
      rate ??= body.records_per_second;
      left ??= body.seconds_left;
    };
    await desk.rollcall.service.resyncer?.workDue();
    desk.fake.beforeAnswer = null;
    assert.deepEqual(seen, [
      'Waits for its turn.',
      'Reading people: 0 so far.',
      'Reading groups: 0 so far.',
      'Reading who is in which group: 0 of 2.',
      'Reading who is in which group: 1 of 2.',
      'Comparing what was read with what is known.',
    ]);
    assert.ok(Number(rate) > 0 && Number(left) > 0);
    const done = await ask('GET', `${path}/resyncs/${asked.body.id}`);
    assert.deepEqual(
      [done.body.phase, done.body.says, done.body.differences, done.body.memberships],
      ['done', 'Nothing differed.', {}, 6],
    );
    const list = await ask('GET', `${path}/resyncs?limit=1`);
    assert.deepEqual((list.body as unknown as { data: Resync[] }).data, [done.body]);
    const shown = await ask('GET', path);
    assert.deepEqual((shown.body as unknown as { last_resync: Resync }).last_resync, done.body);
    const metrics = await fetch(`${desk.rollcall.url}/metrics`).then((answer) => answer.text());
    assert.match(metrics, /rollcall_resyncs_finished_total\{outcome="done"\} 1/);
  });

  it('are cancelled, with all that was read', async () => {
    const acme = await desk.connect();
    acme.hire(3);
    await desk.settle();
    for (const person of acme.directory.idp.people) acme.directory.idp.remove(person);
    desk.clock.advance(600_000);
    const path = `/tenants/${acme.slug}/directories/${acme.directoryId}`;
    const { body } = await ask('POST', `${path}/resyncs`);
    desk.fake.beforeAnswer = async (request) => {
      if (!request.includes('/directory_groups')) return;
      desk.fake.beforeAnswer = null;
      assert.equal((await ask('POST', `${path}/resyncs/${body.id}/cancel`)).status, 200);
    };
    await desk.rollcall.service.resyncer?.workDue();
    const after = await ask('GET', `${path}/resyncs/${body.id}`);
    assert.deepEqual(
      [after.body.phase, after.body.says],
      ['cancelled', 'Cancelled: Somebody has cancelled it.'],
    );
    assert.equal((await ask('POST', `${path}/resyncs/${body.id}/cancel`)).status, 409);
    const people = await ask('GET', `/tenants/${acme.slug}/users?status=active`);
    assert.equal((people.body as unknown as { data: unknown[] }).data.length, 3);
  });

  it('are refused where nothing can be read, with what does it there', async () => {
    const acme = await desk.connect();
    const other = await desk.connect();
    const directories = `/tenants/${acme.slug}/directories`;
    const refusals: [Record<string, unknown>, RegExp][] = [
      [{ source: 'scim' }, /Okta calls it Force Sync/],
      [{ source: 'import' }, /rollcall import --full/],
      [{ source: 'workos' }, /has not claimed a WorkOS directory yet/],
    ];
    for (const [body, says] of refusals) {
      const { body: made } = await ask('POST', directories, body);
      const refused = await ask('POST', `${directories}/${made.id}/resyncs`);
      assert.equal(refused.status, 409);
      assert.match(refused.body.detail ?? '', says);
    }
    assert.equal((await ask('POST', `${directories}/${other.directoryId}/resyncs`)).status, 404);
    assert.equal((await ask('GET', `${directories}/${other.directoryId}/resyncs`)).status, 404);
    const id = await desk.begin(other);
    assert.equal((await ask('GET', `${directories}/${acme.directoryId}/resyncs/${id}`)).status, 404);
    await desk.rollcall.database.inTenant(acme.tenantId, (trx) =>
      trx.raw(`update directories set state = 'disconnected' where tenant_id = ? and id = ?`, [
        acme.tenantId,
        acme.directoryId,
      ]),
    );
    const gone = await ask('POST', `${directories}/${acme.directoryId}/resyncs`);
    assert.deepEqual([gone.status, /disconnected, for good/.test(gone.body.detail ?? '')], [409, true]);
  });
});
