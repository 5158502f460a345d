import assert from 'node:assert/strict';
import type { SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
identity: { verified_domains: [acme.com] }
groups:
  match_by: name
  default_role: viewer
  map: [ { name: admins, role: admin }, { name: members, role: member } ]
`;

describe('A directory in test mode', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let testing: { id: string; idp: SimulatedDirectory };

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy);
    testing = await company.addDirectory({ state: 'testing' });
  });

  const details = (name: string) => ({
    email: `${name}@acme.com`,
    firstName: name,
    lastName: 'Example',
    attributes: {},
  });
  const detail = () =>
    company.api.expect('DirectoryDetail', 'GET', `/tenants/${company.slug}/directories/${testing.id}`);
  const activate = async () => {
    await company.api.expect(
      'DirectoryDetail',
      'POST',
      `/tenants/${company.slug}/directories/${testing.id}/activate`,
    );
    await rollcall.drain();
  };

  it('is mirrored in full and changes no account, no hold and nobody’s access', async () => {
    const registered = await company.register({ email: 'ada@acme.com', role: 'owner' });
    const before = (await company.records()).map(({ id }) => id);
    const { idp } = testing;
    const ada = idp.hire(details('ada'));
    const ben = idp.hire(details('ben'));
    const members = idp.createGroup('members');
    await company.tell([
      ...ada.events,
      ...ben.events,
      ...members.events,
      ...idp.join(ada.person, members.group),
      ...idp.join(ben.person, members.group),
      ...idp.update(ben.person, { lastName: 'Later' }),
      ...idp.remove(ada.person),
    ]);
    const seen = await detail();
    assert.deepEqual(
      [seen.state, seen.people, seen.groups, seen.events],
      ['testing', 1, 1, { waiting: 0, set_aside: 0 }],
    );
    const statuses = new Set([...(await company.events()).values()].map(({ status }) => status));
    assert.deepEqual(
      [...statuses].filter((status) => status !== 'applied' && status !== 'superseded'),
      [],
    );
    const users = await company.users();
    assert.deepEqual(
      users.map(({ id, status, updated_at }) => [id, status, updated_at]),
      [[registered.id, 'active', registered.updated_at]],
    );
    assert.deepEqual(await company.holds(), []);
    assert.deepEqual(
      (await company.records()).map(({ id }) => id),
      before,
    );
  });

  it('is applied as it then is, once it is activated: who left meanwhile never had an account', async () => {
    const { idp } = testing;
    const registered = await company.register({ email: 'cleo@acme.com', role: 'viewer' });
    const admins = idp.createGroup('admins');
    const [ada, ben, cleo] = ['ada', 'ben', 'cleo'].map((name) => idp.hire(details(name)));
    assert.ok(ada && ben && cleo);
    await company.tell([
      ...[ada, ben, cleo].flatMap(({ events }) => events),
      ...admins.events,
      ...idp.join(ada.person, admins.group),
      ...idp.remove(ben.person),
    ]);
    await activate();
    const users = await company.users();
    assert.deepEqual(
      users.map(({ email, status, role }) => `${email ?? ''} ${status} ${role ?? ''}`).sort(),
      ['ada@acme.com active admin', 'cleo@acme.com active viewer'],
    );
    assert.equal((await company.userOf(cleo.person)).id, registered.id);
    // From now on like any other.
    await company.tell(idp.leave(ada.person, admins.group));
    assert.equal((await company.holds('?status=open')).length, 1);
  });

  it('stands beside an active one of the same tenant, which goes on', async () => {
    await company.hire('ada', { groups: ['members'] });
    await company.tell(testing.idp.hire(details('zoe')).events);
    const ada = company.idp.people[0];
    assert.ok(ada);
    assert.equal((await company.userOf(ada)).role, 'member');
    await company.register({ email: 'root@vendor.example', role: 'owner' });
    await company.tell(company.idp.remove(ada));
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    assert.equal((await company.users()).length, 2);
  });

  it('takes nobody over from an active one, until it is activated', async () => {
    const ada = await company.hire('ada');
    const before = await company.userOf(ada);
    await company.tell(company.idp.remove(ada));
    const again = JSON.parse(
      JSON.stringify(company.idp.comeBack(ada)).replaceAll(company.idp.directoryId, testing.idp.directoryId),
    ) as Record<string, unknown>[];
    await company.tell(again);
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    await activate();
    const after = await company.userOf(ada);
    assert.deepEqual([after.id, after.status, after.directory_id], [before.id, 'active', testing.id]);
  });
});
