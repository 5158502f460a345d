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
} from './identity-provider.ts';

const ada = 'ada@acme.com';

describe('A life under JumpCloud', () => {
  let rollcall: TestRollcall;
  let jumpcloud: IdentityProvider;

  before(async () => {
    rollcall = await startRollcall();
    jumpcloud = await connect(rollcall, 'jumpcloud', {
      accept: 'application/scim+json',
      'content-type': 'application/scim+json',
    });
  });
  after(() => rollcall.stop());

  const create = (userName: string) =>
    jumpcloud.send(201, 'POST', '/Users', {
      schemas: [coreUser],
      userName,
      externalId: `jc-${userName}`,
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      displayName: 'Ada Lovelace',
      emails: [{ value: userName, type: 'work', primary: true }],
      active: true,
    });
  const createGroup = (displayName: string, members: unknown[] = []) =>
    jumpcloud.send(201, 'POST', '/Groups', { schemas: [coreGroup], displayName, members });
  const patch = (status: number, path: string, ...Operations: unknown[]) =>
    jumpcloud.send(status, 'PATCH', path, { schemas: [patchOp], Operations });
  const rename = (displayName: string) => ({ op: 'replace', value: { displayName } });

  it('goes: activation, join, update, group push, move, leave, return', async () => {
    const test = await create('test@acme.com');
    const testGroup = await createGroup('Test group', [{ value: test.id }]);
    await patch(200, `/Users/${test.id}`, { op: 'replace', path: 'name.givenName', value: 'Updated' });
    await patch(204, `/Groups/${testGroup.id}`, rename('Updated group'));
    assert.equal((await jumpcloud.send(200, 'GET', `/Groups/${testGroup.id}`)).displayName, 'Updated group');
    await jumpcloud.send(204, 'DELETE', `/Groups/${testGroup.id}`);
    await jumpcloud.send(204, 'DELETE', `/Users/${test.id}`);
    assert.equal((await jumpcloud.standing('test@acme.com')).status, 'deactivated');
    assert.equal((await jumpcloud.send(200, 'GET', '/Users')).totalResults, 0);

    const { id } = await create(ada);
    assert.deepEqual(await jumpcloud.standing(ada), asViewer);
    const before = await jumpcloud.account(ada);

    const updated = await patch(
      200,
      `/Users/${id}`,
      { op: 'replace', path: 'name.givenName', value: 'Augusta' },
      { op: 'replace', path: 'name.familyName', value: 'King' },
      { op: 'replace', path: 'title', value: 'Countess' },
      { op: 'replace', path: 'active', value: true },
    );
    assert.deepEqual(updated.name, { givenName: 'Augusta', familyName: 'King' });
    const account = await jumpcloud.account(ada);
    assert.deepEqual([account.given_name, account.family_name], ['Augusta', 'King']);
    assert.equal(account.attributes['title'], 'Countess');

    const engineering = (await createGroup('Engineers')).id;
    const admins = (await createGroup('Admins')).id;
    const members = (op: 'add' | 'remove') => ({ op, path: 'members', value: [{ value: id }] });
    await patch(204, `/Groups/${engineering}`, members('add'));
    assert.deepEqual(await jumpcloud.standing(ada), asViewer);
    // The policy maps a group by its name, and follows the name.
    await patch(204, `/Groups/${engineering}`, rename('Engineering'));
    assert.deepEqual(await jumpcloud.standing(ada), asEngineer);
    await patch(204, `/Groups/${engineering}`, members('remove'));
    await patch(204, `/Groups/${admins}`, members('add'));
    assert.deepEqual(await jumpcloud.standing(ada), asAdmin);

    const left = await patch(200, `/Users/${id}`, { op: 'replace', path: 'active', value: false });
    assert.equal(left.active, false);
    assert.equal((await jumpcloud.standing(ada)).status, 'deactivated');
    await patch(200, `/Users/${id}`, { op: 'replace', path: 'active', value: true });
    assert.deepEqual(await jumpcloud.standing(ada), asAdmin);
    assert.equal((await jumpcloud.account(ada)).id, before.id);

    assert.deepEqual(await jumpcloud.dialect(), {
      rewrites: { remove_with_values: 1 },
      says: ['JumpCloud sends removals of members with a list of values: 1 time'],
      suggests: null,
    });
  });

  it('removes only whom it names from a group of several', async () => {
    const people = await Promise.all(['bea@acme.com', 'cid@acme.com', 'dot@acme.com'].map(create));
    const { id } = await createGroup(
      'Several',
      people.map((person) => ({ value: person.id })),
    );
    const [first, ...others] = people;
    await patch(204, `/Groups/${id}`, { op: 'remove', path: 'members', value: [{ value: first?.id }] });
    const { members } = await jumpcloud.send(200, 'GET', `/Groups/${id}`);
    assert.deepEqual(members?.map((member) => member.value).sort(), others.map((person) => person.id).sort());
  });
});
