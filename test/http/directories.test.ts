import assert from 'node:assert/strict';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { DirectoryList } from '../../src/generated/api.ts';
import { openBrowser } from '../support/cookie-browser.ts';
import { openOffice, type Office } from '../support/office.ts';

describe('directories over HTTP', () => {
  let office: Office;
  const directories = '/tenants/acme/directories';

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.stop());

  it('are listed by name alone for a link that opens another page than Directory Sync', async () => {
    const body = { source: 'scim', idp: 'okta' };
    const { id } = await office.api.expect('DirectoryOnce', 'POST', directories, { body });
    for (const [page, status, tokens] of [
      ['people', 403, 0],
      ['directory_sync', 200, 1],
    ] as const) {
      const { url } = await office.api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
        body: { pages: [page] },
      });
      const browser = openBrowser(office.rollcall.url, 'portal');
      await browser.enter(url);
      assert.equal((await browser.ask('GET', `/api/v1${directories}/${id}`)).status, status);
      const { data } = (await browser.ask('GET', `/api/v1${directories}`)).body as DirectoryList;
      const scim = data.find((each) => each.id === id);
      assert.deepEqual(
        [scim?.idp, scim?.tokens.length, scim?.base_url === null],
        ['okta', tokens, tokens === 0],
      );
    }
  });

  it('tell what they know, when they were last heard of, and what still waits', async () => {
    await office.tell(office.idp.activate());
    await office.hire('ada', ['admins']);
    const ben = await office.hire('ben');
    await office.tell(office.idp.remove(ben.person));
    for (const event of office.idp.hire({
      email: 'late@acme.com',
      firstName: 'L',
      lastName: 'L',
      attributes: {},
    }).events) {
      await office.rollcall.post(event);
    }

    const { data } = await office.api.expect('DirectoryList', 'GET', directories);
    assert.equal(data.length, 1);
    const shown = await office.api.expect('DirectoryDetail', 'GET', `${directories}/${office.directoryId}`);
    const now = office.rollcall.clock.now().toISOString();
    assert.deepEqual(
      {
        source: shown.source,
        idp: shown.idp,
        state: shown.state,
        workos_id: shown.workos_id,
        upstream_state: shown.upstream_state,
        upstream_says: shown.upstream_says,
        events: shown.events,
        people: shown.people,
        groups: shown.groups,
        last_applied_at: shown.last_applied_at,
        last_event_at: shown.last_event_at,
      },
      {
        source: 'workos',
        idp: 'okta',
        state: 'active',
        workos_id: 'directory_acme',
        upstream_state: 'active',
        upstream_says: 'The connection works.',
        events: { waiting: 1, set_aside: 0 },
        people: 1,
        groups: 1,
        last_applied_at: now,
        last_event_at: now,
      },
    );
    await office.api.refused(404, 'not_found', 'GET', `${directories}/${office.tenantId}`);
  });

  it('in test mode leave accounts alone until they are activated', async () => {
    const created = await office.api.expect('DirectoryDetail', 'POST', directories, {
      body: { source: 'workos', workos_id: 'directory_new', idp: 'entra', name: 'New', state: 'testing' },
    });
    assert.equal(created.state, 'setting_up');
    assert.equal(created.name, 'New');
    const idp = createSimulatedDirectory({
      seed: 2,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_new',
    });
    await office.tell(
      idp.hire({ email: 'zoe@acme.com', firstName: 'Z', lastName: 'Z', attributes: {} }).events,
    );
    const zoe = '/tenants/acme/users?email=zoe@acme.com';
    assert.deepEqual((await office.api.expect('UserList', 'GET', zoe)).data, []);
    assert.equal(
      (await office.api.expect('DirectoryDetail', 'GET', `${directories}/${created.id}`)).people,
      1,
    );

    const activated = await office.api.expect(
      'DirectoryDetail',
      'POST',
      `${directories}/${created.id}/activate`,
    );
    assert.equal(activated.state, 'active');
    await office.rollcall.drain();
    assert.equal((await office.api.expect('UserList', 'GET', zoe)).data.length, 1);
    // Again is no fault.
    await office.api.expect('DirectoryDetail', 'POST', `${directories}/${created.id}/activate`, { body: {} });
    await office.api.refused(404, 'not_found', 'POST', `${directories}/${office.tenantId}/activate`);
  });

  it('that nobody has claimed are listed with counts alone, and their events applied once they are claimed', async () => {
    const idp = createSimulatedDirectory({
      seed: 3,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: 'directory_stray',
    });
    const { person, events } = idp.hire({
      email: 'kim@acme.com',
      firstName: 'Kim',
      lastName: 'K',
      attributes: {},
    });
    await office.tell([
      ...events,
      ...idp.update(person, { lastName: 'L' }),
      ...idp.update(person, { lastName: 'M' }),
    ]);

    const unclaimed = await office.api.expect('UnclaimedDirectoryList', 'GET', '/unclaimed-directories');
    const now = office.rollcall.clock.now().toISOString();
    assert.deepEqual(unclaimed.data, [
      {
        directory_key: 'directory_stray',
        source: 'workos',
        events: 3,
        types: [
          { type: 'dsync.user.created', events: 1 },
          { type: 'dsync.user.updated', events: 2 },
        ],
        first_received_at: now,
        last_received_at: now,
      },
    ]);
    assert.doesNotMatch(JSON.stringify(unclaimed), /kim/i);

    const created = await office.api.expect('DirectoryDetail', 'POST', directories, {
      body: { source: 'workos' },
    });
    assert.equal(created.workos_id, null);
    const claim = `${directories}/${created.id}/claim`;
    const body = { workos_id: 'directory_stray' };
    assert.equal(
      (await office.api.expect('DirectoryDetail', 'POST', claim, { body })).workos_id,
      'directory_stray',
    );
    await office.rollcall.drain();
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?email=kim@acme.com');
    assert.equal(data[0]?.family_name, 'M');
    assert.deepEqual(
      (await office.api.expect('UnclaimedDirectoryList', 'GET', '/unclaimed-directories')).data,
      [],
    );

    await office.api.expect('DirectoryDetail', 'POST', claim, { body });
    await office.api.refused(409, 'conflict', 'POST', claim, { body: { workos_id: 'directory_other' } });
  });

  it('cannot claim what another directory has', async () => {
    const created = await office.api.expect('DirectoryDetail', 'POST', directories, {
      body: { source: 'workos' },
    });
    await office.api.refused(409, 'conflict', 'POST', `${directories}/${created.id}/claim`, {
      body: { workos_id: 'directory_acme' },
    });
    const unchanged = await office.api.expect('DirectoryDetail', 'GET', `${directories}/${created.id}`);
    assert.equal(unchanged.workos_id, null);
  });

  it('cannot claim a WorkOS id for a token that is bound to their tenant', async () => {
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'bound', scopes: ['*'], tenant: 'acme' },
    });
    const bound = office.api.as(token);
    const claims = { body: { source: 'workos', workos_id: 'directory_of_another' } };
    await bound.refused(403, 'forbidden', 'POST', directories, claims);
    const created = await bound.expect('DirectoryDetail', 'POST', directories, {
      body: { source: 'workos' },
    });
    const claim = `${directories}/${created.id}/claim`;
    await bound.refused(403, 'forbidden', 'POST', claim, { body: { workos_id: 'directory_of_another' } });

    const { data } = await office.api.expect('DirectoryList', 'GET', directories);
    assert.deepEqual(
      data.map(({ workos_id }) => workos_id),
      ['directory_acme', null],
    );
    await office.api.expect('DirectoryDetail', 'POST', claim, {
      body: { workos_id: 'directory_of_another' },
    });
  });

  it('are refused for sources that are not served', async () => {
    const problem = await office.api.refused(400, 'invalid_request', 'POST', directories, {
      body: { source: 'ldap' },
    });
    assert.match(problem.detail, /workos, scim, import/);
    assert.equal((await office.api.expect('DirectoryList', 'GET', directories)).data.length, 1);
  });
});

describe('groups and workspaces over HTTP', () => {
  let office: Office;

  before(async () => {
    office = await openOffice();
    await office.hire('ada', ['admins', 'members', 'book club']);
    const ben = await office.hire('ben', ['members']);
    await office.hire('cleo', ['members']);
    await office.tell(office.idp.remove(ben.person));
  });
  after(() => office.stop());

  it('show who is in a group and what the policy makes of it', async () => {
    const { data } = await office.api.expect('GroupList', 'GET', '/tenants/acme/groups');
    assert.deepEqual(
      data.map(({ name, member_count, unmapped, mapping }) => ({ name, member_count, unmapped, mapping })),
      [
        {
          name: 'admins',
          member_count: 1,
          unmapped: false,
          mapping: { role: 'admin', workspaces: [], id: null, name: 'admins', line: 10 },
        },
        {
          name: 'members',
          member_count: 2,
          unmapped: false,
          mapping: {
            role: 'member',
            workspaces: [{ key: 'engineering', role: 'member' }],
            id: null,
            name: 'members',
            line: 11,
          },
        },
        { name: 'book club', member_count: 1, unmapped: true, mapping: null },
      ],
    );
  });

  it('list the groups of one directory', async () => {
    const path = '/tenants/acme/groups?directory_id=';
    assert.equal((await office.api.expect('GroupList', 'GET', path + office.directoryId)).data.length, 3);
    assert.deepEqual((await office.api.expect('GroupList', 'GET', path + office.tenantId)).data, []);
    await office.api.refused(400, 'invalid_request', 'GET', `${path}mine`);
  });

  it('leave out groups that are gone', async () => {
    const { group, events } = office.idp.createGroup('short lived');
    await office.tell(events);
    await office.tell(office.idp.deleteGroup(group));
    const { data } = await office.api.expect('GroupList', 'GET', '/tenants/acme/groups');
    assert.ok(data.every(({ name }) => name !== 'short lived'));
  });

  it('show workspaces with their members, those of the policy and those made beforehand', async () => {
    const design = await office.api.expect('Workspace', 'POST', '/tenants/acme/workspaces', {
      body: { key: 'design', name: 'Design' },
    });
    assert.deepEqual({ name: design.name, members: design.member_count }, { name: 'Design', members: 0 });
    await office.api.expect('Workspace', 'POST', '/tenants/acme/workspaces', { body: { key: 'bare' } });
    const { data } = await office.api.expect('WorkspaceList', 'GET', '/tenants/acme/workspaces');
    assert.deepEqual(
      data.map(({ key, name, member_count }) => [key, name, member_count]),
      [
        ['bare', 'bare', 0],
        ['design', 'Design', 0],
        ['engineering', 'engineering', 2],
      ],
    );
    await office.api.refused(409, 'conflict', 'POST', '/tenants/acme/workspaces', {
      body: { key: 'design' },
    });
    await office.api.refused(400, 'invalid_request', 'POST', '/tenants/acme/workspaces', {
      body: { key: 'a b' },
    });
  });
});
