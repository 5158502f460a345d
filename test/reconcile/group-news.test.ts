import assert from 'node:assert/strict';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const byName = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: staff, role: member, workspaces: [ { key: engineering, role: member } ] }
    - { name: leads, workspaces: [ { key: engineering, role: admin } ] }
`;
/** Okta gives a group's name as its idp_id, so an id of a policy is then a name. */
const byId = byName.replace('match_by: name', 'match_by: id').replaceAll('{ name:', '{ id:');

const details = (name: string) => ({
  email: `${name}@acme.com`,
  firstName: name,
  lastName: 'Example',
  attributes: {},
});

describe('News of groups and memberships', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, byName);
  });

  const reasons = async (action: string) =>
    (await company.records(`&action=${action}`)).map(({ reason }) => reason);

  it('a membership may come before the person: the role is there from the first moment of the account', async () => {
    const staff = await company.group('staff');
    const { person, events } = company.idp.hire(details('ada'));
    await company.tell(company.idp.join(person, staff));
    assert.deepEqual(await company.users(), []);
    await company.tell(events);
    assert.equal((await company.userOf(person)).role, 'member');
    assert.deepEqual(await reasons('user.provisioned'), ['Provisioned as member: is in the group staff']);
    assert.deepEqual(await reasons('role.changed'), []);
  });

  it('a membership may come before its group, whose name comes along with it', async () => {
    const ada = await company.hire('ada');
    const { group, events } = company.idp.createGroup('staff');
    await company.tell(company.idp.join(ada, group));
    assert.equal((await company.userOf(ada)).role, 'member');
    await company.tell(events);
    assert.equal((await company.userOf(ada)).role, 'member');
    assert.deepEqual(await reasons('role.changed'), [
      'Role changed from viewer to member: joined the group staff',
    ]);
  });

  it('a membership that does not name its group waits for the name', async () => {
    const ada = await company.hire('ada');
    const { group, events } = company.idp.createGroup('staff');
    const [joined] = company.idp.join(ada, group);
    assert.ok(joined);
    joined.data['group'] = { id: group.id, directory_id: company.idp.directoryId };
    await company.tell([joined]);
    assert.equal((await company.userOf(ada)).role, 'viewer');
    await company.tell(events);
    assert.equal((await company.userOf(ada)).role, 'member');
  });

  it('joining and leaving change the role, and the reasons say so', async () => {
    const ada = await company.hire('ada', { groups: ['admins'] });
    await company.hire('other', { groups: ['admins'] });
    const [admins, staff] = [await company.group('admins'), await company.group('staff')];
    await company.tell([...company.idp.leave(ada, admins), ...company.idp.join(ada, staff)]);
    await company.tell(company.idp.join(ada, admins));
    await company.tell(company.idp.leave(ada, admins));
    await company.tell(company.idp.leave(ada, staff));
    assert.deepEqual(await reasons('role.changed'), [
      'Role changed from admin to member: left the group admins and joined the group staff',
      'Role changed from member to admin: joined the group admins',
      'Role changed from admin to member: left the group admins, is in the group staff',
      'Role changed from member to viewer: left the group staff, is in no group that gives a role, so the default role counts',
    ]);
    assert.deepEqual(await reasons('workspace.removed'), [
      'Removed from the workspace engineering: no group or rule gives it any more',
    ]);
  });

  it('a removal that comes before the older add wins, also at the same instant', async () => {
    const ada = await company.hire('ada');
    const staff = await company.group('staff');
    const [joined] = company.idp.join(ada, staff);
    const [left] = company.idp.leave(ada, staff);
    assert.ok(joined && left);
    await company.tellEach([left, joined]);
    assert.equal((await company.userOf(ada)).role, 'viewer');

    for (const name of ['ben', 'cleo', 'dan', 'eva']) {
      const person = await company.hire(name);
      const [later] = company.idp.join(person, staff);
      const [same] = company.idp.leave(person, staff);
      assert.ok(later && same);
      same.created_at = later.created_at;
      // The ids speak for the other one.
      Object.assign(same, { id: `event_0_${name}` });
      Object.assign(later, { id: `event_1_${name}` });
      const pair = name === 'ben' || name === 'eva' ? [later, same] : [same, later];
      await (name === 'dan' || name === 'eva' ? company.tell(pair) : company.tellEach(pair));
      assert.equal((await company.userOf(person)).role, 'viewer', name);
    }
  });

  it('a membership does not need a newer record of the person or the group', async () => {
    const ada = await company.hire('ada', { groups: ['staff'] });
    const staff = await company.group('staff');
    const updatedAt = ada.updatedAt;
    await company.tell(company.idp.leave(ada, staff));
    await company.tell(company.idp.join(ada, staff));
    assert.equal(ada.updatedAt, updatedAt);
    assert.equal((await company.userOf(ada)).role, 'member');
  });

  it('the deletion of a group takes its memberships, and none of its people', async () => {
    const ada = await company.hire('ada', { groups: ['staff', 'leads'] });
    const ben = await company.hire('ben', { groups: ['staff'] });
    await company.hire('boss', { groups: ['admins'] });
    await company.tell(company.idp.deleteGroup(await company.group('staff')));
    assert.deepEqual((await company.users()).map(({ email, status, role }) => [email, status, role]).sort(), [
      ['ada@acme.com', 'active', 'viewer'],
      ['ben@acme.com', 'active', 'viewer'],
      ['boss@acme.com', 'active', 'admin'],
    ]);
    assert.deepEqual((await company.userOf(ada)).workspaces, [{ key: 'engineering', role: 'admin' }]);
    assert.deepEqual((await company.userOf(ben)).workspaces, []);
    // A group of the same name and another id is another group: nobody is in it before they join.
    const { group, events } = company.idp.createGroup('staff');
    await company.tell(events);
    assert.equal((await company.userOf(ben)).role, 'viewer');
    await company.tell(company.idp.join(ben, group));
    assert.equal((await company.userOf(ben)).role, 'member');
  });

  it('a renamed group is followed by its name: its people get what the new name gives', async () => {
    const ada = await company.hire('ada', { groups: ['contractors'] });
    const group = await company.group('contractors');
    assert.equal((await company.userOf(ada)).role, 'viewer');
    await company.tell(company.idp.renameGroup(group, 'Staff'));
    assert.equal((await company.userOf(ada)).role, 'member');
    await company.tell(company.idp.renameGroup(group, 'externals'));
    assert.equal((await company.userOf(ada)).role, 'viewer');
  });

  it('Okta’s rename changes the idp_id as well: an id of the policy that is such a name stops or starts to count', async () => {
    const okta = await foundCompany(rollcall, byId);
    const ada = await okta.hire('ada', { groups: ['contractors'] });
    const group = await okta.group('contractors');
    const [event] = okta.idp.renameGroup(group, 'staff');
    assert.ok(event);
    assert.equal(event.data['idp_id'], 'staff');
    await okta.tell([event]);
    assert.equal((await okta.userOf(ada)).role, 'member');
    await okta.tell(okta.idp.renameGroup(group, 'others'));
    assert.equal((await okta.userOf(ada)).role, 'viewer');
  });

  it('a policy may name a group by the source’s id, which survives every rename', async () => {
    const { group, events: made } = company.idp.createGroup('anything');
    const policy = byId.replace('{ id: staff', `{ id: ${group.id}`);
    const own = await foundCompany(rollcall, policy);
    const toOwn = (event: object) =>
      JSON.parse(JSON.stringify(event).replaceAll(company.idp.directoryId, own.idp.directoryId)) as Record<
        string,
        unknown
      >;
    const { person, events } = company.idp.hire(details('ada'));
    await own.tell([...made, ...events, ...company.idp.join(person, group)].map(toOwn));
    assert.equal((await own.userOf(person)).role, 'member');
    await own.tell(company.idp.renameGroup(group, 'anything else').map(toOwn));
    assert.equal((await own.userOf(person)).role, 'member');
  });

  it('a rename back and forth in the wrong order ends with the last name', async () => {
    const ada = await company.hire('ada', { groups: ['staff'] });
    const group = await company.group('staff');
    const away = company.idp.renameGroup(group, 'elsewhere');
    const back = company.idp.renameGroup(group, 'staff');
    await company.tellEach([...back, ...away]);
    assert.equal((await company.userOf(ada)).role, 'member');
  });
});
