import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../../../support/scim-client.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: members, role: member }
`;

describe('Leaving over SCIM', () => {
  let rollcall: TestRollcall;
  let idp: ScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    idp = await scimTenant(rollcall, { policy });
  });

  const hire = async (name: string, groups: string[] = []): Promise<string> => {
    const { id } = await idp.expect(201, 'POST', '/Users', newUser(`${name}@acme.com`, { externalId: name }));
    for (const group of groups) {
      const { Resources } = await idp.expect(200, 'GET', `/Groups?filter=displayName%20eq%20%22${group}%22`);
      const groupId = Resources[0]?.id ?? (await idp.expect(201, 'POST', '/Groups', newGroup(group))).id;
      await idp.expect(
        200,
        'PATCH',
        `/Groups/${groupId}`,
        patchOf({ op: 'add', path: 'members', value: [{ value: id }] }),
      );
    }
    return id;
  };
  const deactivation = patchOf({ op: 'replace', path: 'active', value: false });

  it('active: false deactivates the account, and the person stays visible as inactive', async () => {
    const id = await hire('bob', ['members']);
    const body = await idp.expect(200, 'PATCH', `/Users/${id}`, deactivation);
    assert.equal(body.active, false);
    assert.equal((await idp.userOf('bob'))?.status, 'deactivated');
    assert.equal((await idp.expect(200, 'GET', `/Users/${id}`)).active, false);
    const { Resources } = await idp.expect(200, 'GET', '/Users?filter=userName%20eq%20%22bob@acme.com%22');
    assert.deepEqual(
      Resources.map(({ active }) => active),
      [false],
    );
  });

  it('DELETE deactivates the account, answers 404 from then on, and is not done twice', async () => {
    const id = await hire('bob');
    await idp.expect(204, 'DELETE', `/Users/${id}`);
    assert.equal((await idp.userOf('bob'))?.status, 'deactivated');
    for (const [method, body] of [
      ['GET'],
      ['PUT', newUser('bob@acme.com')],
      ['PATCH', deactivation],
      ['DELETE'],
    ] as const) {
      assert.equal((await idp.expect(404, method, `/Users/${id}`, body)).status, '404');
    }
    assert.equal((await idp.expect(200, 'GET', '/Users')).totalResults, 0);
  });

  it('who is created again has a new id and the account of before', async () => {
    const id = await hire('bob', ['members']);
    const account = await idp.userOf('bob');
    await idp.expect(204, 'DELETE', `/Users/${id}`);
    const again = await hire('bob', ['members']);
    assert.notEqual(again, id);
    await idp.expect(404, 'GET', `/Users/${id}`);
    assert.equal((await idp.expect(200, 'GET', `/Users/${again}`)).id, again);
    const returned = await idp.userOf('bob');
    assert.ok(returned);
    assert.equal(returned.id, account?.id);
    assert.equal(returned.status, 'active');
    assert.equal(returned.role, 'member');
  });

  it('without an external id, who is created again is known by the user name', async () => {
    const { id } = await idp.expect(201, 'POST', '/Users', newUser('Carol@acme.com'));
    const [account] = await idp.users();
    await idp.expect(204, 'DELETE', `/Users/${id}`);
    await idp.expect(201, 'POST', '/Users', newUser('carol@acme.com'));
    const users = await idp.users();
    assert.deepEqual(
      users.map((user) => [user.id, user.status]),
      [[account?.id, 'active']],
    );
  });

  it('another external id under the user name of somebody who left is another person', async () => {
    const id = await hire('bob');
    await idp.expect(204, 'DELETE', `/Users/${id}`);
    await idp.expect(201, 'POST', '/Users', newUser('bob@acme.com', { externalId: 'another-bob' }));
    assert.equal((await idp.userOf('bob'))?.status, 'deactivated');
    assert.equal((await idp.userOf('another-bob'))?.status, 'active');
  });

  it('the account of who has left is not for whoever gets the external id that they gave up', async () => {
    const bob = await hire('bob');
    const account = await idp.userOf('bob');
    await idp.expect(200, 'PATCH', `/Users/${bob}`, deactivation);
    const renamed = patchOf({ op: 'replace', path: 'externalId', value: 'robert' });
    await idp.expect(200, 'PATCH', `/Users/${bob}`, renamed);
    await idp.expect(201, 'POST', '/Users', newUser('another@acme.com', { externalId: 'bob' }));
    const activation = patchOf({ op: 'replace', path: 'active', value: true });
    await idp.expect(200, 'PATCH', `/Users/${bob}`, activation);
    assert.deepEqual(
      (await idp.users()).map(({ id, email, external_id, status }) => [
        ...[id === account?.id, email, external_id, status],
      ]),
      [
        [true, 'bob@acme.com', 'robert', 'active'],
        [false, 'another@acme.com', 'bob', 'active'],
      ],
    );
  });

  for (const [what, method, body] of [
    ['removes active', 'PATCH', patchOf({ op: 'remove', path: 'active' })],
    ['sets active to null', 'PATCH', patchOf({ op: 'replace', path: 'active', value: null })],
    ['has null for active', 'PUT', newUser('bob@acme.com', { externalId: 'bob', active: null })],
  ] as const) {
    it(`nobody who has left comes back by a ${method} that ${what}`, async () => {
      const id = await hire('bob');
      await idp.expect(200, 'PATCH', `/Users/${id}`, deactivation);
      assert.equal((await idp.expect(200, method, `/Users/${id}`, body)).active, false);
      assert.equal((await idp.userOf('bob'))?.status, 'deactivated');
    });
  }

  it('a group that gives up the external id by which it is mapped gives no role any more', async () => {
    idp = await scimTenant(rollcall, {
      policy: 'groups: { match_by: id, default_role: viewer, map: [ { id: m-1, role: member } ] }',
    });
    const id = await hire('bob');
    const body = newGroup('members', [id]);
    const group = await idp.expect(201, 'POST', '/Groups', { ...body, externalId: 'm-1' });
    assert.equal((await idp.userOf('bob'))?.role, 'member');
    await idp.expect(200, 'PUT', `/Groups/${group.id}`, body);
    assert.equal((await idp.userOf('bob'))?.role, 'viewer');
  });

  it('groups from before a deletion do not come back with the person', async () => {
    const id = await hire('bob', ['admins']);
    await hire('eve', ['admins']);
    await idp.expect(204, 'DELETE', `/Users/${id}`);
    await hire('bob');
    assert.equal((await idp.userOf('bob'))?.role, 'viewer');
  });

  describe('the last administrator', () => {
    for (const [name, method, body] of [
      ['set inactive', 'PATCH', deactivation],
      ['deleted', 'DELETE', undefined],
      ['replaced as inactive', 'PUT', newUser('ada@acme.com', { externalId: 'ada', active: false })],
    ] as const) {
      it(`${name} is refused with a SCIM error, keeps the role, and waits in one hold`, async () => {
        const id = await hire('ada', ['admins']);
        for (let again = 0; again < 2; again += 1) {
          const error = await idp.expect(409, method, `/Users/${id}`, body);
          assert.deepEqual(error.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error']);
          assert.match(error.detail, /administrator/);
          assert.equal((await idp.expect(200, 'GET', `/Users/${id}`)).active, true);
          const { Resources } = await idp.expect(
            200,
            'GET',
            '/Users?filter=userName%20eq%20%22ada@acme.com%22',
          );
          assert.equal(Resources[0]?.active, true);
        }
        const account = await idp.userOf('ada');
        assert.deepEqual([account?.status, account?.role], ['active', 'admin']);
        assert.deepEqual(
          (await idp.holds()).map((hold) => [hold.kind, hold.status]),
          [['sole_admin', 'open']],
        );
        assert.equal((await idp.records('&action=hold.opened')).length, 1);
      });
    }

    it('goes through by itself once there is another, and is then gone', async () => {
      const id = await hire('ada', ['admins']);
      await idp.expect(409, 'DELETE', `/Users/${id}`);
      await hire('eve', ['admins']);
      assert.equal((await idp.userOf('ada'))?.status, 'deactivated');
      await idp.expect(404, 'GET', `/Users/${id}`);
    });

    it('removed from the group that makes them one is refused, and keeps the role', async () => {
      const id = await hire('ada', ['admins']);
      const { Resources } = await idp.expect(200, 'GET', '/Groups');
      const remove = patchOf({ op: 'remove', path: `members[value eq "${id}"]` });
      await idp.expect(409, 'PATCH', `/Groups/${Resources[0]?.id}`, remove);
      assert.equal((await idp.userOf('ada'))?.role, 'admin');
    });

    it('out of scope by an attribute is refused once, and other changes go through meanwhile', async () => {
      idp = await scimTenant(rollcall, {
        policy: `${policy}
filters:
  exclude:
    - { name: Contractors, any: [ { attribute: employee_type, equals: contractor } ] }
`,
      });
      const id = await hire('ada', ['admins']);
      const path = `/Users/${id}`;
      await idp.expect(409, 'PATCH', path, patchOf({ op: 'add', path: 'userType', value: 'contractor' }));
      assert.deepEqual(
        (await idp.holds()).map(({ kind, status }) => [kind, status]),
        [['sole_admin', 'open']],
      );
      await idp.expect(200, 'PATCH', path, patchOf({ op: 'add', path: 'title', value: 'Countess' }));
      assert.equal((await idp.userOf('ada'))?.role, 'admin');
    });

    it('a refusal does not keep those from leaving who came in the same moment', async () => {
      const ada = await hire('ada', ['admins']);
      const others = await Promise.all(['bob', 'carol', 'dave'].map((name) => hire(name)));
      const answers = await Promise.all(
        [ada, ...others].map((id) => idp.request('PATCH', `/Users/${id}`, deactivation)),
      );
      assert.deepEqual(
        answers.map(({ status }) => status),
        [409, 200, 200, 200],
      );
      const statuses = new Map((await idp.users()).map((user) => [user.external_id, user.status]));
      assert.equal(statuses.get('ada'), 'active');
      for (const name of ['bob', 'carol', 'dave']) assert.equal(statuses.get(name), 'deactivated');
    });
  });
});
