import assert from 'node:assert/strict';
import { scimTenant } from '../../support/scim-client.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { backtestPolicy } from '../../../src/tenancy/policy-backtest/backtest-policy.ts';

const policy = `
groups: { match_by: name, default_role: member, settle: 10s, map: [ { name: admins, role: admin } ] }
sole_admin: { action: block, revoke_sessions: true }
`;

describe('A backtest of what came over SCIM', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('reproduces what is recorded, a removal that was refused included', async () => {
    const scim = await scimTenant(rollcall, { policy });
    const pass = () => rollcall.clock.advance(60_000);
    const hire = async (name: string) => {
      pass();
      const body = {
        ...{
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: `${name}@acme.com`,
          externalId: name,
        },
        ...{ emails: [{ value: `${name}@acme.com`, primary: true }], active: true },
      };
      return (await scim.expect(201, 'POST', '/Users', body)).id;
    };
    const patch = (path: string, Operations: object[]) => {
      pass();
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
      return scim.request('PATCH', path, { schemas, Operations });
    };
    const ann = await hire('ann');
    const ben = await hire('ben');
    pass();
    const admins = await scim.expect(201, 'POST', '/Groups', {
      ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'admins' },
      members: [{ value: ann }],
    });
    const since = rollcall.clock.now().toISOString();
    // Refused, because nobody else administers; then she is there again, as if nothing had happened.
    pass();
    assert.equal((await scim.request('DELETE', `/Users/${ann}`)).status, 409);
    await patch(`/Users/${ann}`, [{ op: 'replace', path: 'active', value: true }]);
    await patch(`/Users/${ben}`, [{ op: 'replace', path: 'active', value: false }]);
    await patch(`/Users/${ben}`, [{ op: 'replace', path: 'active', value: true }]);
    await patch(`/Groups/${admins.id}`, [{ op: 'add', path: 'members', value: [{ value: ben }] }]);
    pass();
    await rollcall.drain();
    pass();
    await rollcall.drain();

    const roles = (await scim.users()).map(({ external_id, status, role }) => [external_id, status, role]);
    assert.deepEqual(roles.sort(), [
      ['ann', 'active', 'admin'],
      ['ben', 'active', 'admin'],
    ]);
    const yaml = `version: rollcall/v1\ntenant: ${scim.slug}\n${policy}`;
    const result = await backtestPolicy(
      rollcall.service.tenancy,
      { id: scim.tenantId, slug: scim.slug },
      { yaml, since },
    );
    assert.equal(result.outcome, 'nothing', JSON.stringify(result.groups));
    assert.deepEqual(result.as_recorded, { people: 2, otherwise: 0, named: [] });
    assert.equal(result.replayed.before, 3);
    assert.ok(result.replayed.events >= 5, JSON.stringify(result.replayed));
  });
});
