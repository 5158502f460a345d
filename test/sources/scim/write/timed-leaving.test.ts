import assert from 'node:assert/strict';
import { day } from '../../../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { newUser, patchOf, scimTenant } from '../../../support/scim-client.ts';
import { seenTimers } from '../../../support/timer-rows.ts';

const policy = (deactivation: string) => `
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: office, role: member } ] }
deactivation: { ${deactivation} }
`;

describe('A leaver, over SCIM', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  const pass = async (ms: number): Promise<void> => {
    rollcall.clock.advance(ms);
    await rollcall.drain();
  };
  const active = (value: boolean) => patchOf({ op: 'replace', path: 'active', value });

  it('reads for a while, is deactivated and purged by time alone, and is somebody new when they come back', async () => {
    const scim = await scimTenant(rollcall, {
      policy: policy('mode: read_only, read_only: { for: 14d }, retain_data: 30d'),
    });
    const hire = (name: string) =>
      scim.expect(201, 'POST', '/Users', newUser(`${name}@acme.com`, { externalId: name }));
    await hire('boss');
    const { id } = await hire('ada');
    const former = await scim.userOf('ada');
    await scim.expect(200, 'PATCH', `/Users/${id}`, active(false));
    assert.equal((await scim.userOf('ada'))?.status, 'read_only');
    await pass(14 * day);
    assert.equal((await scim.userOf('ada'))?.status, 'deactivated');
    await scim.expect(200, 'PATCH', `/Users/${id}`, active(true));
    assert.deepEqual(
      [(await scim.userOf('ada'))?.id, (await scim.userOf('ada'))?.status],
      [former?.id, 'active'],
    );
    await scim.expect(200, 'PATCH', `/Users/${id}`, active(false));
    await pass(14 * day);
    await pass(30 * day);
    assert.equal(await scim.userOf('ada'), undefined);
    assert.deepEqual(await seenTimers(rollcall.database, scim.tenantId), []);
    // What is left of them here is nobody, so the identity provider creates them again.
    assert.equal((await scim.request('PATCH', `/Users/${id}`, active(true))).status, 404);
    await hire('ada');
    const again = await scim.userOf('ada');
    assert.equal(again?.status, 'active');
    assert.notEqual(again.id, former?.id);
  });
});
