import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { UserDetail } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (manualRoles: 'keep' | 'replace', more = '', defaultRole = 'viewer') => `
identity: { verified_domains: [acme.com] }
groups:
  match_by: name
  default_role: ${defaultRole}
  never_grant: [owner]
  manual_roles: ${manualRoles}
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
${more}`;

describe('Roles set by hand', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(yaml: string): Promise<void> {
    company = await foundCompany(rollcall, yaml);
    await company.hire('boss', { groups: ['admins'] });
  }
  const roleOf = async (person: SimulatedPerson): Promise<string> => {
    const { role, role_origin, status } = await company.userOf(person);
    return `${role ?? 'none'} ${role_origin ?? 'none'}${status === 'active' ? '' : ` ${status}`}`;
  };
  const place = async (person: SimulatedPerson): Promise<string> =>
    `/tenants/${company.slug}/users/${(await company.userOf(person)).id}/role`;
  const setRole = async (person: SimulatedPerson, role: string): Promise<UserDetail> =>
    company.api.expect('UserDetail', 'PUT', await place(person), { body: { role } });
  const withdraw = async (person: SimulatedPerson): Promise<UserDetail> =>
    company.api.expect('UserDetail', 'DELETE', await place(person));
  const reasons = async () => (await company.records('&action=role.changed')).map(({ reason }) => reason);

  it('stay where the policy keeps them, whatever groups are joined and left, until they are withdrawn', async () => {
    await found(policy('keep'));
    const ada = await company.hire('ada', { groups: ['members'] });
    assert.equal(await roleOf(ada), 'member directory');
    await setRole(ada, 'viewer');
    assert.equal(await roleOf(ada), 'viewer manual');
    await company.tell(company.idp.join(ada, await company.group('admins')));
    await company.tell(company.idp.update(ada, { lastName: 'New' }));
    assert.equal(await roleOf(ada), 'viewer manual');
    // Workspaces still come from the groups.
    assert.deepEqual((await company.userOf(ada)).workspaces, [{ key: 'engineering', role: 'member' }]);
    await withdraw(ada);
    assert.equal(await roleOf(ada), 'admin directory');
    assert.deepEqual(await reasons(), [
      'Role changed from member to viewer: was given this role by hand',
      'Role changed from viewer to admin: is in the group admins',
    ]);
    const [byHand] = await company.records('&action=role.changed');
    assert.equal(byHand?.actor.kind, 'api_token');
    assert.deepEqual(byHand.event_ids, []);
  });

  it('give way to what a group gives where the policy replaces them, and count where no group gives any', async () => {
    await found(policy('replace'));
    const ada = await company.hire('ada', { groups: ['members'] });
    const detail = await setRole(ada, 'admin');
    assert.equal(await roleOf(ada), 'member directory');
    assert.equal(detail.manual_role?.in_force, false);
    assert.deepEqual(await reasons(), []);
    // It may count one day, and then it must be known whose it was.
    const [idle] = await company.records('&action=user.updated');
    assert.equal(idle?.reason, 'The role admin was set by hand; it has no effect now');
    assert.equal(idle.actor.kind, 'api_token');
    assert.deepEqual([idle.before, idle.after], [{ manual_role: null }, { manual_role: 'admin' }]);

    const members = await company.group('members');
    await company.tell(company.idp.leave(ada, members));
    assert.equal(await roleOf(ada), 'admin manual');
    await company.tell(company.idp.join(ada, members));
    assert.equal(await roleOf(ada), 'member directory');
    await company.tell(company.idp.leave(ada, members));
    await withdraw(ada);
    assert.equal(await roleOf(ada), 'viewer default');
  });

  it('count instead of the default role, and let someone in whom no group lets in', async () => {
    await found(policy('replace', '', 'no_access'));
    const ada = await company.hire('ada', { groups: ['members'] });
    await setRole(ada, 'viewer');
    await company.tell(company.idp.leave(ada, await company.group('members')));
    assert.equal(await roleOf(ada), 'viewer manual');
    await withdraw(ada);
    assert.match(await roleOf(ada), /deactivated/);
  });

  it('the origin changes with the reason, also where the role is the same', async () => {
    await found(policy('keep'));
    const ada = await company.hire('ada', { groups: ['members'] });
    await setRole(ada, 'member');
    assert.equal(await roleOf(ada), 'member manual');
    await withdraw(ada);
    assert.equal(await roleOf(ada), 'member directory');
    assert.deepEqual(await reasons(), [
      'Role stays member, now because this person was given this role by hand',
      'Role stays member, now because this person is in the group members',
    ]);
    await withdraw(ada);
    assert.equal((await reasons()).length, 2, 'nothing changed, and yet it was recorded');
  });

  it('may be one that no group may give, and rules still limit them', async () => {
    const capped = `rules:
  - { name: No titles, when: { attribute: title, equals: Intern }, then: { cap_role: viewer } }`;
    await found(policy('keep', capped));
    const ada = await company.hire('ada');
    await setRole(ada, 'owner');
    assert.equal(await roleOf(ada), 'owner manual');
    await company.tell(company.idp.update(ada, { attributes: { job_title: 'Intern' } }));
    assert.match(await roleOf(ada), /^viewer/);
    await company.tell(company.idp.update(ada, { attributes: { job_title: 'Engineer' } }));
    assert.equal(await roleOf(ada), 'owner manual');
  });

  it('must be of the catalog', async () => {
    await found(policy('keep'));
    const ada = await company.hire('ada');
    const problem = await company.api.refused(400, 'invalid_request', 'PUT', await place(ada), {
      body: { role: 'emperor' },
    });
    assert.match(problem.detail, /owner, admin, member, viewer/);
    assert.equal(await roleOf(ada), 'viewer default');
  });

  it('do not let in who has left, and count again on return', async () => {
    await found(policy('keep'));
    const ada = await company.hire('ada');
    await setRole(ada, 'member');
    await company.tell(company.idp.deactivate(ada));
    assert.match(await roleOf(ada), /deactivated$/);
    await setRole(ada, 'admin');
    assert.match(await roleOf(ada), /deactivated$/);
    await company.tell(company.idp.comeBack(ada));
    assert.equal(await roleOf(ada), 'admin manual');
  });

  it('are the role of an account that no directory knows, which cannot be withdrawn', async () => {
    await found(policy('replace'));
    const { id } = await company.register({ email: 'vendor@elsewhere.example', role: 'viewer' });
    const path = `/tenants/${company.slug}/users/${id}/role`;
    const set = await company.api.expect('UserDetail', 'PUT', path, { body: { role: 'member' } });
    assert.equal(set.role, 'member');
    assert.equal(set.role_origin, 'manual');
    await company.api.expect('UserDetail', 'PUT', path, { body: { role: 'member' } });
    assert.deepEqual(await reasons(), ['Role changed from viewer to member: set by hand']);
    await company.api.refused(409, 'conflict', 'DELETE', path);
    assert.equal((await company.users(`?email=vendor@elsewhere.example`))[0]?.role, 'member');
  });

  it('of an account from before the sync are kept or replaced when it is linked, as the policy says', async () => {
    for (const [manualRoles, expected] of [
      ['keep', 'admin manual'],
      ['replace', 'member directory'],
    ] as const) {
      await found(policy(manualRoles));
      const registered = await company.register({ email: 'ada@acme.com', role: 'admin' });
      const ada = await company.hire('ada', { groups: ['members'] });
      assert.equal((await company.userOf(ada)).id, registered.id);
      assert.equal(await roleOf(ada), expected, manualRoles);
    }
  });
});
