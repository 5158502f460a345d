import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { Group } from '../../src/generated/api.ts';
import { inTurn } from '../../src/http/in-turn.ts';
import type { ApiClient } from '../support/api-client.ts';
import { createDirectory } from '../../src/tenancy/directories.ts';
import { operatorToken } from '../support/rollcall.ts';
import { openOffice, officePolicy, type Account, type Office } from '../support/office.ts';

const path = '/tenants/acme/group-mapping';

describe('The mapping of groups over the API', () => {
  let office: Office;
  let writer: ApiClient;
  let ada: Account;

  before(async () => {
    office = await openOffice();
    ada = await office.hire('ada', ['admins']);
    await office.hire('bob', ['members']);
    await office.hire('cem', ['members', 'sales']);
    const body = { name: 'console of ada', scopes: ['read', 'write'], tenant: 'acme' };
    writer = office.api.as((await office.api.expect('TokenOnce', 'POST', '/tokens', { body })).token);
  });
  after(() => office.stop());

  const groups = async () => (await writer.expect('GroupList', 'GET', '/tenants/acme/groups')).data;
  const groupOf = async (name: string): Promise<Group> => {
    const group = (await groups()).find((each) => each.name === name);
    assert.ok(group, `there is no group ${name}`);
    return group;
  };
  const idpGroup = (name: string) => {
    const group = office.idp.groups.find((each) => each.name === name);
    assert.ok(group, `the identity provider has no group ${name}`);
    return group;
  };
  const overview = () => writer.expect('GroupMappingOverview', 'GET', path);
  const inForce = () => writer.expect('PolicyVersion', 'GET', '/tenants/acme/policy');

  it('says what groups may give, and which entries find no group', async () => {
    const said = await overview();
    assert.equal(said.match_by, 'name');
    assert.deepEqual(
      said.roles.map(({ key, administers, may_be_given }) => [key, administers, may_be_given]),
      [
        ['owner', true, false],
        ['admin', true, true],
        ['member', false, true],
        ['viewer', false, true],
      ],
    );
    assert.deepEqual(said.not_found, []);
    // Whoever only wants their names asks the catalog alone.
    const { roles } = await writer.expect('Roles', 'GET', '/tenants/acme/roles');
    assert.deepEqual(
      roles,
      said.roles.map(({ key, name, administers }) => ({ key, name, administers })),
    );
  });

  it('lists groups by a part of their name, in any capitals, and takes nothing in it for a pattern', async () => {
    const found = async (search: string) => {
      const path = `/tenants/acme/groups?search=${encodeURIComponent(search)}`;
      return (await writer.expect('GroupList', 'GET', path)).data.map(({ name }) => name);
    };
    assert.deepEqual(await found('MEMB'), ['members']);
    assert.deepEqual(await found('m%s'), []);
    assert.deepEqual(await found('admin_'), []);
  });

  it('are planned for nobody who has gone while they waited for their turn', async () => {
    const { database, url } = office.rollcall;
    const group = await groupOf('sales');
    const { promise: isOver, resolve: end } = Promise.withResolvers<undefined>();
    const stays = new AbortController().signal;
    // Two run and 49 wait, so there is one place in the line.
    const others = Array.from({ length: 51 }, () => inTurn(database, { givenUp: stays }, () => isOver));
    const isFull = async () => {
      const looking = new AbortController();
      const asked = inTurn(database, { givenUp: looking.signal }, () => isOver);
      looking.abort();
      return asked.then(
        () => false,
        (fault: unknown) => (fault as { code?: unknown }).code === 'database_unavailable',
      );
    };
    const leaving = new AbortController();
    const asked = fetch(`${url}/api/v1${path}/plans`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ groups: [{ group_id: group.id, role: 'member', workspaces: [] }] }),
      signal: leaving.signal,
    }).catch(() => 'given up');
    while (!(await isFull())) await setImmediate();
    leaving.abort();
    assert.equal(await asked, 'given up');
    while (await isFull()) await setImmediate();
    end(undefined);
    await Promise.all(others);
  });

  it('shows what another mapping does to people, and then does just that, and only that', async () => {
    const sales = await groupOf('sales');
    assert.equal(sales.unmapped, true);
    const wanted = [{ group_id: sales.id, role: 'admin', workspaces: [{ key: 'crm', role: 'member' }] }];
    const planned = await writer.expect('GroupMappingPlan', 'POST', `${path}/plans`, {
      body: { groups: wanted },
    });
    assert.equal(planned.plan.people.changed, 1);
    assert.equal((await inForce()).version, planned.over, 'a plan changes nothing');

    const applied = await writer.expect('PolicyPutInForce', 'POST', path, {
      body: { groups: wanted, over: planned.over, plan: planned.plan.hash },
    });
    assert.equal(applied.version.author, 'console of ada');
    await office.rollcall.drain();
    const after = await inForce();
    assert.equal(
      after.yaml,
      `version: rollcall/v1\ntenant: acme\n${officePolicy}`.replace(
        / {4}- \{ name: members.*\n/,
        (line) => `${line}    - { name: sales, role: admin, workspaces: [ { key: crm, role: member } ] }\n`,
      ),
    );
    assert.deepEqual((await groupOf('sales')).mapping?.role, 'admin');
    const { data } = await writer.expect('UserList', 'GET', '/tenants/acme/users?role=admin');
    assert.deepEqual(data.map(({ email }) => email?.split('@')[0]).sort(), ['ada', 'cem']);
  });

  it('refuses a mapping that was made from another version, or comes to something else by now', async () => {
    const { id } = await groupOf('sales');
    const wanted = [{ group_id: id, role: 'member', workspaces: [] }];
    const planned = await writer.expect('GroupMappingPlan', 'POST', `${path}/plans`, {
      body: { groups: wanted },
    });
    const stale = await writer.refused(409, 'conflict', 'POST', path, {
      body: { groups: wanted, over: planned.over - 1 },
    });
    assert.match(stale.detail, /The policy has changed meanwhile/);
    await office.hire('dee', ['sales']);
    await writer.refused(409, 'conflict', 'POST', path, {
      body: { groups: wanted, over: planned.over, plan: planned.plan.hash },
    });
  });

  it('takes an entry away where a group is to give nothing', async () => {
    const { id } = await groupOf('sales');
    const { version } = await overview();
    const body = { groups: [{ group_id: id, role: null, workspaces: [] }], over: version };
    await writer.expect('PolicyPutInForce', 'POST', path, { body });
    assert.equal((await inForce()).yaml, `version: rollcall/v1\ntenant: acme\n${officePolicy}`);
    assert.equal((await groupOf('sales')).unmapped, true);
  });

  it('refuses what no group may give, in words, and changes nothing', async () => {
    const { id } = await groupOf('sales');
    const { version } = await overview();
    const refused = async (edit: Record<string, unknown>) =>
      (
        await writer.refused(400, 'invalid_request', 'POST', `${path}/plans`, {
          body: { groups: [{ group_id: id, role: null, workspaces: [], ...edit }] },
        })
      ).detail;
    assert.match(await refused({ role: 'owner' }), /lets no group give the role "owner"/);
    assert.match(await refused({ role: 'king' }), /There is no role "king"/);
    assert.match(
      await refused({ workspaces: [{ key: 'crm', role: 'king' }] }),
      /There is no role "king" in workspaces/,
    );
    assert.equal((await overview()).version, version);
  });

  it('knows a group that was renamed by what the policy calls it, and an entry that lost its group', async () => {
    await office.tell(office.idp.renameGroup(idpGroup('members'), 'everybody'));
    const lost = (await overview()).not_found;
    assert.deepEqual(
      lost.map(({ name, role }) => [name, role]),
      [['members', 'member']],
    );
    const renamed = await groupOf('everybody');
    assert.deepEqual(lost[0]?.now, { group_id: renamed.id, name: 'everybody' });
    assert.equal((await groupOf('admins')).mapping?.name, 'admins');
    assert.equal((await office.userOf(ada.person)).role, 'admin');
    const { all, mapped } = (await overview()).groups;
    assert.deepEqual([all, mapped], [3, 1]);
  });

  it('gives a renamed group the entry that it lost, and takes out what no group has', async () => {
    const group = await groupOf('everybody');
    const lost = { id: null, name: 'members' };
    const { version } = await overview();
    const workspaces = [{ key: 'engineering', role: 'member' }];
    const edit = { group_id: group.id, role: 'member', workspaces, instead_of: lost };
    await writer.expect('PolicyPutInForce', 'POST', path, { body: { groups: [edit], over: version } });
    assert.equal(
      (await inForce()).yaml,
      `version: rollcall/v1\ntenant: acme\n${officePolicy}`.replace('name: members', 'name: everybody'),
    );
    assert.deepEqual((await overview()).not_found, []);

    await office.rollcall.drain();
    await office.tell(office.idp.renameGroup(idpGroup('everybody'), 'all-staff'));
    const remove = [{ id: null, name: 'everybody' }];
    const planned = await writer.expect('GroupMappingPlan', 'POST', `${path}/plans`, {
      body: { groups: [], remove },
    });
    assert.equal(planned.plan.outcome, 'nothing', 'it gives nothing to anybody already');
    const body = { groups: [], remove, over: planned.over, plan: planned.plan.hash };
    await writer.expect('PolicyPutInForce', 'POST', path, { body });
    assert.ok(!(await inForce()).yaml.includes('everybody'));
    const again = { ...body, over: planned.over + 1, plan: undefined };
    const { outcome } = await writer.expect('PolicyPutInForce', 'POST', path, { body: again });
    assert.equal(outcome, 'unchanged', 'what is gone already is passed over');
    const found = { groups: [], remove: [{ id: null, name: 'admins' }], over: planned.over + 1 };
    assert.match((await writer.refused(409, 'conflict', 'POST', path, { body: found })).detail, /by now/);
    await writer.refused(400, 'invalid_request', 'POST', path, { body: { groups: [], over: 1 } });
  });

  it('lists the groups that are asked for, by id and by whether they are mapped', async () => {
    const listed = async (query: string) =>
      (await writer.expect('GroupList', 'GET', `/tenants/acme/groups?${query}`)).data.map(({ name }) => name);
    assert.deepEqual(await listed('mapped=true'), ['admins']);
    assert.deepEqual(await listed('mapped=false'), ['all-staff', 'sales']);
    const [staff, sales] = [await groupOf('all-staff'), await groupOf('sales')];
    assert.deepEqual(await listed(`ids=${staff.id},${sales.id}`), ['all-staff', 'sales']);
    await office.tell(office.idp.deleteGroup(idpGroup('sales')));
    assert.deepEqual(await listed(`ids=${staff.id},${sales.id}&mapped=false`), ['all-staff']);
    const refused = await writer.refused(404, 'not_found', 'POST', `${path}/plans`, {
      body: { groups: [{ group_id: sales.id, role: 'member', workspaces: [] }] },
    });
    assert.deepEqual(refused['groups'], [sales.id]);
  });

  it('says what a mapping changes once a directory in test mode is active, and does nothing to it before', async () => {
    const { rollcall, tenantId } = office;
    const { id } = await createDirectory(
      rollcall.service.tenancy,
      tenantId,
      { source: 'workos', workosId: 'directory_two', state: 'testing' },
      { kind: 'operator', id: 'test' },
    );
    const second = createSimulatedDirectory({
      seed: 9,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_two',
    });
    const [bosses, admins] = [second.createGroup('bosses'), second.createGroup('Admins')];
    const hired = ['eve', 'fay'].map((name) =>
      second.hire({ email: `${name}@two.com`, firstName: name, lastName: 'Example', attributes: {} }),
    );
    const joined = hired.flatMap(({ person }) => second.join(person, bosses.group));
    await office.tell([
      ...bosses.events,
      ...admins.events,
      ...hired.flatMap(({ events }) => events),
      ...joined,
    ]);

    const { id: group_id } = await groupOf('bosses');
    const { plan, once_active: then } = await writer.expect('GroupMappingPlan', 'POST', `${path}/plans`, {
      body: { groups: [{ group_id, role: 'admin', workspaces: [{ key: 'crm', role: 'member' }] }] },
    });
    assert.equal(plan.outcome, 'nothing');
    assert.deepEqual(then?.directories, [{ directory: id, state: 'testing', people: 2 }]);
    assert.deepEqual(then.people, { looked_at: 2, changed: 2 });
    assert.deepEqual(
      then.groups.map(({ action, role, people }) => [action, role, people]),
      [
        ['role.changed', 'admin', 2],
        ['workspace.added', 'member', 2],
      ],
    );
    const [eve] = then.groups[0]?.named ?? [];
    assert.deepEqual([eve?.display_name, eve?.reason], ['eve Example', 'This person is in the group bosses']);
  });

  it('takes groups that share an entry for one', async () => {
    const [here, there] = [await groupOf('admins'), await groupOf('Admins')];
    assert.equal(there.mapping?.role, 'admin', 'names count without capitals');
    const { version } = await overview();
    const edit = (group: Group, role: string | null) => ({ group_id: group.id, role, workspaces: [] });
    const asked = (...groups: ReturnType<typeof edit>[]) => ({ body: { groups, over: version } });
    const refused = await writer.refused(
      400,
      'invalid_request',
      'POST',
      path,
      asked(edit(here, 'member'), edit(there, 'viewer')),
    );
    assert.match(refused.detail, /the groups admins and admins share an entry/i);
    assert.deepEqual(new Set(refused['groups'] as string[]), new Set([here.id, there.id]));
    await writer.refused(400, 'invalid_request', 'POST', path, asked(edit(here, 'admin'), edit(there, null)));
    await writer.expect('PolicyPutInForce', 'POST', path, asked(edit(here, 'member'), edit(there, 'member')));
    assert.equal((await inForce()).yaml.match(/name: admins/gi)?.length, 1);
  });

  it('writes a policy of its own for a tenant that follows the default', async () => {
    const { rollcall, api } = office;
    await rollcall.createTenant('plain', 'directory_plain');
    const idp = createSimulatedDirectory({
      seed: 8,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_plain',
    });
    for (const event of idp.createGroup('bosses').events) await rollcall.post(event);
    await rollcall.drain();
    const [group] = (await api.expect('GroupList', 'GET', '/tenants/plain/groups')).data;
    assert.ok(group);
    const { version } = await api.expect('GroupMappingOverview', 'GET', '/tenants/plain/group-mapping');
    await api.expect('PolicyPutInForce', 'POST', '/tenants/plain/group-mapping', {
      body: { groups: [{ group_id: group.id, role: 'admin', workspaces: [] }], over: version },
    });
    const { yaml } = await api.expect('PolicyVersion', 'GET', '/tenants/plain/policy');
    assert.match(yaml, /^version: rollcall\/v1\ntenant: plain\n\ngroups:\n {2}match_by: id\n/);
    // What the default says about groups holds on.
    assert.match(yaml, /never_grant:\n {4}- owner\n/);
    assert.match(yaml, /- \{ id: \S+, name: bosses, role: admin \}/);
    // A group of another tenant is not there.
    await api.refused(404, 'not_found', 'POST', '/tenants/plain/group-mapping', {
      body: {
        groups: [{ group_id: (await groupOf('admins')).id, role: 'admin', workspaces: [] }],
        over: version + 1,
      },
    });
  });
});
