import assert from 'node:assert/strict';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { activatePolicy } from '../../src/tenancy/activate-policy.ts';
import { seenAccounts } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newUser, scimTenant } from '../support/scim-client.ts';

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

  const dropFrom = async (tenantId: string, slug: string, drop: string): Promise<void> => {
    const yaml = `version: rollcall/v1\ntenant: ${slug}\n${policyWith(drop)}`;
    const { effective } = parsePolicy(yaml, `${slug}.policy.yaml`, rollcall.service.tenancy.policyContext);
    assert.ok(effective);
    await rollcall.database.inTenant(tenantId, async (trx) => {
      const tenant = await lockTenant(trx, tenantId);
      assert.ok(tenant);
      const policy = { yaml, effective, origin: 'api', author: 'test' } as const;
      await activatePolicy(rollcall.service.tenancy, trx, tenant, policy, { kind: 'operator', id: 'test' });
    });
    await rollcall.drain();
  };

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

    await dropFrom(tenantId, 'acme', 'password, department, shoeSize');

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

  it('forgets the addresses by which people of SCIM directories were found', async () => {
    const idp = await scimTenant(rollcall, { policy: policyWith('password') });
    await idp.expect(201, 'POST', '/Users', newUser('ann@acme.com'));
    const found = async () =>
      (await idp.expect(200, 'GET', '/Users?filter=emails%20eq%20%22ann@acme.com%22')).totalResults;
    const kept = () =>
      rollcall.database.inTenant(idp.tenantId, async (trx) => {
        const { rows } = await trx.raw<{ rows: unknown[] }>('select * from directory_user_emails');
        return rows.length;
      });
    assert.deepEqual([await found(), await kept()], [1, 1]);
    await dropFrom(idp.tenantId, idp.slug, 'password, shoeSize');
    assert.deepEqual([await found(), await kept()], [1, 1]);
    await dropFrom(idp.tenantId, idp.slug, 'password, emails');
    assert.deepEqual([await found(), await kept()], [0, 0]);
  });
});
