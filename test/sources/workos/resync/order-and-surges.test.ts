import assert from 'node:assert/strict';
import { pino } from 'pino';
import { beforeEveryone } from '../../../../src/reconcile/parts.ts';
import { reconcile } from '../../../../src/reconcile/reconcile.ts';
import { createLanes, type Lanes } from '../../../../src/workers/lanes.ts';
import { activeAccounts, seenRecords } from '../../../support/accounts.ts';
import { openResyncDesk, type Connected, type ResyncDesk } from '../../../support/resync-desk.ts';

const policy = (defaultRole: string) => `
identity: { match_by: [external_id], existing_accounts: link }
filters: { include: [{ name: Everyone, all: [{ attribute: email, present: true }] }] }
groups:
  default_role: ${defaultRole}
  settle: 0s
  map: [{ name: admins, role: admin }, { name: staff, role: member }]
  match_by: name
sole_admin: { action: allow }
guards: { deactivations: { percent: 10, at_least: 10, within: 1h } }
`;

describe('What a resync finds', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
    desk.fake.webhooks.url = `${desk.rollcall.url}/api/webhooks/workos`;
  });
  after(() => desk.stop());

  const lanesOf = (batchSize: number): Lanes =>
    createLanes({
      ...desk.rollcall.service.tenancy,
      reconcile,
      log: pino({ level: 'silent' }),
      ...{ batchSize, concurrency: 1, pollIntervalMs: 1_000, onTurn: () => undefined },
    });
  /** Reads the directory, and applies what differs in small batches, in one go. */
  const find = async (acme: Connected, batchSize: number): Promise<void> => {
    const id = await desk.begin(acme);
    await desk.rollcall.service.resyncer?.workDue();
    assert.equal((await desk.read(acme, id)).phase, 'applying');
    await lanesOf(batchSize).drain();
    desk.clock.advance(60_000);
    assert.equal((await desk.work(acme, id)).phase, 'done');
  };
  const later = (): void => {
    desk.clock.advance(600_000);
    for (const directory of desk.fake.directories) directory.catchUp();
  };
  const held = ({ tenantId }: Connected) =>
    desk.rollcall.database.inTenant(tenantId, async (trx) => {
      const sql = `select h.cause, (select count(*)::int from held_people p
                                     where p.tenant_id = h.tenant_id and p.hold_id = h.id and p.status = 'open') as people
                     from holds h where h.tenant_id = ? and h.status = 'open'`;
      return (await trx.raw<{ rows: { cause: string; people: number }[] }>(sql, [tenantId])).rows;
    });
  const actionsOf = async ({ tenantId }: Connected) =>
    (await seenRecords(desk.rollcall.database, tenantId)).map(({ action }) => action);

  it('gives before it takes, so that nobody loses what they keep, and ends the access of leavers all the same', async () => {
    const acme = await desk.connect(policy('no_access'));
    const admins = acme.group('admins');
    const people = acme.hire(40, [admins]);
    await desk.settle();
    later();
    const [leaver, ...staying] = people;
    assert.ok(leaver);
    const { idp } = acme.directory;
    idp.deleteGroup(admins);
    const { group } = idp.createGroup('admins');
    for (const person of staying) idp.join(person, group);
    idp.remove(leaver);
    later();
    const before = (await actionsOf(acme)).length;
    await find(acme, 7);
    assert.deepEqual((await actionsOf(acme)).slice(before).sort(), [
      'directory.resynced',
      'user.deactivated',
    ]);
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 39);
  });

  it('names the group of a membership, though its record is of a later time', async () => {
    const acme = await desk.connect(policy('member'));
    const { idp } = acme.directory;
    const { person } = idp.hire({
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'X',
      attributes: {},
    });
    later();
    // Within the last minute, which lies behind the moment that the resync counts as of.
    const { group } = idp.createGroup('admins');
    idp.join(person, group);
    acme.directory.catchUp();
    await find(acme, 1);
    const [account] = await activeAccounts(desk.rollcall.database, acme.tenantId);
    assert.equal(account?.role, 'admin');
    assert.equal((await actionsOf(acme)).includes('role.changed'), false, 'never anything else');
  });

  it('is that somebody is in no group any more who left unseen, and came back while it was read', async () => {
    const acme = await desk.connect(policy('member'));
    const { idp } = acme.directory;
    const [ada] = acme.hire(3, [acme.group('admins')]);
    assert.ok(ada);
    await desk.settle();
    later();
    idp.remove(ada);
    later();
    desk.fake.beforeAnswer = async (asked) => {
      if (!asked.includes('/directory_groups')) return;
      desk.fake.beforeAnswer = null;
      desk.clock.advance(1_000);
      for (const event of idp.comeBack(ada)) await desk.rollcall.post(event);
      await desk.rollcall.drain();
    };
    const { phase } = await desk.work(acme, await desk.begin(acme));
    assert.equal(phase, 'done');
    const roles = (await activeAccounts(desk.rollcall.database, acme.tenantId)).map(({ role }) => role);
    assert.deepEqual(roles.sort(), ['admin', 'admin', 'member']);
  });

  it('is held whole where people are listed as inactive, and goes on waiting when everybody is looked at', async () => {
    const acme = await desk.connect(policy('member'));
    const people = acme.hire(120);
    await desk.settle();
    later();
    for (const person of people.slice(0, 10)) acme.directory.idp.deactivate(person);
    for (const person of people.slice(10, 20)) acme.directory.idp.remove(person);
    later();
    await find(acme, 7);
    const [hold, ...others] = await held(acme);
    assert.deepEqual([hold?.people, others.length], [20, 0], 'one hold of all');
    assert.match(
      hold?.cause ?? '',
      /^a resync of .* found that they are not active in the directory any more$/,
    );
    await desk.rollcall.database.inTenant(acme.tenantId, (trx) =>
      reconcile(desk.rollcall.service.tenancy, trx, acme.tenantId, {
        ...{ kind: 'everyone', after: beforeEveryone, limit: 1_000 },
        actor: { kind: 'system', id: 'test' },
      }),
    );
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 120);
  });

  for (const [leaving, heldPeople] of [
    [20, 20],
    [10, 0],
  ] as const) {
    it(`counts the ${leaving} of 120 who are in no group any more that gives access, and nobody else`, async () => {
      const acme = await desk.connect(policy('no_access'));
      const [admins, staff] = [acme.group('admins'), acme.group('staff')];
      const people = acme.hire(120, [staff]);
      for (const person of people.slice(60)) desk.fake.publish(acme.directory.idp.join(person, admins));
      await desk.settle();
      later();
      // Those at the end are administrators as well, and stay.
      for (const person of [...people.slice(0, leaving), ...people.slice(80)])
        acme.directory.idp.leave(person, staff);
      later();
      await find(acme, 7);
      assert.deepEqual(
        (await held(acme)).map((hold) => hold.people),
        heldPeople === 0 ? [] : [heldPeople],
      );
      const active = await activeAccounts(desk.rollcall.database, acme.tenantId);
      assert.equal(active.length, heldPeople === 0 ? 120 - leaving : 120);
    });
  }
});
