import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import {
  asAdmin,
  asEngineer,
  asViewer,
  connect,
  coreGroup,
  coreUser,
  patchOp,
  type IdentityProvider,
  type Shown,
} from './identity-provider.ts';

const oktaHeaders = {
  'user-agent': 'Okta SCIM Client 1.0.0',
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  'content-type': 'application/scim+json; charset=utf-8',
};
const ada = 'ada@acme.com';
const lookUp = (filter: string) => `?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`;

describe('A life under Okta', () => {
  let rollcall: TestRollcall;
  let okta: IdentityProvider;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    okta = await connect(rollcall, 'okta', oktaHeaders);
  });

  /** As Okta does both kinds of apps: looks the person up, and creates who is not there. */
  async function join(): Promise<Shown> {
    const found = await okta.send(200, 'GET', `/Users${lookUp(`userName eq "${ada}"`)}`);
    assert.deepEqual([found.totalResults, found.Resources, found.startIndex], [0, [], 1]);
    const created = await okta.send(201, 'POST', '/Users', {
      schemas: [coreUser],
      userName: ada,
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ primary: true, value: ada, type: 'work' }],
      displayName: 'Ada Lovelace',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    });
    assert.equal(okta.latestHeaders().location, `${okta.baseUrl}/Users/${created.id}`);
    assert.equal(created.userName, ada);
    assert.equal('password' in created, false);
    assert.deepEqual(await okta.standing(ada), asViewer);
    return created;
  }

  async function pushGroup(displayName: string): Promise<string> {
    const found = await okta.send(200, 'GET', `/Groups${lookUp(`displayName eq "${displayName}"`)}`);
    assert.equal(found.totalResults, 0);
    const created = await okta.send(201, 'POST', '/Groups', {
      schemas: [coreGroup],
      displayName,
      members: [],
    });
    assert.equal(created.displayName, displayName);
    return created.id;
  }

  const replace = (value: unknown) => ({ schemas: [patchOp], Operations: [{ op: 'replace', value }] });

  it('of an app that only PUTs: join, update, group push, move, leave, return', async () => {
    const { id } = await join();
    const path = `/Users/${id}`;
    const before = await okta.account(ada);

    const read = await okta.send(200, 'GET', path);
    const update = {
      ...read,
      title: 'Countess',
      displayName: 'Ada King',
      emails: read.emails.map((email) => ({ ...email, display: ada })),
      groups: [],
    };
    const updated = await okta.send(200, 'PUT', path, update);
    assert.equal(updated.title, 'Countess');
    assert.deepEqual(updated.emails, [{ primary: true, value: ada, type: 'work', display: ada }]);
    const account = await okta.account(ada);
    assert.equal(account.display_name, 'Ada King');
    assert.equal(account.attributes.title, 'Countess');

    const putMembers = (group: string, displayName: string, members: unknown[]) =>
      okta.send(200, 'PUT', `/Groups/${group}`, { schemas: [coreGroup], displayName, members });
    const engineering = await pushGroup('Engineering');
    const pushed = await putMembers(engineering, 'Engineering', [{ value: id, display: ada }]);
    assert.deepEqual(
      pushed.members?.map((member) => member.value),
      [id],
    );
    assert.deepEqual(await okta.standing(ada), asEngineer);
    assert.deepEqual(
      (await okta.send(200, 'GET', path)).groups.map((group) => [group.value, group.display]),
      [[engineering, 'Engineering']],
    );

    const admins = await pushGroup('Admins');
    await putMembers(engineering, 'Engineering', []);
    await putMembers(admins, 'Admins', [{ value: id, display: ada }]);
    assert.deepEqual(await okta.standing(ada), asAdmin);

    const present = await okta.send(200, 'GET', path);
    const left = await okta.send(200, 'PUT', path, { ...present, active: false });
    assert.equal(left.active, false);
    assert.equal((await okta.standing(ada)).status, 'deactivated');
    const { Resources } = await okta.send(200, 'GET', `/Users${lookUp(`userName eq "${ada}"`)}`);
    assert.deepEqual(
      Resources.map((person) => [person.id, person.active]),
      [[id, false]],
    );

    await okta.send(200, 'PUT', path, { ...(await okta.send(200, 'GET', path)), active: true });
    assert.deepEqual(await okta.standing(ada), asAdmin);
    assert.equal((await okta.account(ada)).id, before.id);

    assert.deepEqual(await okta.dialect(), { rewrites: {}, says: [], suggests: null });
  });

  it('of an app that PATCHes: join, update, group push, move, leave, return', async () => {
    const { id } = await join();
    const path = `/Users/${id}`;
    const before = await okta.account(ada);

    const read = await okta.send(200, 'GET', path);
    await okta.send(200, 'PUT', path, { ...read, title: 'Countess', groups: [] });
    assert.equal((await okta.account(ada)).attributes.title, 'Countess');
    const { version } = (await okta.send(200, 'GET', path)).meta;
    const synced = await okta.send(200, 'PATCH', path, replace({ password: 'another-secret' }));
    assert.equal(synced.meta.version, version);

    const engineering = await pushGroup('Engineering');
    const edit = (group: string, ...operations: unknown[]) =>
      okta.send(204, 'PATCH', `/Groups/${group}`, { schemas: [patchOp], Operations: operations });
    const rename = (group: string, displayName: string) => ({
      op: 'replace',
      value: { id: group, displayName },
    });
    await edit(
      engineering,
      rename(engineering, 'Engineering'),
      { op: 'remove', path: `members[value eq "${id}"]` },
      { op: 'add', path: 'members', value: [{ value: id, display: ada }] },
    );
    assert.deepEqual(await okta.standing(ada), asEngineer);

    const admins = await pushGroup('Admins');
    await edit(engineering, rename(engineering, 'Engineering'), {
      op: 'remove',
      path: `members[value eq "${id}"]`,
    });
    await edit(admins, { op: 'replace', path: 'members', value: [{ value: id, display: ada }] });
    assert.deepEqual(await okta.standing(ada), asAdmin);
    const imported = await okta.send(200, 'GET', '/Groups?startIndex=1&count=100');
    assert.deepEqual(
      imported.Resources.map((group) => [group.displayName, group.members?.length ?? 0]),
      [
        ['Engineering', 0],
        ['Admins', 1],
      ],
    );

    const left = await okta.send(200, 'PATCH', path, replace({ active: false }));
    assert.equal(left.active, false);
    assert.equal((await okta.standing(ada)).status, 'deactivated');
    await edit(admins, { op: 'replace', path: 'members', value: [] });

    const returned = await okta.send(200, 'PATCH', path, replace({ active: true }));
    assert.equal(returned.active, true);
    assert.deepEqual(await okta.standing(ada), asViewer);
    assert.equal((await okta.account(ada)).id, before.id);

    await okta.send(204, 'DELETE', `/Groups/${admins}`);
    await okta.send(404, 'GET', `/Groups/${admins}`);
    assert.deepEqual(await okta.dialect(), { rewrites: {}, says: [], suggests: null });
  });

  it('is told from the traffic under another profile', async () => {
    okta = await connect(rollcall, 'entra', oktaHeaders);
    const { id } = await join();
    await okta.send(200, 'PATCH', `/Users/${id}`, replace({ active: false }));
    await okta.send(200, 'PATCH', `/Users/${id}`, replace({ active: true }));
    assert.deepEqual(await okta.dialect(), { rewrites: {}, says: [], suggests: 'okta' });
  });
});
