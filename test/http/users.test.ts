import assert from 'node:assert/strict';
import type { UserList } from '../../src/generated/api.ts';
import { openBrowser } from '../support/cookie-browser.ts';
import { openOffice, officePolicy, type Account, type Office } from '../support/office.ts';

describe('users over HTTP', () => {
  let office: Office;
  let ada: Account;
  let ben: Account;
  let eve: Account;

  before(async () => {
    office = await openOffice();
    ada = await office.hire('ada', ['admins', 'members']);
    ben = await office.hire('ben', ['members']);
    eve = await office.hire('eve');
    await office.tell(office.idp.deactivate(eve.person));
  });
  after(() => office.stop());

  const emails = async (filter: string): Promise<(string | null)[]> => {
    const { data } = await office.api.expect('UserList', 'GET', `/tenants/acme/users${filter}`);
    return data.map(({ email }) => email);
  };

  it('are found by how the words of their name or address begin, in any capitals and order', async () => {
    assert.deepEqual(await emails('?search=BEN'), ['ben@acme.com']);
    assert.deepEqual(await emails('?search=Eve%20Exam'), ['eve@acme.com']);
    assert.deepEqual(await emails('?search=acme.com&status=active'), ['ada@acme.com', 'ben@acme.com']);
    assert.deepEqual(await emails('?search=exam%20eve'), ['eve@acme.com']);
    for (const none of ['b_n', 'xample', '%25', 'eve%20nobody'])
      assert.deepEqual(await emails(`?search=${none}`), [], none);
  });

  it('are found one at a time by a link that opens approvals alone, and not listed', async () => {
    const { url } = await office.api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
      body: { pages: ['approvals'] },
    });
    const browser = openBrowser(office.rollcall.url, 'portal');
    await browser.enter(url);
    const ask = async (query: string) => browser.ask('GET', `/api/v1/tenants/acme/users${query}`);
    const { status, body } = await ask('?search=ben&limit=8');
    assert.equal(status, 200);
    assert.deepEqual(
      (body as UserList).data.map(({ id }) => id),
      [ben.user.id],
    );
    const { next_cursor: cursor } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?limit=1');
    for (const query of [
      ...[
        '',
        '?limit=8',
        '?search=be&limit=8',
        '?search=%20%20b&limit=8',
        '?search=acme',
        '?search=acme&limit=11',
      ],
      `?search=acme&limit=1&cursor=${encodeURIComponent(cursor ?? '')}`,
    ])
      assert.equal((await ask(query)).status, 403, query);
  });

  it('are listed with role, workspaces and status', async () => {
    const { data, next_cursor } = await office.api.expect('UserList', 'GET', '/tenants/acme/users');
    assert.equal(next_cursor, null);
    assert.deepEqual(
      data.map(({ email, role, role_origin, status, workspaces }) => ({
        email,
        role,
        role_origin,
        status,
        workspaces,
      })),
      [
        {
          email: 'ada@acme.com',
          role: 'admin',
          role_origin: 'directory',
          status: 'active',
          workspaces: [{ key: 'engineering', role: 'member' }],
        },
        {
          email: 'ben@acme.com',
          role: 'member',
          role_origin: 'directory',
          status: 'active',
          workspaces: [{ key: 'engineering', role: 'member' }],
        },
        {
          email: 'eve@acme.com',
          role: 'viewer',
          role_origin: 'default',
          status: 'deactivated',
          workspaces: [],
        },
      ],
    );
    assert.ok(data.every(({ directory_id }) => directory_id === office.directoryId));
    assert.equal(data[0]?.external_id, ada.person.idpId);
    assert.equal(data[2]?.deactivated_at, office.rollcall.clock.now().toISOString());
  });

  it('are found by e-mail in any capitals, external id, status and role, alone and together', async () => {
    assert.deepEqual(await emails('?email=ADA@acme.COM'), ['ada@acme.com']);
    assert.deepEqual(await emails(`?external_id=${ben.person.idpId}`), ['ben@acme.com']);
    assert.deepEqual(await emails('?status=deactivated'), ['eve@acme.com']);
    assert.deepEqual(await emails('?role=member'), ['ben@acme.com']);
    assert.deepEqual(await emails('?role=member&status=deactivated'), []);
    assert.deepEqual(await emails('?email=nobody%40acme.com'), []);
    assert.deepEqual(await emails('?email=%25'), []);
  });

  it('are shown one by one', async () => {
    const shown = await office.api.expect('UserDetail', 'GET', `/tenants/acme/users/${ada.user.id}`);
    assert.equal(shown.email, 'ada@acme.com');
    assert.equal(shown.manual_role, null);
    await office.api.refused(404, 'not_found', 'GET', `/tenants/acme/users/${office.directoryId}`);
    await office.api.refused(404, 'not_found', 'GET', '/tenants/acme/users/ada');
    await office.api.refused(404, 'not_found', 'GET', `/tenants/nobody/users/${ada.user.id}`);
  });

  it('tell whether a role set by hand is in force, and why not', async () => {
    const path = `/tenants/acme/users/${ben.user.id}/role`;
    const set = await office.api.expect('UserDetail', 'PUT', path, { body: { role: 'admin' } });
    assert.equal(set.role, 'member', 'the group says member, and the policy lets it win');
    assert.equal(set.manual_role?.role, 'admin');
    assert.equal(set.manual_role.in_force, false);
    assert.match(set.manual_role.says, /manual_roles/);

    const withdrawn = await office.api.expect('UserDetail', 'DELETE', path);
    assert.equal(withdrawn.manual_role, null);
    await office.api.refused(400, 'invalid_request', 'PUT', path, { body: { role: 'emperor' } });
    await office.api.refused(404, 'not_found', 'PUT', `/tenants/acme/users/${office.directoryId}/role`, {
      body: { role: 'admin' },
    });
  });

  it('are registered by the product, and their role is one set by hand', async () => {
    const body = { email: 'Old@acme.com', display_name: 'Old Account', role: 'member' };
    const registered = await office.api.expect('UserDetail', 'POST', '/tenants/acme/users', { body });
    assert.equal(registered.status, 'active');
    assert.equal(registered.role, 'member');
    assert.equal(registered.role_origin, 'manual');
    assert.equal(registered.manual_role?.in_force, true);
    assert.equal(registered.directory_id, null);
    assert.deepEqual(await emails('?email=old@acme.com'), ['Old@acme.com']);

    const changed = await office.api.expect(
      'UserDetail',
      'PUT',
      `/tenants/acme/users/${registered.id}/role`,
      {
        body: { role: 'admin' },
      },
    );
    assert.equal(changed.role, 'admin');
    await office.api.refused(409, 'conflict', 'DELETE', `/tenants/acme/users/${registered.id}/role`);

    const records = await office.api.expect(
      'AuditRecordList',
      'GET',
      `/tenants/acme/audit-records?user_id=${registered.id}&order=asc`,
    );
    assert.deepEqual(
      records.data.map(({ action, actor }) => [action, actor.kind]),
      [
        ['user.provisioned', 'api_token'],
        ['role.changed', 'api_token'],
      ],
    );
  });

  it('need an e-mail or an external id to be registered', async () => {
    await office.api.refused(400, 'invalid_request', 'POST', '/tenants/acme/users', {
      body: { role: 'member' },
    });
    await office.api.refused(400, 'invalid_request', 'POST', '/tenants/acme/users', {
      body: { email: 'x@y', role: 'no' },
    });
    const taken = { external_id: ada.person.idpId };
    await office.api.refused(409, 'conflict', 'POST', '/tenants/acme/users', { body: taken });
  });

  it('are explained from the event to the role, with the line of the policy', async () => {
    const why = await office.api.expect('Why', 'GET', `/tenants/acme/users/${ada.user.id}/why`);
    assert.equal(why.user?.id, ada.user.id);
    assert.equal(why.decision?.outcome, 'active');
    assert.equal(why.decision.role, 'admin');
    assert.match(why.decision.because, /admins/);
    assert.deepEqual(
      why.decision.workspaces.map(({ key }) => key),
      ['engineering'],
    );
    assert.deepEqual(why.groups.map(({ name }) => name).sort(), ['admins', 'members']);

    const step = why.steps.find(({ policy }) => policy?.pointer.startsWith('/groups/map/0'));
    assert.ok(step, JSON.stringify(why.steps));
    const yaml = `version: rollcall/v1\ntenant: acme\n${officePolicy}`.split('\n');
    assert.match(yaml[(step.policy?.line ?? 0) - 1] ?? '', /name: admins/);

    const known = await office.api.expect('EventList', 'GET', '/tenants/acme/events?limit=200');
    const ids = new Set(known.data.map(({ id }) => id));
    assert.equal(why.events.length, 3);
    assert.ok(why.events.every(({ id }) => ids.has(id)));
    assert.deepEqual(
      why.events.map(({ says }) => says),
      [
        'The directory described the person as they are now.',
        'The person joined admins.',
        'The person joined members.',
      ],
    );
    assert.ok(why.last_changes.some(({ action }) => action === 'user.provisioned'));
  });

  it('that left are explained by the event that removed them', async () => {
    const gone = await office.hire('gone');
    const removal = office.idp.remove(gone.person);
    await office.tell(removal);
    const why = await office.api.expect('Why', 'GET', `/tenants/acme/users/${gone.user.id}/why`);
    assert.equal(why.decision?.outcome, 'no_access');
    assert.equal(why.decision.role, null);
    assert.deepEqual(
      why.events.map(({ id, says }) => [id, says]),
      [[removal[0]?.id, 'The directory removed the person.']],
    );
  });

  it('that no directory knows have no decision to explain', async () => {
    const registered = await office.api.expect('UserDetail', 'POST', '/tenants/acme/users', {
      body: { external_id: 'local-1' },
    });
    const why = await office.api.expect('Why', 'GET', `/tenants/acme/users/${registered.id}/why`);
    assert.equal(why.decision, null);
    assert.deepEqual(why.steps, []);
    await office.api.refused(404, 'not_found', 'GET', `/tenants/acme/users/${office.directoryId}/why`);
  });

  it('keep the last administrator, and the hold is listed', async () => {
    const { data: admins } = await office.api.expect(
      'UserList',
      'GET',
      '/tenants/acme/users?role=admin&status=active',
    );
    for (const { id, external_id } of admins) {
      if (external_id === ada.person.idpId) continue;
      await office.api.expect('UserDetail', 'PUT', `/tenants/acme/users/${id}/role`, {
        body: { role: 'viewer' },
      });
    }
    await office.tell(office.idp.deactivate(ada.person));
    assert.equal((await office.userOf(ada.person)).status, 'active');
    const { data } = await office.api.expect('HoldList', 'GET', '/tenants/acme/holds?status=open');
    assert.deepEqual(
      data.map(({ kind, user_id }) => ({ kind, user_id })),
      [{ kind: 'sole_admin', user_id: ada.user.id }],
    );
    const why = await office.api.expect('Why', 'GET', `/tenants/acme/users/${ada.user.id}/why`);
    assert.equal(why.hold?.id, data[0]?.id);
    assert.deepEqual(
      (await office.api.expect('HoldList', 'GET', '/tenants/acme/holds?status=approved')).data,
      [],
    );
  });
});
