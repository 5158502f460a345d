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
  type Shown,
} from './identity-provider.ts';

const headers = { accept: 'application/scim+json', 'content-type': 'application/scim+json; charset=utf-8' };
const adscim = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const ada = 'ada@acme.com';
const charles = 'charles@acme.com';

describe('A life under Entra ID', () => {
  let rollcall: TestRollcall;
  let entra: IdentityProvider;
  /** What is typed after the tenant's URL. */
  let flag: string;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    entra = await connect(rollcall, 'entra', headers);
  });

  const at = (path: string, query: Record<string, string> = {}): string => {
    const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const all = [...(flag === '' ? [] : [flag]), ...parts];
    return all.length === 0 ? path : `${path}?${all.join('&')}`;
  };
  const find = (filter: string) => entra.send(200, 'GET', at('/Users', { filter }));
  const findGroup = (displayName: string) =>
    entra.send(
      200,
      'GET',
      at('/Groups', { excludedAttributes: 'members', filter: `displayName eq "${displayName}"` }),
    );
  const patch = (status: number, path: string, ...Operations: unknown[]) =>
    entra.send(status, 'PATCH', at(path), { schemas: [patchOp], Operations });

  async function testConnection(): Promise<void> {
    const { totalResults, Resources } = await find('userName eq "5d6a8b3c-0f6e-4e1c-9c7e-0d7f2f1d9a11"');
    assert.deepEqual([totalResults, Resources], [0, []]);
  }

  async function join(userName: string, givenName: string): Promise<Shown> {
    assert.equal((await find(`userName eq "${userName}"`)).totalResults, 0);
    return entra.send(201, 'POST', at('/Users'), {
      schemas: [coreUser, enterprise],
      externalId: givenName.toLowerCase(),
      userName,
      active: true,
      emails: [{ primary: true, type: 'work', value: userName }],
      meta: { resourceType: 'User' },
      name: { formatted: `${givenName} Person`, familyName: 'Person', givenName },
      roles: [],
    });
  }

  async function pushGroup(displayName: string): Promise<string> {
    assert.equal((await findGroup(displayName)).totalResults, 0);
    const body = {
      schemas: [coreGroup, adscim],
      externalId: `external-${displayName}`,
      displayName,
      meta: { resourceType: 'Group' },
    };
    const { id } = await entra.send(201, 'POST', at('/Groups'), body);
    assert.equal((await entra.send(409, 'POST', at('/Groups'), body)).scimType, 'uniqueness');
    const [found] = (await findGroup(displayName.toUpperCase())).Resources;
    assert.equal(found?.id, id);
    return id;
  }

  it('as it comes by default: join, update, group push, move, leave, return', async () => {
    flag = '';
    await testConnection();
    const { id } = await join(ada, 'Ada');
    const boss = await join(charles, 'Charles');
    const path = `/Users/${id}`;
    assert.deepEqual(await entra.standing(ada), asViewer);
    const before = await entra.account(ada);
    // The documentation has it without quotes.
    assert.equal((await find('externalId eq ada')).Resources[0]?.id, id);

    const updated = await patch(
      200,
      path,
      { op: 'Replace', path: 'displayName', value: 'Ada King' },
      { op: 'Add', path: 'title', value: 'True' },
      { op: 'Replace', path: 'name.familyName', value: [{ $ref: null, value: 'King' }] },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: ada },
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 20 7946 0000' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Countess' },
      { op: 'Add', path: `${enterprise}:department`, value: 'Engines' },
      { op: 'Add', path: `${enterprise}:employeeNumber`, value: '701984' },
      { op: 'Add', path: `${enterprise}:manager`, value: boss.id },
    );
    assert.equal(updated.name.familyName, 'King');
    assert.deepEqual(updated.phoneNumbers, [{ type: 'mobile', value: '+44 20 7946 0000' }]);
    assert.deepEqual(updated.roles, [{ primary: true, value: 'Countess' }]);
    assert.equal(updated[enterprise]?.manager?.value, boss.id);
    const account = await entra.account(ada);
    assert.deepEqual(account.attributes, { department: 'Engines', title: 'True' });
    assert.equal(account.display_name, 'Ada King');

    const probe = (manager: string) =>
      entra.send(
        200,
        'GET',
        at('/Users', { filter: `id eq "${id}" and manager eq "${manager}"`, attributes: 'id' }),
      );
    assert.equal((await probe(boss.id)).totalResults, 1);
    assert.equal((await probe(id)).totalResults, 0);
    const cleared = await patch(200, path, {
      op: 'Replace',
      path: `${enterprise}:manager`,
      value: { value: '' },
    });
    assert.deepEqual(cleared[enterprise], { department: 'Engines', employeeNumber: '701984' });

    const engineering = await pushGroup('Engineering');
    const admins = await pushGroup('Admins');
    const member = [{ $ref: null, value: id }];
    await patch(204, `/Groups/${engineering}`, { op: 'Add', path: 'members', value: member });
    assert.deepEqual(await entra.standing(ada), asEngineer);
    const read = await entra.send(
      200,
      'GET',
      at(`/Groups/${engineering}`, { excludedAttributes: 'members' }),
    );
    assert.equal('members' in read, false);

    await patch(204, `/Groups/${engineering}`, { op: 'Remove', path: 'members', value: member });
    await patch(204, `/Groups/${admins}`, { op: 'Add', path: 'members', value: member });
    assert.deepEqual(await entra.standing(ada), asAdmin);

    const left = await patch(200, path, { op: 'Replace', path: 'active', value: 'False' });
    assert.equal(left.active, false);
    assert.equal((await entra.standing(ada)).status, 'deactivated');
    assert.deepEqual(
      (await find(`userName eq "${ada}"`)).Resources.map((person) => [person.id, person.active]),
      [[id, false]],
    );
    const back = await patch(200, path, { op: 'Replace', path: 'active', value: 'True' });
    assert.equal(back.active, true);
    assert.deepEqual(await entra.standing(ada), asAdmin);

    // Thirty days after somebody was deleted in Entra ID; and then hired again.
    await entra.send(204, 'DELETE', at(path));
    await entra.send(404, 'DELETE', at(path));
    await entra.send(404, 'GET', at(path));
    assert.equal((await entra.standing(ada)).status, 'deactivated');
    const again = await join(ada, 'Ada');
    assert.notEqual(again.id, id);
    assert.equal((await entra.account(ada)).id, before.id);
    assert.deepEqual(await entra.standing(ada), asViewer);

    const { rewrites, says, suggests } = await entra.dialect();
    assert.deepEqual(rewrites, {
      op_capitals: 15,
      boolean_as_string: 3,
      manager_without_urn: 2,
      array_for_single_value: 1,
      manager_as_string: 1,
      empty_manager: 1,
      remove_with_values: 1,
      unquoted_filter_value: 1,
      value_path_upsert: 1,
    });
    assert.ok(says.includes('Entra sends booleans as strings: 3 times'));
    assert.equal(suggests, null);
  });

  it('with aadOptscim062020: join, update, group push, move, leave, return', async () => {
    flag = 'aadOptscim062020';
    await testConnection();
    const { id } = await join(ada, 'Ada');
    const boss = await join(charles, 'Charles');
    const path = `/Users/${id}`;
    const before = await entra.account(ada);

    const updated = await patch(200, path, {
      op: 'replace',
      value: {
        displayName: 'Ada King',
        'name.givenName': 'Augusta',
        'emails[type eq "work"].value': ada,
        'phoneNumbers[type eq "mobile"].value': '+44 20 7946 0000',
        [`${enterprise}:employeeNumber`]: '701984',
        [`${enterprise}:department`]: 'Engines',
        [`${enterprise}:manager`]: boss.id,
      },
    });
    assert.equal(updated.name.givenName, 'Augusta');
    assert.deepEqual(updated.phoneNumbers, [{ type: 'mobile', value: '+44 20 7946 0000' }]);
    assert.deepEqual(updated[enterprise]?.manager?.value, boss.id);
    assert.equal((await entra.account(ada)).attributes['department'], 'Engines');
    // The same again, on demand, which does not honour the flag: nothing changes, and the version stays.
    const same = await patch(200, path, { op: 'Replace', path: 'name.givenName', value: 'Augusta' });
    assert.equal(same.meta.version, updated.meta.version);

    const engineering = await pushGroup('Engineering');
    const admins = await pushGroup('Admins');
    const add = { op: 'add', path: 'members', value: [{ value: id }] };
    await patch(204, `/Groups/${engineering}`, add);
    assert.deepEqual(await entra.standing(ada), asEngineer);
    await patch(204, `/Groups/${engineering}`, { op: 'remove', path: `members[value eq "${id}"]` });
    await patch(204, `/Groups/${admins}`, add);
    assert.deepEqual(await entra.standing(ada), asAdmin);

    await patch(200, path, { op: 'replace', path: 'active', value: false });
    assert.equal((await entra.standing(ada)).status, 'deactivated');
    await patch(200, path, { op: 'replace', value: { active: true } });
    assert.deepEqual(await entra.standing(ada), asAdmin);
    assert.equal((await entra.account(ada)).id, before.id);

    assert.deepEqual((await entra.dialect()).rewrites, {
      dotted_key: 6,
      manager_as_string: 1,
      op_capitals: 1,
      value_path_upsert: 1,
    });
  });

  it('is refused where the profile is generic, and the right one is suggested', async () => {
    flag = '';
    entra = await connect(rollcall, 'generic', headers);
    const { id } = await join(ada, 'Ada');
    const leave = { op: 'Replace', path: 'active', value: 'False' };
    assert.equal((await patch(400, `/Users/${id}`, leave)).scimType, 'invalidValue');
    assert.equal((await entra.dialect()).suggests, null);
    for (let cycle = 0; cycle < 4; cycle += 1) await patch(400, `/Users/${id}`, leave);
    assert.deepEqual(await entra.standing(ada), asViewer);
    assert.deepEqual(await entra.dialect(), { rewrites: {}, says: [], suggests: 'entra' });
  });
});
