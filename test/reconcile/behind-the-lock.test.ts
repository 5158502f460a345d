import assert from 'node:assert/strict';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { foundCompany } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('A run of the flow that waits for another one', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('takes place when its turn comes, so that it ends what began while it waited', async () => {
    const company = await foundCompany(rollcall);
    await company.register({ email: 'root@acme.com', role: 'owner' });
    const { id: userId } = await company.register({ email: 'ada@acme.com', role: 'member' });
    const { database, clock, service } = rollcall;
    const later = new Date(clock.now().getTime() + 60_000);
    let isItsTurn = false;
    const deps = {
      policies: service.tenancy.policies,
      clock: { now: () => (isItsTurn ? later : clock.now()) },
    };
    const begun = Promise.withResolvers<undefined>();
    const actor = { kind: 'operator', id: 'a test' } as const;
    const occasion = { kind: 'manual_role', userId, role: 'viewer', actor } as const;

    const waiting = await database.inTenant(company.tenantId, async (before) => {
      await lockTenant(before, company.tenantId);
      const run = database.inTenant(company.tenantId, (trx) => {
        const reconciled = reconcile(deps, trx, company.tenantId, occasion);
        begun.resolve(undefined);
        return reconciled;
      });
      await begun.promise;
      isItsTurn = true;
      return { run };
    });
    await waiting.run;

    const [record] = await company.records('&action=role.changed');
    assert.equal(record?.at, later.toISOString());
  });
});
