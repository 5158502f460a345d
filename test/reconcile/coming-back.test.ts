import assert from 'node:assert/strict';
import { activateYaml } from '../support/activate-yaml.ts';
import { day, hireLeaver, type Leaver } from '../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { seenTimers } from '../support/timer-rows.ts';

const policy = (deactivation: string, memberRole = 'member') => `
groups:
  match_by: name
  default_role: viewer
  manual_roles: keep
  map:
    - { name: admins, role: admin }
    - { name: members, role: ${memberRole}, workspaces: [ { key: engineering, role: member } ] }
    - { name: sales, role: member, workspaces: [ { key: sales, role: admin } ] }
deactivation: { ${deactivation} }
`;
const grace = 'mode: grace, grace: { delete_after: 30d }';
const readOnly = 'mode: read_only, read_only: { for: 14d }, retain_data: 30d';
const fresh = `${grace}, if_reactivated: start_fresh`;

describe('Who comes back', () => {
  let rollcall: TestRollcall;
  let ada: Leaver;

  before(async () => {
    rollcall = await startRollcall({ batchSize: 3 });
  });
  after(() => rollcall.stop());

  const hire = async (deactivation: string): Promise<void> => {
    ada = await hireLeaver(rollcall, policy(deactivation));
  };
  const tell = (events: Parameters<Leaver['company']['tell']>[0]) => ada.company.tell(events);
  const post = async (events: Parameters<Leaver['company']['tell']>[0]): Promise<void> => {
    for (const event of events) await rollcall.post(event);
  };
  const leave = () => tell(ada.company.idp.deactivate(ada.person));
  const comeBack = () => ada.company.idp.comeBack(ada.person);
  const pass = async (ms: number): Promise<void> => {
    rollcall.clock.advance(ms);
    await rollcall.drain();
  };
  const pending = () => seenTimers(rollcall.database, ada.company.tenantId);
  /** Status, role and workspaces of each account that the person ever had, the oldest first. */
  async function accounts(): Promise<string[]> {
    const users = await ada.company.users(`?external_id=${ada.person.idpId}`);
    return users
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ status, role, workspaces }) =>
        [status, role, ...workspaces.map(({ key }) => key).sort()].join(' '),
      );
  }

  async function notPurged(account: string): Promise<void> {
    assert.deepEqual([await accounts(), await pending()], [[account], []]);
    assert.equal((await ada.user()).status, 'active');
    assert.deepEqual(await ada.company.records('&action=user.purged'), []);
  }

  describe('with if_reactivated: restore', () => {
    it('during grace has the same account, and nothing is purged any more', async () => {
      await hire(grace);
      await leave();
      await pass(30 * day - 1);
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['active member engineering']);
      const user = await ada.user();
      assert.deepEqual([user.deactivated_at, user.purge_at, await pending()], [null, null, []]);
      assert.deepEqual((await ada.told()).slice(-1), [
        'user.reactivated: Reactivated: is active in the directory, and is in the group members',
      ]);
      await pass(365 * day);
      assert.equal((await ada.user()).status, 'active');
      // The sessions and keys of before stay void.
      assert.deepEqual(await ada.access(), ['allowed', 'session_revoked', 'api_key_revoked']);
    });

    it('while reading goes on with the same sessions and keys', async () => {
      await hire(readOnly);
      await leave();
      await pass(14 * day - 1);
      await tell(comeBack());
      assert.deepEqual(await ada.access(), ['allowed', 'allowed', 'allowed']);
      assert.deepEqual([await accounts(), await pending()], [['active member engineering'], []]);
      await pass(365 * day);
      assert.equal((await ada.user()).status, 'active');
    });

    it('has role and workspaces by the policy and the directory of that day', async () => {
      await hire(grace);
      await tell(ada.company.idp.join(ada.person, await ada.company.group('sales')));
      await leave();
      await pass(day);
      await tell(ada.company.idp.leave(ada.person, await ada.company.group('sales')));
      await activateYaml(ada.company, policy(grace, 'admin'));
      await rollcall.drain();
      assert.deepEqual(await accounts(), ['deactivated member engineering sales']);
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['active admin engineering']);
    });

    it('and leaves again is timed anew', async () => {
      await hire(grace);
      await leave();
      await pass(29 * day);
      await tell(comeBack());
      await leave();
      await pass(29 * day);
      assert.equal((await ada.user()).status, 'deactivated');
      await pass(day);
      assert.equal((await ada.user()).status, 'purged');
    });

    it('in the very minute of the purge is not purged', async () => {
      await hire(grace);
      await leave();
      rollcall.clock.advance(30 * day);
      await tell(comeBack());
      await notPurged('active member engineering');
    });

    it('in the very minute of the purge is not purged either where other news comes first', async () => {
      await hire(grace);
      await leave();
      rollcall.clock.advance(30 * day);
      // More than a batch of news of others, all of it from before: theirs is applied last.
      for (let i = 0; i < 4; i += 1) {
        const { events } = ada.company.idp.hire({
          email: `p${i}@acme.com`,
          firstName: 'P',
          lastName: String(i),
          attributes: {},
        });
        await post(events);
      }
      await tell(comeBack());
      await notPurged('active member engineering');
    });

    it('in the very minute of the purge is not purged either under another id of the source', async () => {
      await hire(grace);
      await tell(ada.company.idp.remove(ada.person));
      rollcall.clock.advance(30 * day);
      for (let i = 0; i < 4; i += 1) {
        const { events } = ada.company.idp.hire({
          email: `p${i}@acme.com`,
          firstName: 'P',
          lastName: String(i),
          attributes: {},
        });
        await post(events);
      }
      const former = ada.person.id;
      await tell(comeBack());
      assert.notEqual(ada.person.id, former);
      await notPurged('active viewer');
    });

    it('after the purge is somebody new, with what is theirs today', async () => {
      await hire(grace);
      await leave();
      await pass(30 * day);
      assert.deepEqual(await accounts(), []);
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['active member engineering']);
      assert.equal((await ada.user()).status, 'purged');
      assert.deepEqual(
        (await ada.history()).map(({ action }) => action).slice(-1),
        ['user.purged'],
        'the former account has to do with them no more',
      );
    });

    it('after the purge, and after a removal, is somebody new too', async () => {
      await hire(grace);
      await tell(ada.company.idp.remove(ada.person));
      await pass(30 * day);
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['active viewer']);
      assert.equal((await ada.user()).status, 'purged');
    });
  });

  describe('with if_reactivated: start_fresh', () => {
    const place = () => `/tenants/${ada.company.slug}/users/${ada.userId}/role`;

    it('has an account of their own, and the former one stays as it was and is purged in time', async () => {
      await hire(fresh);
      await ada.company.api.expect('UserDetail', 'PUT', place(), { body: { role: 'owner' } });
      const leftAt = rollcall.clock.now();
      await leave();
      const due = new Date(leftAt.getTime() + 30 * day).toISOString();
      await pass(day);
      await tell(comeBack());
      // Nothing is inherited: not the role that was set by hand, no session, no key.
      assert.deepEqual(await accounts(), ['deactivated owner engineering', 'active member engineering']);
      assert.deepEqual(await ada.access(), ['deactivated', 'deactivated', 'deactivated']);
      const former = await ada.user();
      assert.deepEqual([former.purge_at, await pending()], [due, [`purge ${due}`]]);
      assert.equal(
        (await ada.told()).at(-1),
        'user.updated: Stays deactivated: the person came back, and the policy gives them a new account',
      );
      await pass(29 * day - 1);
      assert.equal((await ada.user()).status, 'deactivated');
      await pass(1);
      assert.equal((await ada.user()).status, 'purged');
      assert.deepEqual([await accounts(), await pending()], [['active member engineering'], []]);
    });

    it('leaves and comes back again, an account each time, and each is purged in its own time', async () => {
      await hire(fresh);
      for (let round = 0; round < 2; round += 1) {
        await leave();
        await pass(day);
        await tell(comeBack());
        await pass(day);
      }
      assert.deepEqual(await accounts(), [
        'deactivated member engineering',
        'deactivated member engineering',
        'active member engineering',
      ]);
      await pass(26 * day);
      assert.equal((await accounts()).length, 2);
      await pass(2 * day);
      assert.deepEqual(await accounts(), ['active member engineering']);
      assert.equal((await ada.company.records('&action=user.purged')).length, 2);
    });

    it('while reading goes on with the same account, which has not ended yet', async () => {
      await hire(`${readOnly}, if_reactivated: start_fresh`);
      await leave();
      await pass(day);
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['active member engineering']);
      assert.deepEqual(await ada.access(), ['allowed', 'allowed', 'allowed']);
    });

    it('in the very minute of the purge starts fresh, and the former account is purged', async () => {
      await hire(fresh);
      await leave();
      rollcall.clock.advance(30 * day);
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['active member engineering']);
      assert.equal((await ada.user()).status, 'purged');
    });

    it('has the former account timed by the policy of today as well', async () => {
      await hire(fresh);
      const leftAt = rollcall.clock.now();
      await leave();
      await tell(comeBack());
      for (const days of [60, 10]) {
        await activateYaml(ada.company, policy(fresh.replace('30d', `${days}d`)));
        await rollcall.drain();
        const due = new Date(leftAt.getTime() + days * day).toISOString();
        assert.deepEqual([await pending(), (await ada.user()).purge_at], [[`purge ${due}`], due]);
      }
      await activateYaml(
        ada.company,
        policy('mode: immediate, if_reactivated: start_fresh, retain_data: forever'),
      );
      await rollcall.drain();
      assert.deepEqual([await pending(), (await ada.user()).purge_at], [[], null]);
      await pass(100 * day);
      assert.equal((await ada.user()).status, 'deactivated');
      await activateYaml(ada.company, policy(fresh));
      await rollcall.drain();
      assert.equal((await ada.user()).status, 'purged');
      assert.deepEqual(await accounts(), ['active member engineering']);
    });

    it('and whose new account waits for somebody to approve it has nothing of the former one meanwhile', async () => {
      const guards = 'guards: { admin_grants: { count: 1, within: 24h } }\n';
      ada = await hireLeaver(rollcall, policy(fresh) + guards);
      await pass(2 * day);
      await tell(ada.company.idp.join(ada.person, await ada.company.group('admins')));
      await leave();
      // Somebody else becomes an administrator before, which is as many as may in a day.
      await ada.company.hire('ben', { groups: ['admins'] });
      await tell(comeBack());
      assert.deepEqual(await accounts(), ['deactivated admin engineering']);
      const [hold, ...more] = await ada.company.holds('?status=open');
      assert.deepEqual([hold?.kind, more], ['admin_grants', []]);
      await ada.company.api.ask('POST', `/tenants/${ada.company.slug}/holds/${hold?.id ?? ''}/approve`, {
        body: {},
      });
      await rollcall.drain();
      assert.deepEqual(await accounts(), ['deactivated admin engineering', 'active admin engineering']);
      await pass(30 * day);
      assert.deepEqual(await accounts(), ['active admin engineering']);
    });
  });
});
