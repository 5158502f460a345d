import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (more = '') => `
groups:
  match_by: name
  default_role: viewer
  manual_roles: keep
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
${more}`;

describe('The last administrator of a tenant', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let ada: SimulatedPerson;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    await found();
  });

  async function found(more = ''): Promise<void> {
    company = await foundCompany(rollcall, policy(more));
    ada = await company.hire('ada', { groups: ['admins'] });
    await company.hire('ben', { groups: ['members'] });
  }
  const ben = (): SimulatedPerson => company.idp.people[1] as SimulatedPerson;
  const standing = async (person: SimulatedPerson): Promise<string> => {
    const { status, role } = await company.userOf(person);
    return `${status} ${role ?? 'none'}`;
  };
  const holds = async () => (await company.holds()).map(({ kind, status }) => `${kind} ${status}`);
  const actions = async () =>
    (await company.records())
      .map(({ action }) => action)
      .filter((action) => /hold|role|deactivated/.test(action));
  const setRole = (userId: string, role: string) =>
    company.api.ask('PUT', `/tenants/${company.slug}/users/${userId}/role`, { body: { role } });

  it('who is blocked or removed stays active with the role, and the leaving waits', async () => {
    for (const leave of ['deactivate', 'remove'] as const) {
      await found();
      const events = company.idp[leave](ada);
      await company.tell(events);
      assert.equal(await standing(ada), 'active admin');
      const [hold, another] = await company.holds();
      assert.equal(another, undefined);
      assert.equal(hold?.kind, 'sole_admin');
      assert.equal(hold.status, 'open');
      assert.equal(hold.user_id, (await company.userOf(ada)).id);
      assert.equal(
        hold.reason,
        'The last administrator would leave: they keep it until another administrator exists',
      );
      assert.deepEqual(
        hold.changes.map(({ action, user_id, event_ids }) => [action, user_id, event_ids]),
        [['user.deactivated', hold.user_id, events.map(({ id }) => id)]],
      );
      const [opened] = await company.records('&action=hold.opened');
      assert.deepEqual(
        opened?.event_ids,
        events.map(({ id }) => id),
      );
      assert.equal(opened.reason, hold.reason);
    }
  });

  it('who leaves the group that makes them one keeps the role, and loses nothing else', async () => {
    await company.tell(company.idp.join(ada, await company.group('members')));
    const session = await company.openSession((await company.userOf(ada)).id);
    await company.tell(company.idp.leave(ada, await company.group('admins')));
    assert.equal(await standing(ada), 'active admin');
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: session.user_id, session_id: session.id },
    });
    assert.equal(access.allowed, true);
    assert.deepEqual(await holds(), ['sole_admin open']);
    // What has nothing to do with the role goes ahead.
    await company.tell(company.idp.update(ada, { lastName: 'Byron' }));
    assert.equal((await company.userOf(ada)).family_name, 'Byron');
    await company.tell(company.idp.leave(ada, await company.group('members')));
    assert.deepEqual((await company.userOf(ada)).workspaces, []);
    assert.equal(await standing(ada), 'active admin');
  });

  it('is held once, however often news comes, and the hold shows what would happen by now', async () => {
    await company.tell(company.idp.deactivate(ada));
    const before = await actions();
    for (const lastName of ['One', 'Two']) {
      await company.tell(company.idp.update(ada, { lastName }));
      await company.tell(company.idp.update(ben(), { lastName }));
    }
    assert.deepEqual(await actions(), before);
    assert.deepEqual(await holds(), ['sole_admin open']);

    // Blocked before, removed from the group now: still one hold, of the leaving.
    await company.tell(company.idp.leave(ada, await company.group('admins')));
    assert.deepEqual(await holds(), ['sole_admin open']);
    // Back at work, but not in the group any more: the same hold, for another reason.
    await company.tell(company.idp.comeBack(ada));
    const [hold] = await company.holds();
    assert.equal(hold?.status, 'open');
    assert.match(hold.reason, /would lose the role/);
    assert.deepEqual(
      hold.changes.map(({ action }) => action),
      ['role.changed'],
    );
    assert.deepEqual(await actions(), before);
  });

  it('loses the open sessions, also those opened while the leaving waits', async () => {
    const { id } = await company.userOf(ada);
    const session = await company.openSession(id);
    rollcall.clock.advance(1_000);
    await company.tell(company.idp.deactivate(ada));
    const check = (sessionId?: string) =>
      company.api.expect('AccessAnswer', 'POST', '/access-checks', {
        body: {
          tenant: company.slug,
          user_id: id,
          ...(sessionId === undefined ? {} : { session_id: sessionId }),
        },
      });
    assert.equal((await check(session.id)).code, 'session_revoked');
    const access = await check();
    assert.equal(access.allowed, true);
    assert.equal(access.role, 'admin');
    assert.equal(access.sessions_valid_after, rollcall.clock.now().toISOString());

    rollcall.clock.advance(1_000);
    const later = await company.openSession(id);
    assert.equal((await check(later.id)).code, 'allowed');
    await company.tell(company.idp.update(ada, { lastName: 'Again' }));
    assert.equal((await check(later.id)).code, 'session_revoked');
    assert.deepEqual(
      (await company.records('&action=session.revoked')).map(({ reason }) => reason),
      [
        '1 session ended: is no longer active in the directory',
        '1 session ended: is no longer active in the directory',
      ],
    );
  });

  it('voids the sessions that only the product knows of, once', async () => {
    rollcall.clock.advance(1_000);
    const left = rollcall.clock.now().toISOString();
    await company.tell(company.idp.deactivate(ada));
    rollcall.clock.advance(1_000);
    await company.tell(company.idp.update(ada, { lastName: 'Again' }));
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: (await company.userOf(ada)).id },
    });
    assert.equal(access.sessions_valid_after, left);
    assert.equal((await company.records('&action=session.revoked')).length, 1);
  });

  for (const [how, deactivation] of [
    ['that nothing else would end', '{ mode: immediate, revoke: [api_keys] }'],
    ['that reading would keep', '{ mode: read_only, read_only: { for: 14d } }'],
  ] as const) {
    it(`who is blocked loses the sessions, also those ${how}`, async () => {
      await found(`deactivation: ${deactivation}`);
      const { id } = await company.userOf(ada);
      const session = await company.openSession(id);
      await company.tell(company.idp.deactivate(ada));
      assert.equal(await standing(ada), 'active admin');
      const body = { tenant: company.slug, user_id: id, session_id: session.id };
      const { code } = await company.api.expect('AccessAnswer', 'POST', '/access-checks', { body });
      assert.equal(code, 'session_revoked');
      const [ended] = await company.records('&action=session.revoked');
      assert.deepEqual(ended?.before, { open: 1 });
      assert.equal(ended.reason, '1 session ended: the last administrator would leave');
    });
  }

  it('keeps the sessions where the policy says so', async () => {
    await found('sole_admin: { action: block, revoke_sessions: false }');
    const { id } = await company.userOf(ada);
    const session = await company.openSession(id);
    await company.tell(company.idp.deactivate(ada));
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: id, session_id: session.id },
    });
    assert.equal(access.allowed, true);
    assert.equal(access.sessions_valid_after, null);
  });

  const releases: [string, () => Promise<unknown>][] = [
    [
      'a group makes someone one',
      async () => company.tell(company.idp.join(ben(), await company.group('admins'))),
    ],
    ['someone is hired into the group', () => company.hire('cleo', { groups: ['admins'] })],
    ['a role set by hand makes someone one', async () => setRole((await company.userOf(ben())).id, 'owner')],
    ['the product registers one', () => company.register({ email: 'root@vendor.example', role: 'owner' })],
    [
      'a role set by hand makes one of someone whom no directory knows',
      async () => {
        const { id } = await company.register({ email: 'root@vendor.example', role: 'member' });
        assert.equal(await standing(ada), 'active admin');
        return setRole(id, 'admin');
      },
    ],
  ];
  for (const [how, release] of releases) {
    it(`goes once ${how}`, async () => {
      const events = company.idp.deactivate(ada);
      await company.tell(events);
      await release();
      assert.equal(await standing(ada), 'deactivated admin');
      assert.deepEqual(await holds(), ['sole_admin approved']);
      const [approved] = await company.records('&action=hold.approved');
      assert.equal(approved?.reason, 'Another administrator exists, so what was held went through');
      const [deactivated] = await company.records('&action=user.deactivated');
      assert.deepEqual(
        deactivated?.event_ids,
        events.map(({ id }) => id),
        'the record names another event',
      );
      assert.equal(deactivated.policy_version, 1);
    });
  }

  it('who was to be demoted is demoted once there is another', async () => {
    await company.tell(company.idp.leave(ada, await company.group('admins')));
    await company.hire('cleo', { groups: ['admins'] });
    assert.equal(await standing(ada), 'active viewer');
    assert.deepEqual(await holds(), ['sole_admin approved']);
  });

  it('who returns stays, and the hold expires', async () => {
    await company.tell(company.idp.deactivate(ada));
    await company.tell(company.idp.comeBack(ada));
    assert.equal(await standing(ada), 'active admin');
    assert.deepEqual(await holds(), ['sole_admin expired']);
    assert.deepEqual(await actions(), ['hold.opened', 'hold.expired']);
    // Another one now frees nobody.
    await company.hire('cleo', { groups: ['admins'] });
    assert.equal(await standing(ada), 'active admin');
  });

  it('of two who leave in one batch the longer provisioned is kept', async () => {
    rollcall.clock.advance(1_000);
    const cleo = await company.hire('cleo', { groups: ['admins'] });
    await company.tell([...company.idp.deactivate(cleo), ...company.idp.deactivate(ada)]);
    assert.equal(await standing(ada), 'active admin');
    assert.equal(await standing(cleo), 'deactivated admin');
    assert.deepEqual(await holds(), ['sole_admin open']);
  });

  it('of two who leave in two batches the second one is kept', async () => {
    const cleo = await company.hire('cleo', { groups: ['admins'] });
    await company.tellEach([...company.idp.deactivate(ada), ...company.idp.deactivate(cleo)]);
    assert.equal(await standing(ada), 'deactivated admin');
    assert.equal(await standing(cleo), 'active admin');
    assert.deepEqual(await holds(), ['sole_admin open']);
    // One who comes back as an administrator frees the other.
    await company.tell(company.idp.comeBack(ada));
    assert.equal(await standing(ada), 'active admin');
    assert.equal(await standing(cleo), 'deactivated admin');
  });

  it('of two in one batch, one promoted and one gone, both happen', async () => {
    const admins = await company.group('admins');
    await company.tell([...company.idp.deactivate(ada), ...company.idp.join(ben(), admins)]);
    assert.equal(await standing(ada), 'deactivated admin');
    assert.equal(await standing(ben()), 'active admin');
    assert.deepEqual(await holds(), []);
  });

  it('who is out of scope by a policy that was changed is kept', async () => {
    await activateYaml(
      company,
      policy('filters: { exclude: [ { name: A names, any: [ { attribute: email, starts_with: ada } ] } ] }'),
    );
    await rollcall.drain();
    assert.equal(await standing(ada), 'active admin');
    const [hold] = await company.holds();
    assert.equal(hold?.kind, 'sole_admin');
    assert.equal(hold.policy_version, 2);
    await company.hire('cleo', { groups: ['admins'] });
    assert.equal(await standing(ada), 'deactivated admin');
    const [record] = await company.records('&action=user.deactivated');
    assert.equal(record?.policy_version, 2);
    assert.match(record.reason, /excluded by the filter "A names"/);
  });

  it('cannot be demoted by hand: refused with 409, and nothing is changed', async () => {
    const owner = await company.register({ email: 'root@vendor.example', role: 'owner' });
    await company.tell(company.idp.deactivate(ada));
    assert.equal(await standing(ada), 'deactivated admin');
    const before = await company.records();
    const answer = await setRole(owner.id, 'member');
    assert.equal(answer.status, 409);
    assert.match(
      (answer.body as { detail: string }).detail,
      /^Not done\. The last administrator would lose the role/,
    );
    const detail = await company.api.expect(
      'UserDetail',
      'GET',
      `/tenants/${company.slug}/users/${owner.id}`,
    );
    assert.deepEqual(detail, owner);
    assert.deepEqual(await company.records(), before);
    assert.deepEqual(await holds(), []);
  });

  it('of a directory cannot be demoted by hand either', async () => {
    const { id } = await company.userOf(ada);
    const before = await company.records();
    const answer = await setRole(id, 'viewer');
    assert.equal(answer.status, 409);
    assert.equal(await standing(ada), 'active admin');
    const detail = await company.api.expect('UserDetail', 'GET', `/tenants/${company.slug}/users/${id}`);
    assert.equal(detail.manual_role, null);
    assert.deepEqual(await company.records(), before);
    assert.deepEqual(await holds(), []);
    // With another one there, it is nobody's last.
    await company.hire('cleo', { groups: ['admins'] });
    assert.equal((await setRole(id, 'viewer')).status, 200);
    assert.equal(await standing(ada), 'active viewer');
  });

  it('who waits to leave stands in the way of nobody else’s change by hand', async () => {
    await company.tell(company.idp.deactivate(ada));
    const { id } = await company.userOf(ben());
    const answer = await setRole(id, 'viewer');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(await standing(ben()), 'active viewer');
    assert.equal(await standing(ada), 'active admin');
    assert.deepEqual(await holds(), ['sole_admin open']);
    const other = await company.register({ email: 'other@vendor.example', role: 'viewer' });
    assert.equal((await setRole(other.id, 'member')).status, 200);
  });
});
