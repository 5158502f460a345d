import assert from 'node:assert/strict';
import type { SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { Hold, HoldPerson } from '../../src/generated/api.ts';
import type { DirectoryEvent } from '../../src/generated/directory-event.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { hireMany, passTime, tellMany } from '../support/crowd.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../support/scim-client.ts';

const groups = (defaultRole = 'member', more = '') => `
groups:
  match_by: name
  default_role: ${defaultRole}
  ${more}
  map:
    - { name: admins, role: admin }
    - { name: Sales, role: member }
    - { name: Legal, role: member }
`;
const leaversGuard = 'guards: { deactivations: { percent: 10, at_least: 4, within: 1h } }';
const hour = 3_600_000;

describe('Guards, by the news of a directory', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(policy: string): Promise<void> {
    company = await foundCompany(rollcall, policy);
    await company.hire('root', { groups: ['admins'] });
  }
  const open = () => company.holds('?status=open');
  async function onlyOpen(): Promise<Hold> {
    const [hold, another] = await open();
    assert.ok(hold, 'nothing is held');
    assert.equal(another, undefined);
    return hold;
  }
  const shown = (hold: Hold) => [hold.kind, hold.people, hold.reason];
  const peopleOf = async (hold: Hold): Promise<HoldPerson[]> =>
    (
      await company.api.expect(
        'HoldPersonList',
        'GET',
        `/tenants/${company.slug}/holds/${hold.id}/people?limit=200`,
      )
    ).data;
  const answer = (hold: Hold, verdict: 'approve' | 'reject', body: object = {}) =>
    company.api.expect('Hold', 'POST', `/tenants/${company.slug}/holds/${hold.id}/${verdict}`, { body });
  const active = async () => (await company.users('?status=active')).length;
  const statusOf = async (person: SimulatedPerson) => (await company.userOf(person)).status;
  const all = (people: SimulatedPerson[], what: (person: SimulatedPerson) => WorkosEvent[]) =>
    people.flatMap(what);

  it('that a policy gives up let go whom they held, and the hold says so', async () => {
    await found(`${groups()}${leaversGuard}`);
    const crowd = await hireMany(company, 19, 'p');
    await company.tell(all(crowd.slice(0, 10), (person) => company.idp.deactivate(person)));
    const hold = await onlyOpen();
    assert.equal(hold.people, 7);
    const version = await activateYaml(company, `${groups()}guards: { emptied_group: { had_at_least: 10 } }`);
    await rollcall.drain();
    assert.equal(await active(), 10);
    const [ended] = await company.holds();
    assert.deepEqual(
      [ended?.id, ended?.status, ended?.resolution],
      [hold.id, 'expired', 'Not held back any more: what was held was done'],
    );
    assert.deepEqual(ended?.resolved_by, { kind: 'policy', id: `version ${version}` });
  });

  describe('of leavers', () => {
    it('let the same number pass in one batch, in several and one by one', async () => {
      for (const way of ['together', 'one by one'] as const) {
        await found(`${groups()}${leaversGuard}`);
        const crowd = await hireMany(company, 59, 'p');
        const events = all(crowd.slice(0, 9), (person) => company.idp.deactivate(person));
        await (way === 'together' ? company.tell(events) : company.tellEach(events));
        // Of 60, 6 may leave.
        assert.equal(await active(), 54);
        const hold = await onlyOpen();
        assert.deepEqual(shown(hold), [
          'deactivations',
          3,
          '3 people would lose access, all because the directory says that they are not active any more',
        ]);
      }
    });

    it('of a small tenant let pass fewer than the least number', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 5, 'p');
      await company.tell(all(crowd.slice(0, 3), (person) => company.idp.remove(person)));
      assert.deepEqual([await active(), (await open()).length], [3, 0]);
      await company.tell(company.idp.remove(crowd[3] as SimulatedPerson));
      assert.equal(await active(), 3);
      assert.equal(
        (await onlyOpen()).reason,
        '1 person would lose access, because the directory says that they are not active any more',
      );
    });

    it('forget what passed when the window has moved on, to the millisecond', async () => {
      for (const [later, passes] of [
        [hour - 1, false],
        [hour, true],
      ] as const) {
        await found(`${groups()}${leaversGuard}`);
        const crowd = await hireMany(company, 9, 'p');
        await company.tell(all(crowd.slice(0, 3), (person) => company.idp.deactivate(person)));
        passTime(company, later);
        await company.tell(company.idp.deactivate(crowd[3] as SimulatedPerson));
        assert.equal(await active(), passes ? 6 : 7, String(later));
        assert.equal((await open()).length, passes ? 0 : 1);
      }
    });

    it('leave who is held with sessions, role and access, and the hold as it is while nothing of it changes', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 9, 'p');
      await company.tell(all(crowd.slice(0, 3), (person) => company.idp.deactivate(person)));
      const held = crowd[5] as SimulatedPerson;
      const { id } = await company.userOf(held);
      const session = await company.openSession(id);
      await company.tell(company.idp.deactivate(held));
      const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
        body: { tenant: company.slug, user_id: id, session_id: session.id },
      });
      assert.deepEqual([access.allowed, access.role], [true, 'member']);

      const hold = await onlyOpen();
      await company.tell(company.idp.update(held, { lastName: 'Anew' }));
      assert.equal(await statusOf(held), 'active');
      const same = await onlyOpen();
      assert.deepEqual([same.id, same.revision], [hold.id, hold.revision], 'nothing of it is another');
      assert.deepEqual(
        same.changes.map(({ action }) => action),
        ['user.deactivated', 'session.revoked'],
      );
    });

    it('grow with who joins the hold, shrink with who comes back, and end with the last', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 9, 'p');
      const [a, b] = crowd.slice(3) as [SimulatedPerson, SimulatedPerson];
      await company.tell(all(crowd.slice(0, 4), (person) => company.idp.deactivate(person)));
      const first = await onlyOpen();
      const [waiting] = await peopleOf(first);
      await company.tell(company.idp.deactivate(b));
      const second = await onlyOpen();
      assert.equal(second.id, first.id);
      assert.ok(second.revision > first.revision);
      assert.match(second.reason, /^2 people would lose access/);
      const firstOne = crowd.find(({ email }) => email === waiting?.email) ?? a;
      await company.tell(company.idp.comeBack(b));
      const third = await onlyOpen();
      assert.equal(third.revision, second.revision, 'whoever has seen the more has seen the less');
      assert.match(third.reason, /^1 person would lose access/);
      assert.equal(await statusOf(b), 'active');
      await company.tell(company.idp.comeBack(firstOne));
      assert.deepEqual(await open(), []);
      const [expired] = await company.holds();
      assert.deepEqual([expired?.id, expired?.status], [first.id, 'expired']);
      assert.deepEqual(
        (await company.records()).map(({ action }) => action).filter((action) => action.startsWith('hold')),
        ['hold.opened', 'hold.expired'],
      );
    });

    it('let ordinary leavers pass after what was held was approved', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 39, 'p');
      await company.tell(all(crowd.slice(0, 30), (person) => company.idp.deactivate(person)));
      assert.equal(await active(), 36);
      const approved = await answer(await onlyOpen(), 'approve');
      assert.deepEqual([approved.status, approved.people], ['approved', 26]);
      assert.equal(await active(), 10);
      // The four that passed are out of the window by now; the 26 that were approved were never in it.
      passTime(company, hour);
      await company.tell(all(crowd.slice(30, 33), (person) => company.idp.deactivate(person)));
      assert.deepEqual([await active(), (await open()).length], [7, 0]);
    });

    it('do not count who is kept as the last administrator, however much happens meanwhile', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 9, 'p');
      const [root] = company.idp.people as [SimulatedPerson];
      await company.tell(company.idp.deactivate(root));
      assert.equal((await onlyOpen()).kind, 'sole_admin');
      for (const person of crowd.slice(4)) {
        rollcall.clock.advance(1_000);
        await company.tell(company.idp.update(person, { lastName: 'Anew' }));
      }
      await company.tell(all(crowd.slice(0, 3), (person) => company.idp.deactivate(person)));
      assert.equal(await active(), 7);
      // The window is full: who waits for another administrator goes all the same once there is one.
      await company.tell(company.idp.deactivate(crowd[3] as SimulatedPerson));
      assert.equal((await open()).length, 2);
      await company.register({ email: 'boss@vendor.example', role: 'owner' });
      assert.equal(await statusOf(root), 'deactivated');
      assert.equal((await onlyOpen()).kind, 'deactivations');
    });

    it('hold an administrator with the others, and keep the last one when that is approved', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 9, 'p');
      const [root] = company.idp.people as [SimulatedPerson];
      await company.tell(all(crowd.slice(0, 3), (person) => company.idp.deactivate(person)));
      await company.tell(all([root, ...crowd.slice(3, 5)], (person) => company.idp.deactivate(person)));
      const hold = await onlyOpen();
      assert.deepEqual([hold.kind, hold.people], ['deactivations', 3]);
      assert.equal((await answer(hold, 'approve')).status, 'approved');
      assert.deepEqual((await company.users('?status=active&role=admin')).length, 1);
      assert.equal(await active(), 5);
      const kept = await onlyOpen();
      assert.deepEqual([kept.kind, kept.user_id], ['sole_admin', (await company.userOf(root)).id]);
      // Rejected, they stay, also when there is another administrator.
      await answer(kept, 'reject');
      await company.register({ email: 'boss@vendor.example', role: 'owner' });
      assert.equal(await statusOf(root), 'active');
      await company.tell(company.idp.update(root, { lastName: 'Anew' }));
      // News of them: judged anew, by the guard, which has no room now.
      assert.equal((await onlyOpen()).kind, 'deactivations');
    });

    it('let nobody go by a role that is set by hand while they wait', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 9, 'p');
      await company.tell(all(crowd.slice(0, 4), (person) => company.idp.deactivate(person)));
      const hold = await onlyOpen();
      // There would be room for one by now.
      passTime(company, hour);
      const path = `/tenants/${company.slug}/users/${hold.user_id ?? ''}/role`;
      await company.api.ask('PUT', path, { body: { role: 'viewer' } });
      const user = await company.api.expect('UserDetail', 'GET', path.replace('/role', ''));
      assert.equal(user.status, 'active');
      assert.equal((await onlyOpen()).id, hold.id);
    });

    it('hold whole what one cause does to many, and let a small cause pass', async () => {
      await found(`${groups('no_access')}${leaversGuard}`);
      await hireMany(company, 12, 'sales', ['Sales']);
      await hireMany(company, 3, 'legal', ['Legal']);
      const [sales, legal] = [await company.group('Sales'), await company.group('Legal')];
      await company.tellEach([...company.idp.deleteGroup(sales), ...company.idp.deleteGroup(legal)]);
      assert.equal(await active(), 13);
      const hold = await onlyOpen();
      assert.equal(hold.kind, 'deactivations');
      assert.equal(hold.people, 12);
      assert.deepEqual(hold.actions, { 'user.deactivated': 12 });
      assert.equal((await answer(hold, 'approve', { revision: hold.revision })).status, 'approved');
      assert.equal(await active(), 1);
    });

    it('name the group that they left', async () => {
      await found(`${groups('no_access')}${leaversGuard}`);
      const crowd = await hireMany(company, 12, 'sales', ['Sales']);
      const sales = await company.group('Sales');
      await company.tell(all(crowd.slice(0, 5), (person) => company.idp.leave(person, sales)));
      const hold = await onlyOpen();
      assert.deepEqual(shown(hold), [
        'deactivations',
        5,
        '5 people would lose access, all because they left the group Sales',
      ]);
      await company.tell(company.idp.leave(crowd[5] as SimulatedPerson, sales));
      assert.equal(await active(), 12, 'what fits by itself passes, also while more waits');
    });

    it('are held together whatever their groups are called, and however many they left', async () => {
      await found(`${groups('no_access')}${leaversGuard}`);
      // Letters as they come, so that nothing makes them short; outside of the first plane, so that a cut may halve one.
      const letter = (n: number) => String.fromCodePoint(0x20000 + ((n * 104_729) % 40_000));
      const name = (index: number) =>
        `${index}${Array.from({ length: 120 }, (_, at) => letter(index * 120 + at)).join('')}`;
      const map = Array.from({ length: 12 }, (_, index) => `{ name: "${name(index)}", role: member }`);
      await activateYaml(
        company,
        `${groups('no_access').replace('map:', `map:\n    - ${map.join('\n    - ')}`)}${leaversGuard}`,
      );
      await rollcall.drain();
      const names = map.map((_, index) => name(index));
      const crowd = await hireMany(company, 8, 'p', names);
      const joined = await Promise.all(names.map((each) => company.group(each)));
      await company.tell(all(crowd, (person) => joined.flatMap((group) => company.idp.leave(person, group))));
      const hold = await onlyOpen();
      assert.equal(hold.people, 8);
      assert.match(
        hold.reason,
        /^8 people would lose access, all because they left the group 0\u{20000}.*…$/u,
      );
      assert.ok(hold.reason.length < 500);
      await answer(hold, 'approve');
      assert.equal(await active(), 1);
    });

    it('hold a filter by policy that does not fit, and nobody of the rest', async () => {
      await found(`${groups()}${leaversGuard}`);
      await hireMany(company, 12, 'old');
      await hireMany(company, 3, 'new');
      const filter = (prefix: string) =>
        `filters: { exclude: [ { name: ${prefix} names, any: [ { attribute: email, starts_with: ${prefix} } ] } ] }`;
      await activateYaml(company, `${groups()}${leaversGuard}\n${filter('old')}`);
      await rollcall.drain();
      assert.equal(await active(), 16);
      const hold = await onlyOpen();
      assert.equal(hold.kind, 'deactivations');
      assert.equal(hold.people, 12);
      assert.match(hold.reason, /excluded by the filter "old names"/);
      // Back to before: nothing is left of it.
      await activateYaml(company, `${groups()}${leaversGuard}`);
      await rollcall.drain();
      assert.deepEqual(await open(), []);
      await activateYaml(company, `${groups()}${leaversGuard}\n${filter('new')}`);
      await rollcall.drain();
      assert.deepEqual([await active(), (await open()).length], [13, 0]);
    });

    it('hold nothing more once the policy has no guards', async () => {
      await found(`${groups()}${leaversGuard}`);
      const crowd = await hireMany(company, 9, 'p');
      await company.tell(all(crowd.slice(0, 6), (person) => company.idp.deactivate(person)));
      assert.equal(await active(), 7);
      await activateYaml(company, `${groups()}guards: {}`);
      await rollcall.drain();
      assert.equal(await active(), 4);
      const [hold] = await company.holds();
      assert.equal(hold?.status, 'expired');
    });
  });

  describe('of emptied groups', () => {
    const emptied = (least = 6, more = '') =>
      `${groups('viewer', more)}guards: { emptied_group: { had_at_least: ${least} } }`;
    const members = async () => (await company.users('?role=member&status=active')).length;

    it('hold it when everybody is removed from a group, and let it pass below the least number', async () => {
      for (const [count, held] of [
        [5, 0],
        [6, 6],
      ] as const) {
        await found(emptied());
        const crowd = await hireMany(company, count, 'p', ['Sales']);
        passTime(company, 5 * 24 * hour);
        const sales = await company.group('Sales');
        await company.tell(all(crowd, (person) => company.idp.leave(person, sales)));
        assert.equal(await members(), held);
        const [hold] = await open();
        assert.deepEqual(
          hold && shown(hold),
          held === 0
            ? undefined
            : [
                'emptied_group',
                6,
                '6 people would lose a role, a workspace or access, all because the group Sales was emptied',
              ],
        );
      }
    });

    it('hold it also where the news is days old', async () => {
      await found(emptied());
      const crowd = await hireMany(company, 6, 'p', ['Sales']);
      const sales = await company.group('Sales');
      rollcall.clock.advance(10 * 24 * hour);
      await company.tell(all(crowd, (person) => company.idp.leave(person, sales)));
      assert.deepEqual([await members(), (await onlyOpen()).kind], [6, 'emptied_group']);
    });

    it('hold those whom a move is settling for, although the news came one by one', async () => {
      await found(emptied(6, 'settle: 10s'));
      const crowd = await hireMany(company, 8, 'p', ['Sales']);
      company.idp.passTime(5 * 24 * hour);
      const sales = await company.group('Sales');
      await company.tellEach(all(crowd, (person) => company.idp.leave(person, sales)));
      assert.deepEqual([await members(), (await open()).length], [8, 0]);
      rollcall.clock.advance(10_000);
      await rollcall.drain();
      assert.equal(await members(), 8);
      assert.deepEqual(shown(await onlyOpen()).slice(0, 2), ['emptied_group', 8]);
    });

    it('hold it also where somebody was a member who is long gone', async () => {
      await found(emptied());
      const crowd = await hireMany(company, 7, 'p', ['Sales']);
      const sales = await company.group('Sales');
      // No news of the membership follows.
      await company.tell(company.idp.remove(crowd[6] as SimulatedPerson));
      passTime(company, 5 * 24 * hour);
      await company.tell(all(crowd.slice(0, 6), (person) => company.idp.leave(person, sales)));
      assert.equal(await members(), 6);
      assert.equal((await onlyOpen()).kind, 'emptied_group');
    });

    it('hold a group that is deleted, also where it was emptied first', async () => {
      for (const emptiedFirst of [false, true]) {
        await found(emptied());
        const crowd = await hireMany(company, 6, 'p', ['Sales']);
        passTime(company, 5 * 24 * hour);
        const sales = await company.group('Sales');
        await company.tell([
          ...(emptiedFirst ? all(crowd, (person) => company.idp.leave(person, sales)) : []),
          ...company.idp.deleteGroup(sales),
        ]);
        assert.equal(await members(), 6);
        assert.match((await onlyOpen()).reason, /the group Sales was deleted$/);
      }
    });

    it('let them go on waiting when a day has passed, and when somebody joins the group again', async () => {
      await found(emptied());
      const crowd = await hireMany(company, 6, 'p', ['Sales']);
      passTime(company, 5 * 24 * hour);
      const sales = await company.group('Sales');
      await company.tell(all(crowd, (person) => company.idp.leave(person, sales)));
      const hold = await onlyOpen();
      passTime(company, 2 * 24 * hour);
      await company.tell(
        all(crowd.slice(0, 3), (person) => company.idp.update(person, { lastName: 'Anew' })),
      );
      assert.equal(await members(), 6, 'a day later');
      const known = (await company.users('?role=member')).filter(({ family_name }) => family_name === 'Anew');
      assert.equal(known.length, 3, 'what is known of them is brought up to date');
      await company.tell(company.idp.join(crowd[0] as SimulatedPerson, sales));
      await company.tell(all(crowd.slice(3), (person) => company.idp.update(person, { lastName: 'Anew' })));
      assert.equal(await members(), 6, 'somebody is back');
      const now = await onlyOpen();
      assert.deepEqual([now.id, now.people], [hold.id, 5]);
      await answer(now, 'approve');
      assert.equal(await members(), 1);
    });

    it('let whoever leaves the company leave, though the group that they were in was emptied', async () => {
      await found(emptied());
      const crowd = await hireMany(company, 6, 'p', ['Sales']);
      passTime(company, 5 * 24 * hour);
      const sales = await company.group('Sales');
      await company.tell(all(crowd, (person) => company.idp.leave(person, sales)));
      await answer(await onlyOpen(), 'approve');
      await company.tell(company.idp.deactivate(crowd[0] as SimulatedPerson));
      assert.equal(await statusOf(crowd[0] as SimulatedPerson), 'deactivated');
    });

    it('let whoever leaves the company leave while the others of the group wait', async () => {
      await found(emptied());
      const crowd = await hireMany(company, 6, 'p', ['Sales']);
      passTime(company, 5 * 24 * hour);
      const sales = await company.group('Sales');
      await company.tell(all(crowd, (person) => company.idp.leave(person, sales)));
      const hold = await onlyOpen();
      await company.tell(company.idp.deactivate(crowd[0] as SimulatedPerson));
      assert.equal(await statusOf(crowd[0] as SimulatedPerson), 'deactivated');
      const rest = await onlyOpen();
      assert.deepEqual([rest.id, rest.people], [hold.id, 5]);
    });

    it('hold nobody who loses nothing by it: moved elsewhere, or promoted', async () => {
      await found(emptied());
      const crowd = await hireMany(company, 12, 'p', ['Sales']);
      passTime(company, 5 * 24 * hour);
      const [sales, legal, admins] = [
        await company.group('Sales'),
        await company.group('Legal'),
        await company.group('admins'),
      ];
      await company.tell(
        crowd.flatMap((person, index) => [
          ...company.idp.leave(person, sales),
          ...company.idp.join(person, index < 6 ? legal : admins),
        ]),
      );
      assert.deepEqual(await open(), []);
      assert.deepEqual([await members(), (await company.users('?role=admin')).length], [6, 7]);
    });
  });

  describe('of new administrators', () => {
    const grants = `${groups()}guards: { admin_grants: { count: 2, within: 24h } }`;
    const admins = async () => (await company.users('?role=admin&status=active')).length;

    it('hold promotions, new accounts and returns, and let a role that is set by hand pass', async () => {
      await found(grants);
      // The one who was there takes one of the two places.
      const crowd = await hireMany(company, 4, 'p');
      const group = await company.group('admins');
      await company.tellEach(all(crowd.slice(0, 2), (person) => company.idp.join(person, group)));
      assert.equal(await admins(), 2);
      const hold = await onlyOpen();
      assert.deepEqual(shown(hold).slice(0, 2), ['admin_grants', 1]);
      assert.match(
        hold.reason,
        /^1 person would become an administrator, because this person is in the group/,
      );

      const hired = await company.hire('new', { groups: ['admins'] });
      assert.equal((await company.users(`?external_id=${hired.idpId}`)).length, 0, 'there is no account yet');
      assert.equal((await onlyOpen()).people, 2);
      const { id } = await company.userOf(crowd[2] as SimulatedPerson);
      const set = await company.api.ask('PUT', `/tenants/${company.slug}/users/${id}/role`, {
        body: { role: 'admin' },
      });
      assert.equal(set.status, 200);
      assert.equal(await admins(), 3);

      const [first] = crowd as [SimulatedPerson];
      await company.tell(company.idp.deactivate(first));
      await company.tell(company.idp.comeBack(first));
      assert.equal(
        await statusOf(first),
        'deactivated',
        'as an administrator they come back only when approved',
      );
      const all3 = await onlyOpen();
      assert.equal(all3.people, 3);
      await answer(all3, 'approve', { revision: all3.revision });
      assert.equal(await admins(), 5);
      assert.equal((await company.userOf(hired)).role, 'admin');
    });

    it('name the group that gives the role, whatever group was left for it', async () => {
      await found(`${groups()}guards: { admin_grants: { count: 1, within: 24h } }`);
      const crowd = await hireMany(company, 3, 'p', ['Sales']);
      const [sales, admins] = [await company.group('Sales'), await company.group('admins')];
      await company.tell(
        all(crowd, (person) => [...company.idp.leave(person, sales), ...company.idp.join(person, admins)]),
      );
      const hold = await onlyOpen();
      assert.equal(hold.people, 3);
      assert.match(hold.reason, /^3 people would become administrators, all because each of them .*admins/);
    });

    it('keep the revision of a hold in which somebody waits for an account while nothing of it changes', async () => {
      await found(`${groups()}guards: { admin_grants: { count: 1, within: 24h } }`);
      const hired = await company.hire('new', { groups: ['admins'] });
      const hold = await onlyOpen();
      await company.tell(company.idp.update(hired, { attributes: { note: 'x' } }));
      await activateYaml(
        company,
        `about: The same.\n${groups()}guards: { admin_grants: { count: 1, within: 24h } }`,
      );
      await rollcall.drain();
      assert.equal((await onlyOpen()).revision, hold.revision);
      await answer(hold, 'approve', { revision: hold.revision });
      assert.equal((await company.userOf(hired)).role, 'admin');
    });

    it('leave who is rejected without the role, also who comes back, until there is news of them', async () => {
      await found(grants);
      const [back, joiner] = (await hireMany(company, 2, 'p')) as [SimulatedPerson, SimulatedPerson];
      const group = await company.group('admins');
      await company.tell(company.idp.join(back, group));
      await company.tell(company.idp.deactivate(back));
      await company.tell([...company.idp.comeBack(back), ...company.idp.join(joiner, group)]);
      const hold = await onlyOpen();
      assert.equal(hold.people, 2);
      await answer(hold, 'reject');
      passTime(company, 25 * hour);
      await activateYaml(company, `about: The same.\n${grants}`);
      await rollcall.drain();
      assert.deepEqual([await statusOf(back), await admins()], ['deactivated', 1]);
      // A role that is set by hand counts, whatever was rejected.
      const { id } = await company.userOf(joiner);
      await company.api.ask('PUT', `/tenants/${company.slug}/users/${id}/role`, { body: { role: 'admin' } });
      assert.equal(await admins(), 2);
      await company.tell(company.idp.update(back, { lastName: 'Anew' }));
      assert.deepEqual([await statusOf(back), await admins()], ['active', 3]);
    });
  });

  describe('over SCIM', () => {
    const policy = `${groups('viewer')}
guards: { deactivations: { percent: 10, at_least: 4, within: 1h }, emptied_group: { had_at_least: 4 } }`;

    async function scim(): Promise<{ idp: ScimClient; ids: string[]; group: string }> {
      const idp = await scimTenant(rollcall, { policy });
      const ids: string[] = [];
      for (let i = 0; i < 8; i += 1) {
        ids.push((await idp.expect(201, 'POST', '/Users', newUser(`p${i}@acme.com`))).id);
      }
      const { id } = await idp.expect(201, 'POST', '/Groups', newGroup('Sales', ids));
      return { idp, ids, group: id };
    }
    const standing = async (idp: ScimClient) =>
      (await idp.users()).map(({ status, role }) => `${status} ${role ?? ''}`).sort();

    it('let as many single requests pass as one batch would', async () => {
      const { idp, ids } = await scim();
      for (const id of ids.slice(0, 5)) {
        const patch = patchOf({ op: 'replace', path: 'active', value: false });
        await idp.expect(200, 'PATCH', `/Users/${id}`, patch);
      }
      assert.equal((await standing(idp)).filter((each) => each === 'deactivated member').length, 3);
      const [hold] = await idp.holds();
      assert.deepEqual([hold?.kind, hold?.people], ['deactivations', 2]);
    });

    it('hold it when one request leaves a group without members, or deletes it', async () => {
      const ways: [string, (idp: ScimClient, group: string) => Promise<unknown>][] = [
        ['PUT', (idp, group) => idp.expect(200, 'PUT', `/Groups/${group}`, newGroup('Sales', []))],
        [
          'PATCH',
          (idp, group) =>
            idp.request('PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'members' })),
        ],
        ['DELETE', (idp, group) => idp.expect(204, 'DELETE', `/Groups/${group}`)],
      ];
      for (const [way, empty] of ways) {
        const { idp, group } = await scim();
        await empty(idp, group);
        assert.deepEqual(new Set(await standing(idp)), new Set(['active member']), way);
        const [hold, another] = await idp.holds();
        assert.equal(another, undefined);
        assert.deepEqual([hold?.kind, hold?.people], ['emptied_group', 8]);
        assert.match(hold?.reason ?? '', way === 'DELETE' ? /Sales was deleted$/ : /Sales was emptied$/);
      }
    });
  });

  it('judge everyone at once when the policy changes, however small the pages', async () => {
    const small = await startRollcall({ batchSize: 3 });
    try {
      company = await foundCompany(small, `${groups()}${leaversGuard}`);
      await hireMany(company, 1, 'root', ['admins']);
      const [one] = await hireMany(company, 6, 'old');
      await hireMany(company, 3, 'new');
      const filters = `filters: { exclude: [
        { name: old names, any: [ { attribute: email, starts_with: old } ] },
        { name: new names, any: [ { attribute: email, starts_with: new1 } ] } ] }`;
      await activateYaml(company, `${groups()}${leaversGuard}\n${filters}`);
      await small.drain();
      assert.equal(await active(), 9);
      const hold = await onlyOpen();
      assert.equal(hold.people, 6);
      assert.match(hold.reason, /^6 people would lose access.*"old names"/);
      const opened = (await company.records('&action=hold.opened')).map(({ after }) => after?.['people']);
      assert.deepEqual(opened, [6]);
      // News of one of them meanwhile is no way out.
      await company.tell(company.idp.update(one as SimulatedPerson, { lastName: 'Anew' }));
      await activateYaml(company, `about: The same.\n${groups()}${leaversGuard}\n${filters}`);
      await small.drain();
      assert.deepEqual([(await onlyOpen()).id, (await onlyOpen()).people, await active()], [hold.id, 6, 9]);
    } finally {
      await small.stop();
    }
  });

  describe('of thousands', function () {
    this.timeout(120_000);

    it('judge a group of more people than are worked off at once as a whole', async () => {
      const guards = 'guards: { deactivations: { percent: 1, at_least: 2100, within: 1h } }';
      const idp = await scimTenant(rollcall, { policy: `${groups('no_access')}${guards}` });
      // By the flow itself: what thousands of requests would do.
      const crowd = Array.from({ length: 2_100 }, (_, index) => ({
        kind: 'user_seen' as const,
        person: { sourceId: `u${index}` },
        active: true,
        resource: {
          userName: `p${index}@acme.com`,
          emails: [{ value: `p${index}@acme.com`, primary: true }],
        },
      }));
      const group = { sourceId: 'sales', name: 'Sales' };
      const tell = (news: object[], at: string) =>
        rollcall.database.inTenant(idp.tenantId, (trx) =>
          reconcile(rollcall.service.tenancy, trx, idp.tenantId, {
            kind: 'news',
            news: news.map((each, index) => ({
              directoryId: idp.directoryId,
              event: {
                id: `${at}-${index}`,
                source: 'scim',
                type: 'test',
                occurredAt: at,
                news: each,
              } as DirectoryEvent,
            })),
          }),
        );
      const joined = crowd.map(({ person }) => ({ kind: 'joined', person, group }));
      await tell([{ kind: 'group_seen', group }, ...crowd, ...joined], '2026-01-15T08:00:00.000Z');
      const counted = async () =>
        (
          await rollcall.database.inTenant(idp.tenantId, (trx) =>
            trx.raw<{ rows: { status: string; count: number }[] }>(
              'select status, count(*) as count from users where tenant_id = ? group by status',
              [idp.tenantId],
            ),
          )
        ).rows;
      assert.deepEqual(await counted(), [{ status: 'active', count: 2_100 }]);
      await tell([{ kind: 'group_gone', group }], '2026-01-15T08:30:00.000Z');
      assert.deepEqual(await counted(), [{ status: 'active', count: 2_100 }]);
      const [hold] = await idp.holds();
      assert.deepEqual([hold?.kind, hold?.people], ['deactivations', 2_100]);
    });

    it('touch nobody when a directory of 3,000 is deleted, and hold the surge when all of them are removed', async () => {
      const policy = `${groups()}guards: { deactivations: { percent: 10, at_least: 10, within: 1h } }`;
      await found(policy);
      const crowd = await hireMany(company, 3_000, 'p');
      const before = await company.users();
      assert.equal(before.length, 3_001);
      const [activated] = company.idp.activate();
      assert.ok(activated);
      const deleted = { ...activated, id: 'event_deleted', event: 'dsync.deleted' };
      await company.tell([{ ...deleted, data: { ...activated.data, state: 'deleting' } }]);
      assert.equal((await company.records('&action=directory.deleted_upstream')).length, 1);
      assert.deepEqual([await company.users(), await open()], [before, []]);
      await company.tell(company.idp.activate());
      await tellMany(
        company,
        all(crowd, (person) => company.idp.remove(person)),
      );
      assert.equal(await active(), 2_701);
      const hold = await onlyOpen();
      assert.equal(hold.people, 2_700);
      assert.match(hold.reason, /^2700 people would lose access/);
      const approved = await answer(hold, 'approve', { revision: hold.revision });
      assert.deepEqual([approved.status, approved.people], ['approved', 2_700]);
      assert.equal(await active(), 1);
    });
  });
});
