import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import {
  asAdmin,
  asEngineer,
  asViewer,
  connect,
  coreGroup,
  coreUser,
  enterprise,
  patchOp,
  type IdentityProvider,
} from './identity-provider.ts';

const ada = 'ada@acme.com';

describe('A life under an identity provider that keeps to the standard', () => {
  let rollcall: TestRollcall;
  let idp: IdentityProvider;

  before(async () => {
    rollcall = await startRollcall();
    idp = await connect(rollcall, 'generic', {
      accept: 'application/scim+json',
      'content-type': 'application/scim+json',
    });
  });
  after(() => rollcall.stop());

  const find = (filter: string) => idp.send(200, 'GET', `/Users?filter=${encodeURIComponent(filter)}`);
  const patch = (status: number, path: string, ...Operations: unknown[]) =>
    idp.send(status, 'PATCH', path, { schemas: [patchOp], Operations });

  it('goes: join, update, group push, move, leave, return', async () => {
    await idp.send(200, 'GET', '/ServiceProviderConfig');
    assert.equal((await find(`userName eq "${ada}"`)).totalResults, 0);
    const created = await idp.send(201, 'POST', '/Users', {
      schemas: [coreUser, enterprise],
      userName: ada,
      externalId: 'ada',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ value: ada, type: 'work', primary: true }],
      [enterprise]: { department: 'Engines' },
    });
    const path = `/Users/${created.id}`;
    assert.equal(idp.latestHeaders().location, created.meta.location);
    assert.equal(created.active, true);
    assert.deepEqual(await idp.standing(ada), asViewer);
    const before = await idp.account(ada);

    const updated = await patch(
      200,
      path,
      { op: 'add', value: { title: 'Countess' } },
      { op: 'replace', path: `${enterprise}:department`, value: 'Poetry' },
      { op: 'add', path: 'emails', value: [{ value: 'augusta@acme.com', type: 'home' }] },
    );
    assert.notEqual(updated.meta.version, created.meta.version);
    assert.deepEqual((await idp.account(ada)).attributes, { department: 'Poetry', title: 'Countess' });
    assert.equal(
      (await patch(400, path, { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '1' }))
        .scimType,
      'noTarget',
    );

    const engineering = await idp.send(201, 'POST', '/Groups', {
      schemas: [coreGroup],
      displayName: 'Engineering',
      members: [{ value: created.id, type: 'User' }],
    });
    assert.deepEqual(await idp.standing(ada), asEngineer);
    const admins = await idp.send(201, 'POST', '/Groups', { schemas: [coreGroup], displayName: 'Admins' });
    await patch(200, `/Groups/${engineering.id}`, {
      op: 'remove',
      path: `members[value eq "${created.id}"]`,
    });
    await patch(200, `/Groups/${admins.id}`, {
      op: 'add',
      path: 'members',
      value: [{ value: created.id }],
    });
    assert.deepEqual(await idp.standing(ada), asAdmin);

    const left = await patch(200, path, { op: 'replace', path: 'active', value: false });
    assert.equal(left.active, false);
    assert.equal((await idp.standing(ada)).status, 'deactivated');
    assert.equal((await find('active eq false')).totalResults, 1);
    await patch(200, path, { op: 'replace', path: 'active', value: true });
    assert.deepEqual(await idp.standing(ada), asAdmin);

    await idp.send(204, 'DELETE', path);
    await idp.send(404, 'GET', path);
    assert.equal((await find(`userName eq "${ada}"`)).totalResults, 0);
    const again = await idp.send(201, 'POST', '/Users', {
      schemas: [coreUser],
      userName: ada,
      externalId: 'ada',
      emails: [{ value: ada }],
    });
    assert.notEqual(again.id, created.id);
    assert.deepEqual(await idp.standing(ada), asViewer);
    assert.equal((await idp.account(ada)).id, before.id);

    assert.deepEqual(await idp.dialect(), { rewrites: {}, says: [], suggests: null });
  });
});
