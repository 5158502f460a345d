import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import {
  connect,
  coreGroup,
  coreUser,
  enterprise,
  patchOp,
  type IdentityProvider,
} from './identity-provider.ts';

const kinds = ['work', 'home', 'other'] as const;
const phoneKinds = ['work', 'mobile', 'fax'] as const;

/** What Microsoft's validator sends, by captures of its runs: made-up values that mean nothing, many paths at once. */
describe('The validator of Entra ID', () => {
  let rollcall: TestRollcall;
  let entra: IdentityProvider;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    entra = await connect(rollcall, 'entra', { 'content-type': 'application/scim+json; charset=utf-8' });
  });

  const create = (userName: string, members: Record<string, unknown> = {}) =>
    entra.send(201, 'POST', '/Users', { schemas: [coreUser], userName, ...members });
  const createGroup = (displayName: string) =>
    entra.send(201, 'POST', '/Groups', {
      schemas: [coreGroup],
      externalId: `external ${displayName}`,
      displayName,
      members: [],
    });
  const patch = (status: number, path: string, ...Operations: unknown[]) =>
    entra.send(status, 'PATCH', path, { schemas: [patchOp], Operations });
  const get = (path: string) => entra.send(200, 'GET', path);
  const byFilter = (endpoint: string, filter: string, more = '') =>
    get(`${endpoint}?filter=${encodeURIComponent(filter)}${more}`);

  it('adds and replaces everything that a person may have, of whom there was only a name', async () => {
    const { id } = await create('only-a-name@acme.com');
    const write = (op: string, mark: string) => [
      ...kinds.flatMap((kind) => [
        { op, path: `emails[type eq "${kind}"].value`, value: `${kind}-${mark}@acme.com` },
        { op, path: `emails[type eq "${kind}"].display`, value: `${mark}0TXBC` },
        { op, path: `emails[type eq "${kind}"].primary`, value: kind === 'home' ? 'True' : false },
      ]),
      ...phoneKinds.flatMap((kind) => [
        { op, path: `phoneNumbers[type eq "${kind}"].value`, value: `${mark} 23-456` },
        { op, path: `phoneNumbers[type eq "${kind}"].primary`, value: kind === 'fax' },
      ]),
      ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map((part) => ({
        op,
        path: `addresses[type eq "work"].${part}`,
        value: `${mark} Czech Republic`,
      })),
      { op, path: 'roles[primary eq "True"].display', value: `${mark}EEQKCKVTLCGE` },
      { op, path: 'roles[primary eq "True"].value', value: mark },
      {
        op,
        value: {
          active: true,
          displayName: mark,
          title: mark,
          preferredLanguage: mark,
          locale: mark,
          timezone: mark,
          'name.givenName': mark,
          'name.familyName': mark,
          'name.honorificPrefix': mark,
          [`${enterprise}:employeeNumber`]: mark,
          [`${enterprise}:costCenter`]: mark,
          [`${enterprise}:division`]: mark,
        },
      },
    ];
    for (const [op, mark] of [
      ['add', 'first'],
      ['replace', 'second'],
    ] as const) {
      await patch(200, `/Users/${id}`, ...write(op, mark));
      const person = await get(`/Users/${id}`);
      assert.deepEqual(
        person.emails.map((email) => [email.type, email.value, email.display, email.primary ?? false]),
        kinds.map((kind) => [kind, `${kind}-${mark}@acme.com`, `${mark}0TXBC`, kind === 'home']),
      );
      assert.deepEqual(
        person.phoneNumbers.map(({ type, value }) => [type, value]),
        phoneKinds.map((kind) => [kind, `${mark} 23-456`]),
      );
      assert.deepEqual(person.roles, [{ primary: true, display: `${mark}EEQKCKVTLCGE`, value: mark }]);
      assert.equal(person.name.givenName, mark);
      assert.deepEqual(person[enterprise], { employeeNumber: mark, costCenter: mark, division: mark });
    }
    assert.equal((await entra.account('home-second@acme.com')).display_name, 'second');
  });

  it('finds people in any case, refuses a second one, and sees them come and go', async () => {
    const { id } = await create('Some.One@acme.com');
    const twice = await entra.send(409, 'POST', '/Users', {
      schemas: [coreUser],
      userName: 'some.one@ACME.com',
    });
    assert.equal(twice.scimType, 'uniqueness');
    assert.equal((await byFilter('/Users', 'userName eq "SOME.ONE@acme.com"')).Resources[0]?.id, id);
    assert.equal((await byFilter('/Users', 'userName eq "nobody"')).totalResults, 0);

    await patch(200, `/Users/${id}`, { op: 'replace', path: 'userName', value: 'other@acme.com' });
    const again = await create('some.one@acme.com');
    await patch(200, `/Users/${id}`, { op: 'replace', path: 'active', value: false });
    assert.equal((await byFilter('/Users', 'userName eq "other@acme.com"')).Resources[0]?.active, false);

    await patch(200, `/Users/${again.id}`);
    await entra.send(204, 'DELETE', `/Users/${again.id}`);
    await entra.send(404, 'DELETE', `/Users/${again.id}`);
    await entra.send(404, 'GET', `/Users/${again.id}`);
    await entra.send(404, 'DELETE', '/Users/5d6a8b3c-0f6e-4e1c-9c7e-0d7f2f1d9a11');
  });

  it('writes one attribute several times in one request, in order', async () => {
    const { id } = await create('in-order@acme.com', { displayName: 'first' });
    const person = await patch(
      200,
      `/Users/${id}`,
      { op: 'remove', path: 'displayName' },
      { op: 'add', path: 'displayName', value: 'second' },
      { op: 'replace', path: 'displayName', value: 'third' },
    );
    assert.equal(person.displayName, 'third');
  });

  it('adds, replaces and removes a manager', async () => {
    const [one, two] = [await create('one@acme.com'), await create('two@acme.com')];
    const { id } = await create('managed@acme.com');
    const path = `${enterprise}:manager`;
    const managerAfter = async (operation: Record<string, unknown>) =>
      (await patch(200, `/Users/${id}`, operation))[enterprise]?.manager?.value;
    assert.equal(await managerAfter({ op: 'add', path, value: one.id }), one.id);
    assert.equal(await managerAfter({ op: 'replace', path, value: { value: two.id } }), two.id);
    assert.equal(await managerAfter({ op: 'replace', path, value: '' }), undefined);
    assert.equal(await managerAfter({ op: 'add', path, value: [{ value: one.id }] }), one.id);
    assert.equal(await managerAfter({ op: 'remove', path }), undefined);
  });

  it('does all that it does with groups', async () => {
    const { id } = await createGroup('Validated');
    const path = `/Groups/${id}`;
    const { id: member } = await create('member@acme.com');
    for (const filter of ['displayName eq "VALIDATED"', 'externalId eq "external Validated"']) {
      for (const more of ['', '&excludedAttributes=members']) {
        assert.equal((await byFilter('/Groups', filter, more)).Resources[0]?.id, id, filter);
      }
    }
    assert.equal((await byFilter('/Groups', 'displayName eq "Unknown"')).totalResults, 0);
    const twice = { schemas: [coreGroup], displayName: 'validated' };
    assert.equal((await entra.send(409, 'POST', '/Groups', twice)).scimType, 'uniqueness');

    await patch(204, path, { op: 'replace', value: { displayName: 'Renamed', externalId: 'e2' } });
    await patch(204, path, { op: 'replace', path: 'externalId', value: 'e3' });
    await patch(204, path, { op: 'replace', path: 'members', value: [{ value: member }] });
    const group = await get(path);
    assert.deepEqual([group.displayName, group.externalId], ['Renamed', 'e3']);
    assert.deepEqual(
      group.members?.map(({ value }) => value),
      [member],
    );
    assert.equal('members' in (await get(`${path}?excludedAttributes=members`)), false);
    await patch(204, path, { op: 'remove', path: `members[value eq "${member}"]` });
    assert.equal((await get(path)).members?.length ?? 0, 0);
    await patch(
      204,
      path,
      { op: 'add', path: 'members', value: [{ value: member }] },
      { op: 'remove', path: `members[value eq "${member}"]` },
    );
    assert.equal((await get(path)).members?.length ?? 0, 0);
    await entra.send(204, 'DELETE', path);
    await entra.send(404, 'DELETE', path);
  });
});
