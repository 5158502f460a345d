import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { readAccountTables } from '../support/account-tables.ts';
import { historyPolicy, playHistory, step } from '../support/random-history.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

/** News that ends something for someone. */
function deprovisions({ event, data }: WorkosEvent): boolean {
  if (event === 'dsync.user.updated') return data['state'] !== 'active';
  return event === 'dsync.user.deleted' || event === 'dsync.group.deleted' || event.endsWith('user_removed');
}

describe('Deprovisioning', () => {
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function deliver(
    tenant: { tenantId: string; directoryId: string },
    events: WorkosEvent[],
    batchSize: number,
  ): Promise<void> {
    for (let start = 0; start < events.length; start += batchSize) {
      const news = events.slice(start, start + batchSize).map((event) => ({
        directoryId: tenant.directoryId,
        event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
      }));
      await rollcall.database.inTenant(tenant.tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenant.tenantId, { kind: 'news', news }),
      );
    }
  }
  const found = () => {
    count += 1;
    return rollcall.createTenant(`t${count}`, `directory_${count}`, historyPolicy);
  };

  it('alone creates nobody, in any order, however much of it comes', async () => {
    let delivered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 30, maxLength: 60 }),
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        async (steps, seed, batchSize) => {
          const { events } = playHistory(steps, seed, 'directory_any', false);
          const ends = events.filter(deprovisions);
          delivered += ends.length;
          const tenant = await found();
          await deliver(tenant, seed % 2 === 0 ? ends : ends.toReversed(), batchSize);
          const { users, records } = await readAccountTables(rollcall.database, tenant.tenantId);
          assert.equal(users.size, 0);
          assert.deepEqual(
            records.map(({ action }) => action).filter((action) => action.startsWith('user.')),
            [],
          );
        },
      ),
      { numRuns: 15 },
    );
    assert.ok(delivered > 50, `only ${delivered} events were delivered, which proves little`);
  });

  it('never deletes anyone, nor what was recorded of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), fc.nat(), async (steps, seed) => {
        const { events, idp } = playHistory(steps, seed, 'directory_any', false);
        const tenant = await found();
        await deliver(tenant, events, 7);
        const before = await readAccountTables(rollcall.database, tenant.tenantId);
        const ends = idp.people
          .filter(({ state }) => state !== 'deleted')
          .flatMap((person) => idp.remove(person));
        await deliver(tenant, ends, 5);
        const after = await readAccountTables(rollcall.database, tenant.tenantId);
        assert.deepEqual([...after.users.keys()].sort(), [...before.users.keys()].sort());
        const kept = new Set(after.records.map(({ id }) => id));
        assert.ok(before.records.every(({ id }) => kept.has(id)));
        const active = [...after.users.values()].filter(({ status }) => status === 'active');
        assert.ok(active.length <= 1, 'more than a last administrator is still active');
        for (const { role } of active) assert.equal(role, 'admin');
      }),
      { numRuns: 10 },
    );
  });
});
