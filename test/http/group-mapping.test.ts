import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { Group } from '../../src/generated/api.ts';
import { inTurn } from '../../src/http/in-turn.ts';
import type { ApiClient } from '../support/api-client.ts';
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
    const group = office.idp.groups.find(({ name }) => name === 'members');
    assert.ok(group);
    await office.tell(office.idp.renameGroup(group, 'everybody'));
    const lost = (await overview()).not_found;
    assert.deepEqual(
      lost.map(({ name, role }) => [name, role]),
      [['members', 'member']],
    );
    assert.equal((await groupOf('admins')).mapping?.name, 'admins');
    assert.equal((await office.userOf(ada.person)).role, 'admin');
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
