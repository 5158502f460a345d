import assert from 'node:assert/strict';
import type { Connected, ResyncDesk } from '../../../support/resync-desk.ts';
import { openResyncDesk } from '../../../support/resync-desk.ts';
import { activeAccounts, seenAccounts, seenRecords } from '../../../support/accounts.ts';

const policy = `
identity: { match_by: [external_id], existing_accounts: link }
filters: { include: [{ name: Everyone, all: [{ attribute: email, present: true }] }] }
groups:
  default_role: member
  settle: 0s
  map: [{ name: admins, role: admin }]
  match_by: name
guards: { deactivations: { percent: 10, at_least: 10, within: 1h } }
`;

describe('A resync of a directory', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
  });
  after(() => desk.stop());
  beforeEach(() => {
    Object.assign(desk.fake.webhooks, { shuffles: false, copies: 1 });
    desk.fake.beforeAnswer = null;
    desk.fake.requests.length = 0;
  });

  const roleOf = async ({ tenantId }: Connected, idpId: string) =>
    (await activeAccounts(desk.rollcall.database, tenantId)).find(({ external_id }) => external_id === idpId)
      ?.role;
  const count = async ({ tenantId }: Connected, table: string, where = 'true') =>
    desk.rollcall.database.inTenant(tenantId, async (trx) => {
      const result = await trx.raw<{ rows: [{ count: number }] }>(
        `select count(*)::int as count from ${table} where tenant_id = ? and ${where}`,
        [tenantId],
      );
      return result.rows[0].count;
    });

  it('finds a membership that ended without a word', async () => {
    const acme = await desk.connect(policy);
    const admins = acme.group('admins');
    const [ada, bob] = acme.hire(2, [admins]);
    assert.ok(ada && bob);
    await desk.settle();
    assert.equal(await roleOf(acme, ada.idpId), 'admin');
    acme.directory.idp.leave(ada, admins);
    const { phase, result, people, groups, memberships, fault } = await desk.resync(acme, 'nightly');
    assert.deepEqual([phase, fault, people, groups, memberships], ['done', null, 2, 1, 1]);
    assert.deepEqual(result, {
      differences: { memberships_left: 1 },
      set_aside: 0,
      says: ['1 membership differed: Okta sent no removal.'],
    });
    assert.equal(await roleOf(acme, ada.idpId), 'member');
    assert.equal(await roleOf(acme, bob.idpId), 'admin');
    assert.equal(await count(acme, 'resync_records'), 0);
  });
});
