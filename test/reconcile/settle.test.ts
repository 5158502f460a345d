import assert from 'node:assert/strict';
import type { SimulatedGroup, SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { AuditRecord } from '../../src/generated/api.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { seenTimers } from '../support/timer-rows.ts';

const policy = ({ settle = '10s', rest = '', manual = 'keep', memberRole = 'member' } = {}) => `
groups:
  match_by: name
  default_role: viewer
  manual_roles: ${manual}
  settle: ${settle}
  map:
    - { name: owners, role: owner }
    - { name: admins, role: admin, workspaces: [ { key: office, role: admin }, { key: hall, role: member } ] }
    - { name: leads, role: admin, workspaces: [ { key: office, role: admin } ] }
    - { name: members, role: ${memberRole}, workspaces: [ { key: office, role: member } ] }
${rest}
`;

describe('Settle', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let ada: SimulatedPerson;
  let hired: number;
  let groups: Record<'admins' | 'leads' | 'members', SimulatedGroup>;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(of: string, yaml = policy()): Promise<void> {
    company = await foundCompany(rollcall, yaml);
    await company.hire('boss', { groups: ['owners'] });
    groups = {
      admins: await company.group('admins'),
      leads: await company.group('leads'),
      members: await company.group('members'),
    };
    ada = await company.hire('ada', { groups: [of] });
    hired = (await recordsOfAda()).length;
  }
  const recordsOfAda = async (): Promise<AuditRecord[]> =>
    company.records(`&user_id=${(await company.userOf(ada)).id}`);

  /** Role and workspaces as the product sees them now. */
  async function standing(): Promise<string> {
    const { role, workspaces } = await company.userOf(ada);
    return [role, ...workspaces.map((each) => `${each.key}:${each.role}`).sort()].join(' ');
  }
  async function changesOf(...actions: string[]): Promise<AuditRecord[]> {
    const records = await recordsOfAda();
    return records.slice(hired).filter(({ action }) => actions.length === 0 || actions.includes(action));
  }
  const join = (to: keyof typeof groups): WorkosEvent[] => company.idp.join(ada, groups[to]);
  const leave = (from: keyof typeof groups): WorkosEvent[] => company.idp.leave(ada, groups[from]);
  const pass = async (ms: number): Promise<void> => {
    rollcall.clock.advance(ms);
    await rollcall.drain();
  };
  const pending = () => seenTimers(rollcall.database, company.tenantId);

  const all = 'admin hall:member office:admin';

  for (const [title, steps] of [
    ['removed, then added', [() => leave('admins'), () => join('members')]],
    ['added, then removed', [() => join('members'), () => leave('admins')]],
  ] as const) {
    it(`${title}: who moves to a lesser group changes role once, and never has less than that`, async () => {
      await found('admins');
      for (const step of steps) {
        await company.tell(step());
        assert.equal(await standing(), all);
        rollcall.clock.advance(3_000);
      }
      await pass(10_000);
      assert.equal(await standing(), 'member office:member');
      const [only, ...more] = await changesOf('role.changed');
      assert.deepEqual(
        [only?.before, only?.after, more],
        [{ role: 'admin', origin: 'directory' }, { role: 'member', origin: 'directory' }, []],
      );
      assert.match(only?.reason ?? '', /left the group admins/);
      assert.deepEqual(
        (await changesOf()).map(({ action }) => action),
        ['role.changed', 'workspace.role_changed', 'workspace.removed'],
      );
      assert.deepEqual(await pending(), []);
    });

    it(`${title}: who moves to an equal group keeps the role and what both groups give`, async () => {
      await found('leads');
      const moves =
        title === 'removed, then added'
          ? [() => leave('leads'), () => join('admins')]
          : [() => join('admins'), () => leave('leads')];
      for (const move of moves) {
        await company.tell(move());
        assert.ok((await standing()).startsWith('admin'));
        assert.ok((await standing()).includes('office:admin'));
      }
      await pass(10_000);
      assert.equal(await standing(), all);
      assert.deepEqual(
        (await changesOf()).map(({ action }) => action),
        ['workspace.added'],
      );
      assert.deepEqual(await pending(), []);
    });
  }

  it('happens by itself, on time and not a millisecond before, and names the group and the event', async () => {
    await found('admins');
    const events = leave('admins');
    await company.tell(events);
    const due = new Date(rollcall.clock.now().getTime() + 10_000).toISOString();
    assert.deepEqual(await pending(), [`demotion ${due}`]);
    await pass(9_999);
    assert.equal(await standing(), all);
    await pass(1);
    assert.equal(await standing(), 'viewer');
    const [changed] = await changesOf('role.changed');
    assert.equal(
      changed?.reason,
      'Role changed from admin to viewer: left the group admins, is in no group that gives a role, so the default role counts',
    );
    assert.deepEqual(
      changed.event_ids,
      events.map(({ id }) => id),
    );
    assert.equal(changed.actor.kind, 'policy');
  });

  it('goes by the first time that the directory said so, however often it says it again', async () => {
    await found('admins');
    const [left] = leave('admins');
    assert.ok(left);
    await company.tell([left]);
    rollcall.clock.advance(6_000);
    const again = new Date(new Date(left.created_at).getTime() + 6_000).toISOString();
    await company.tell([{ ...left, id: `${left.id}_again`, created_at: again }]);
    assert.equal(await standing(), all);
    await pass(4_000);
    assert.equal(await standing(), 'viewer');
  });

  it('never lets a promotion wait, also of somebody whose demotion waits', async () => {
    await found('members');
    await company.tell(leave('members'));
    assert.equal(await standing(), 'member office:member');
    await company.tell(join('admins'));
    assert.equal(await standing(), all);
    assert.deepEqual(await pending(), []);
    assert.deepEqual(
      (await changesOf('role.changed')).map(({ after }) => after?.['role']),
      ['admin'],
    );
  });

  it('never lets a deactivation wait, and then nothing of it is left', async () => {
    await found('admins');
    await company.tell(leave('admins'));
    await company.tell(company.idp.deactivate(ada));
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    assert.deepEqual(await pending(), []);
    await pass(10_000);
    assert.equal((await changesOf('role.changed')).length, 0);
    await company.tell(company.idp.comeBack(ada));
    assert.equal(await standing(), 'viewer');
  });

  it('gives way to reading, after which there are the role and workspaces of that day', async () => {
    const rest = 'deactivation: { mode: read_only, read_only: { for: 14d }, retain_data: forever }';
    await found('admins', policy({ rest }));
    await company.tell(leave('admins'));
    await company.tell(company.idp.deactivate(ada));
    assert.match((await pending()).join(), /^read_only_ends [^,]*$/);
    await pass(20_000);
    assert.equal(await standing(), all);
    await company.tell(company.idp.comeBack(ada));
    assert.equal(await standing(), 'viewer');
  });

  it('gives each group that was left its own time', async () => {
    await found('admins');
    await company.tell(join('members'));
    await company.tell(leave('admins'));
    rollcall.clock.advance(6_000);
    await company.tell(leave('members'));
    await pass(4_000);
    assert.equal(await standing(), 'member office:member', 'the second group has not settled yet');
    await pass(5_999);
    assert.equal(await standing(), 'member office:member');
    await pass(1);
    assert.equal(await standing(), 'viewer');
  });

  it('does not give what the account did not have, however briefly somebody was in a group', async () => {
    await found('members');
    await company.tell([...join('admins'), ...leave('admins')]);
    assert.equal(await standing(), 'member office:member');
    await pass(10_000);
    assert.deepEqual(await changesOf(), []);
  });

  it('who is back in the group in time has lost nothing, and nothing is written', async () => {
    await found('admins');
    await company.tell(leave('admins'));
    rollcall.clock.advance(9_000);
    await company.tell(join('admins'));
    assert.deepEqual(await pending(), []);
    await pass(10_000);
    assert.equal(await standing(), all);
    assert.deepEqual(await changesOf(), []);
  });

  it('does not let a rule’s cap wait, also while something settles', async () => {
    const rest = `rules: [ { name: Contractors, when: { attribute: employee_type, equals: contractor }, then: { cap_role: member } } ]`;
    await found('admins', policy({ rest }));
    await company.tell(company.idp.update(ada, { attributes: { employee_type: 'contractor' } }));
    assert.equal((await company.userOf(ada)).role, 'member');

    await found('admins', policy({ rest }));
    await company.tell(leave('admins'));
    await company.tell(company.idp.update(ada, { attributes: { employee_type: 'contractor' } }));
    assert.equal((await company.userOf(ada)).role, 'member');
    await pass(10_000);
    assert.equal((await company.userOf(ada)).role, 'viewer');
  });

  it('does not let a role set by hand wait, and lets the workspaces of its owner settle all the same', async () => {
    await found('admins');
    const { id } = await company.userOf(ada);
    const place = `/tenants/${company.slug}/users/${id}/role`;
    await company.tell(leave('admins'));
    await company.api.expect('UserDetail', 'PUT', place, { body: { role: 'viewer' } });
    assert.equal(await standing(), 'viewer hall:member office:admin');
    await pass(10_000);
    assert.equal(await standing(), 'viewer');

    await company.tell(join('admins'));
    assert.equal(await standing(), 'viewer hall:member office:admin');
    await company.tell(leave('admins'));
    assert.equal(await standing(), 'viewer hall:member office:admin');
    await company.tell(join('leads'));
    await pass(10_000);
    assert.equal(await standing(), 'viewer office:admin');
    assert.equal((await changesOf('workspace.role_changed')).length, 0);
  });

  it('holds for a hand-set role that the groups override, both when it is set and when the group is left', async () => {
    await found('admins', policy({ manual: 'replace' }));
    const { id } = await company.userOf(ada);
    const place = `/tenants/${company.slug}/users/${id}/role`;
    await company.tell(leave('admins'));
    await company.api.expect('UserDetail', 'PUT', place, { body: { role: 'member' } });
    assert.equal((await company.userOf(ada)).role, 'member', 'what somebody sets by hand counts at once');
    await pass(10_000);
    assert.equal((await company.userOf(ada)).role, 'member');
  });

  it('takes back a role that was set by hand at once, also while workspaces settle', async () => {
    await found('members');
    const { id } = await company.userOf(ada);
    const place = `/tenants/${company.slug}/users/${id}/role`;
    await company.api.expect('UserDetail', 'PUT', place, { body: { role: 'owner' } });
    await company.tell(leave('members'));
    assert.equal(await standing(), 'owner office:member');
    await company.api.expect('UserDetail', 'DELETE', place);
    assert.equal(await standing(), 'member office:member');
    await pass(10_000);
    assert.equal(await standing(), 'viewer');
  });

  it('goes by the settle of today: a shorter one is over at once, a longer one goes on', async () => {
    await found('admins', policy({ settle: '60s' }));
    await company.tell(leave('admins'));
    const leftAt = rollcall.clock.now().getTime();
    await pass(30_000);
    await activateYaml(company, policy({ settle: '120s' }));
    await rollcall.drain();
    assert.deepEqual(await pending(), [`demotion ${new Date(leftAt + 120_000).toISOString()}`]);
    await pass(60_000);
    assert.equal(await standing(), all);
    await activateYaml(company, policy({ settle: '90s' }));
    await rollcall.drain();
    assert.equal(await standing(), 'viewer');
    assert.match((await changesOf('role.changed'))[0]?.reason ?? '', /left the group admins/);
    assert.deepEqual(await pending(), []);
  });

  it('lets a changed policy demote at once: nobody left a group', async () => {
    await found('members');
    await activateYaml(company, policy({ memberRole: 'viewer' }));
    await rollcall.drain();
    assert.equal(await standing(), 'viewer office:member');
  });

  it('with precedence hold asks nobody about a move that settles', async () => {
    await found('admins', policy().replace('  default_role', '  precedence: hold\n  default_role'));
    await company.tell(leave('admins'));
    assert.equal(await standing(), all);
    await company.tell(join('members'));
    assert.equal(await standing(), all);
    assert.deepEqual(await company.holds(), []);
    await pass(10_000);
    assert.equal(await standing(), 'member office:member');
  });

  it('without a settle demotes at once', async () => {
    await found('admins', policy({ settle: '0s' }));
    await company.tell(leave('admins'));
    assert.equal(await standing(), 'viewer');
    assert.deepEqual(await pending(), []);
  });

  it('says the group that was left also where both pieces of news come together', async () => {
    await found('admins');
    await company.tell([...leave('admins'), ...join('members')]);
    assert.equal(await standing(), all);
    await pass(10_000);
    assert.equal(
      (await changesOf('role.changed'))[0]?.reason,
      'Role changed from admin to member: left the group admins, is in the group members',
    );
  });
});
