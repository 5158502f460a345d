import assert from 'node:assert/strict';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { activeAccounts } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('An event that keeps failing', () => {
  let rollcall: TestRollcall;

  beforeEach(async () => {
    rollcall = await startRollcall();
  });
  afterEach(() => rollcall.stop());

  async function eventStates(
    tenantId: string,
  ): Promise<Record<string, { status: string; attempts: number; error: string | null }>> {
    return rollcall.database.inTenant(tenantId, async (trx) => {
      const result = await trx.raw<{
        rows: { event_id: string; status: string; attempts: number; error: string | null }[];
      }>('select event_id, status, attempts, error from inbox where tenant_id = ?', [tenantId]);
      return Object.fromEntries(result.rows.map(({ event_id, ...rest }) => [event_id, rest]));
    });
  }

  it('is tried five times, then set aside with its error, while the rest of its batch goes through', async () => {
    const { tenantId, directoryId } = await rollcall.createTenant('acme', 'directory_acme');
    const idp = createSimulatedDirectory({
      seed: 1,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_acme',
    });
    for (let i = 0; i < 9; i += 1) {
      const { events } = idp.hire({
        email: `p${i}@acme.com`,
        firstName: 'P',
        lastName: String(i),
        attributes: {},
      });
      for (const event of events) await rollcall.post(event);
    }
    // News of a form that no source of this version writes: as after a downgrade, or a damaged row.
    await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw(
        `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload)
         values (?, ?, 'event_bad', 'workos', 'dsync.user.created', ?, ?, ?::jsonb)`,
        [
          tenantId,
          directoryId,
          new Date('2026-01-10T08:00:01Z'),
          rollcall.clock.now(),
          JSON.stringify({
            id: 'event_bad',
            source: 'workos',
            type: 'dsync.user.created',
            occurredAt: 'no time at all',
            news: { kind: 'user_seen', person: { sourceId: 'u' }, active: true, resource: {} },
          }),
        ],
      ),
    );

    await rollcall.drain();
    assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 9);
    assert.equal((await eventStates(tenantId))['event_bad']?.status, 'waiting');

    for (let i = 0; i < 4; i += 1) {
      rollcall.clock.advance(60_000);
      await rollcall.drain();
    }
    const bad = (await eventStates(tenantId))['event_bad'];
    assert.equal(bad?.status, 'set_aside');
    assert.equal(bad.attempts, 5);
    assert.match(bad.error ?? '', /no time at all/);
    const answer = await rollcall.api('GET', '/tenants/acme/events?status=set_aside');
    assert.deepEqual(
      (answer.body as { data: { id: string }[] }).data.map(({ id }) => id),
      ['event_bad'],
    );
  });

  it('is not to blame where the service itself is at fault: all of it waits, and goes through after the repair', async () => {
    const { tenantId } = await rollcall.createTenant('acme', 'directory_acme');
    const { tenantId: other } = await rollcall.createTenant('other', 'directory_other');
    for (const directoryId of ['directory_acme', 'directory_other']) {
      const idp = createSimulatedDirectory({
        seed: 1,
        startsAt: new Date('2026-01-10T08:00:00Z'),
        directoryId,
      });
      const { events } = idp.hire({ email: 'a@acme.com', firstName: 'A', lastName: 'B', attributes: {} });
      for (const event of events) await rollcall.post(event);
    }
    const stored = await rollcall.database.inTenant(tenantId, async (trx) => {
      const before = await trx.raw<{ rows: { catalog: unknown }[] }>(
        `select catalog from policy_versions where tenant_id = ?`,
        [tenantId],
      );
      await trx.raw(`update tenants set active_policy_version = null where id = ?`, [tenantId]);
      return before.rows.length;
    });
    assert.equal(stored, 1);
    for (let i = 0; i < 7; i += 1) {
      await assert.rejects(rollcall.drain(), /has no policy in force/);
      rollcall.clock.advance(120_000);
    }
    const [waiting] = Object.values(await eventStates(tenantId));
    assert.equal(waiting?.status, 'waiting');
    assert.equal(waiting.attempts, 0);
    await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw(`update tenants set active_policy_version = 1 where id = ?`, [tenantId]),
    );
    await rollcall.drain();
    assert.equal((await activeAccounts(rollcall.database, tenantId)).length, 1);
    assert.equal((await activeAccounts(rollcall.database, other)).length, 1);
  });

  it('is not tried again before its time', async () => {
    const { tenantId, directoryId } = await rollcall.createTenant('acme', 'directory_acme');
    await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw(
        `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload)
         values (?, ?, 'event_bad', 'workos', 'x', now(), now(), '{"news":{"kind":"user_seen"}}'::jsonb)`,
        [tenantId, directoryId],
      ),
    );
    await rollcall.drain();
    await rollcall.drain();
    assert.equal((await eventStates(tenantId))['event_bad']?.attempts, 1);
    rollcall.clock.advance(1_000);
    await rollcall.drain();
    assert.equal((await eventStates(tenantId))['event_bad']?.attempts, 2);
  });
});
