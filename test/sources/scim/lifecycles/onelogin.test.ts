import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import {
  asAdmin,
  asEngineer,
  asViewer,
  connect,
  coreGroup,
  enterprise,
  patchOp,
  type IdentityProvider,
} from './identity-provider.ts';

const ada = 'ada@acme.com';
const oldCore = 'urn:scim:schemas:core:2.0';
const oldEnterprise = 'urn:scim:schemas:extension:enterprise:2.0';

/** What an administrator's template makes of a person: old URNs, nulls, and an object for the e-mail addresses. */
const fromTemplate = (members: Record<string, unknown>, department: string | null, boss: string | null) => ({
  schemas: [oldCore, oldEnterprise],
  id: null,
  userName: ada,
  active: null,
  emails: { value: ada, type: 'work', primary: true },
  phoneNumbers: null,
  [oldEnterprise]: {
    department,
    manager: { managerId: boss, displayName: boss === null ? null : 'Charles' },
  },
  ...members,
});

describe('A life under OneLogin', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const connected = (profile: 'onelogin' | 'generic') =>
    connect(rollcall, profile, { accept: 'application/json', 'content-type': 'application/json' });
  const look = (onelogin: IdentityProvider, userName: string) =>
    onelogin.send(200, 'GET', `/Users?filter=userName+eq+%22${encodeURIComponent(userName)}%22&`);

  it('goes: join, update, group push, move, leave, return', async () => {
    const onelogin = await connected('onelogin');
    assert.equal((await look(onelogin, 'nobody-at-all')).totalResults, 0);
    assert.equal((await look(onelogin, ada)).totalResults, 0);
    const name = { familyName: 'Lovelace', givenName: 'Ada' };
    const created = await onelogin.send(
      201,
      'POST',
      '/Users',
      fromTemplate({ name, title: null }, null, null),
    );
    const { id } = created;
    assert.equal(created.active, true);
    assert.deepEqual(created.emails, [{ value: ada, type: 'work', primary: true }]);
    assert.deepEqual(await onelogin.standing(ada), asViewer);
    const before = await onelogin.account(ada);

    const boss = await onelogin.send(201, 'POST', '/Users', {
      schemas: [oldCore],
      userName: 'charles@acme.com',
      emails: { value: 'charles@acme.com' },
    });
    const updated = await onelogin.send(
      200,
      'PUT',
      `/Users/${id}?`,
      fromTemplate({ name, title: 'Countess' }, 'Engines', boss.id),
    );
    assert.equal(updated.active, true);
    assert.deepEqual(updated[enterprise], { department: 'Engines', manager: { value: boss.id } });
    assert.deepEqual((await onelogin.account(ada)).attributes, { department: 'Engines', title: 'Countess' });
    assert.equal((await onelogin.send(200, 'GET', `/Users/${id}`)).title, 'Countess');

    assert.equal((await onelogin.send(200, 'GET', '/Groups')).totalResults, 0);
    const [engineering, admins] = await Promise.all(
      ['Engineering', 'Admins'].map(
        async (displayName) =>
          (await onelogin.send(201, 'POST', '/Groups', { schemas: [coreGroup], displayName })).id,
      ),
    );
    const edit = (group: string | undefined, op: 'add' | 'remove') =>
      onelogin.send(204, 'PATCH', `/Groups/${group ?? ''}?`, {
        schemas: [patchOp],
        Operations: [{ op, path: 'members', value: [{ value: id }] }],
      });
    await edit(engineering, 'add');
    assert.deepEqual(await onelogin.standing(ada), asEngineer);
    await edit(engineering, 'remove');
    await edit(admins, 'add');
    assert.deepEqual(await onelogin.standing(ada), asAdmin);

    const left = await onelogin.send(
      200,
      'PUT',
      `/Users/${id}?`,
      fromTemplate({ name, active: false }, 'Engines', null),
    );
    assert.equal(left.active, false);
    assert.deepEqual(left[enterprise], { department: 'Engines' });
    assert.equal((await onelogin.standing(ada)).status, 'deactivated');
    // Its template says nothing of the status: what is there stays.
    const unsaid = await onelogin.send(200, 'PUT', `/Users/${id}?`, fromTemplate({ name }, 'Engines', null));
    assert.equal(unsaid.active, false);
    await onelogin.send(200, 'PUT', `/Users/${id}?`, fromTemplate({ name, active: true }, 'Engines', null));
    assert.deepEqual(await onelogin.standing(ada), asAdmin);

    await onelogin.send(204, 'DELETE', `/Users/${id}`);
    await onelogin.send(404, 'GET', `/Users/${id}`);
    assert.equal((await onelogin.standing(ada)).status, 'deactivated');
    const again = await onelogin.send(201, 'POST', '/Users', fromTemplate({ name }, 'Engines', null));
    assert.notEqual(again.id, id);
    assert.deepEqual(await onelogin.standing(ada), asViewer);
    assert.equal((await onelogin.account(ada)).id, before.id);

    const { rewrites, says, suggests } = await onelogin.dialect();
    assert.deepEqual(rewrites, {
      // Three in each of six templates, and one with the boss.
      old_schema_urn: 19,
      object_for_many_values: 7,
      manager_id: 6,
      remove_with_values: 1,
    });
    assert.equal(says[0], 'OneLogin sends schema URNs of SCIM 1.1 and of drafts: 19 times');
    assert.equal(suggests, null);
  });

  it('is told from its templates under another profile', async () => {
    const onelogin = await connected('generic');
    await onelogin.send(201, 'POST', '/Users', fromTemplate({}, null, null));
    const [person] = (await look(onelogin, ada)).Resources;
    for (let update = 0; update < 2; update += 1) {
      await onelogin.send(200, 'PUT', `/Users/${person?.id ?? ''}?`, fromTemplate({}, null, null));
    }
    assert.equal((await onelogin.dialect()).suggests, 'onelogin');
  });
});
