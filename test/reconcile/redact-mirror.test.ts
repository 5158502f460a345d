import assert from 'node:assert/strict';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { activatePolicy } from '../../src/tenancy/activate-policy.ts';
import { seenAccounts } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policyWith = (drop: string): string => `
attributes:
  map:
    department: { from: enterprise.department }
    title: { from: title }
  sensitive:
    drop: [${drop}]
    drop_values_like: [us_ssn]
`;

describe('A policy that calls more things sensitive than the one before', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('also drops them from the mirror and from the accounts that have them', async () => {
    const { tenantId } = await rollcall.createTenant('acme', 'directory_acme', policyWith('password'));
    const idp = createSimulatedDirectory({
      seed: 1,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_acme',
    });
    const attributes = { department_name: 'Litigation', job_title: 'Counsel', shoe_size: '43' };
    const { events } = idp.hire({ email: 'a@acme.com', firstName: 'A', lastName: 'B', attributes });
    for (const event of events) await rollcall.post(event);
    await rollcall.drain();
    assert.deepEqual((await seenAccounts(rollcall.database, tenantId))[0]?.attributes, {
      department: 'Litigation',
      title: 'Counsel',
    });

    const yaml = `version: rollcall/v1\ntenant: acme\n${policyWith('password, department, shoeSize')}`;
    const { effective } = parsePolicy(yaml, 'acme.policy.yaml', rollcall.service.tenancy.policyContext);
    assert.ok(effective);
    await rollcall.database.inTenant(tenantId, async (trx) => {
      const tenant = await lockTenant(trx, tenantId);
      assert.ok(tenant);
      const policy = { yaml, effective, origin: 'api', author: 'test' } as const;
      await activatePolicy(rollcall.service.tenancy, trx, tenant, policy, { kind: 'operator', id: 'test' });
    });
    await rollcall.drain();

    assert.deepEqual((await seenAccounts(rollcall.database, tenantId))[0]?.attributes, { title: 'Counsel' });
    const mirror = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { resource: unknown }[] }>('select resource from directory_users where tenant_id = ?', [
        tenantId,
      ]),
    );
    const text = JSON.stringify(mirror.rows);
    assert.ok(text.includes('Counsel'));
    assert.ok(!text.includes('Litigation') && !text.includes('43'), text);
  });
});
