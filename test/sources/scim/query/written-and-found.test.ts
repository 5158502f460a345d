import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { scimTenant, type ScimClient } from '../../../support/scim-client.ts';

/** The writer and the mirror keep what filters look up. */
describe('what was written over SCIM', () => {
  let rollcall: TestRollcall;
  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
  const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

  async function post(
    scim: ScimClient,
    userName: string,
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const body = { schemas: [userSchema], userName, externalId: `ext-${userName}`, ...more };
    return ((await scim.expect(201, 'POST', '/Users', body)) as { id: string }).id;
  }

  async function group(scim: ScimClient, displayName: string, members: string[]): Promise<string> {
    const body = {
      displayName,
      externalId: `ext-${displayName}`,
      members: members.map((value) => ({ value })),
    };
    return ((await scim.expect(201, 'POST', '/Groups', body)) as { id: string }).id;
  }

  async function found(scim: ScimClient, place: string, filter: string): Promise<string[]> {
    const answer = (await scim.expect(200, 'GET', `${place}?filter=${encodeURIComponent(filter)}`)) as {
      totalResults: number;
      Resources?: { id: string }[];
    };
    const ids = (answer.Resources ?? []).map(({ id }) => id);
    assert.equal(answer.totalResults, ids.length);
    return ids;
  }

  it('is found by every name that it has, and by none that it had', async () => {
    const scim = await scimTenant(rollcall);
    const [work, home] = [
      { type: 'work', value: 'Ann@Acme.com' },
      { type: 'home', value: 'ann@home.org' },
    ];
    const ann = await post(scim, 'Ann', { emails: [work, home] });
    await post(scim, 'bob', { emails: [{ type: 'work', value: 'bob@acme.com' }] });
    const names = [
      'userName eq "ANN"',
      'externalId eq "ext-Ann"',
      `id eq "${ann}"`,
      'emails eq "ann@acme.com"',
      'emails.value eq "ANN@HOME.ORG"',
      'emails[type eq "work"].value eq "ann@acme.com"',
      'emails[type eq "home" and value eq "ann@home.org"]',
    ];
    for (const filter of names) assert.deepEqual(await found(scim, '/Users', filter), [ann], filter);
    for (const filter of ['emails[type eq "home"].value eq "ann@acme.com"', 'externalId eq "EXT-ANN"']) {
      assert.deepEqual(await found(scim, '/Users', filter), [], filter);
    }

    await scim.expect(200, 'PATCH', `/Users/${ann}`, {
      schemas: [patchSchema],
      Operations: [
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@acme.com' },
        { op: 'replace', path: 'userName', value: 'anna' },
        { op: 'replace', path: 'externalId', value: 'other' },
        { op: 'replace', path: 'active', value: false },
      ],
    });
    for (const filter of ['userName eq "ann"', 'externalId eq "ext-Ann"', 'emails eq "ann@acme.com"']) {
      assert.deepEqual(await found(scim, '/Users', filter), [], filter);
    }
    for (const filter of [
      'userName eq "Anna" and active eq false',
      'externalId eq "other"',
      'emails eq "NEW@acme.com"',
      'emails eq "ann@home.org"',
      'active eq false',
    ]) {
      assert.deepEqual(await found(scim, '/Users', filter), [ann], filter);
    }

    await scim.expect(204, 'DELETE', `/Users/${ann}`);
    for (const filter of [
      'userName eq "anna"',
      'emails eq "new@acme.com"',
      `id eq "${ann}"`,
      'active eq false',
    ]) {
      assert.deepEqual(await found(scim, '/Users', filter), [], filter);
    }
    const again = await post(scim, 'anna', { externalId: 'other', emails: [work] });
    assert.notEqual(again, ann);
    for (const filter of ['userName eq "anna"', 'externalId eq "other"', 'emails eq "ann@acme.com"']) {
      assert.deepEqual(await found(scim, '/Users', filter), [again], filter);
    }
  });

  it('is found by its memberships, as they change', async () => {
    const scim = await scimTenant(rollcall);
    const [ann, bob] = [await post(scim, 'ann', { displayName: 'Ann' }), await post(scim, 'bob')];
    const [all, some] = [await group(scim, 'All', [ann, bob]), await group(scim, 'Some', [ann])];
    const nested = await group(scim, 'Nested', [some]);
    assert.deepEqual(await found(scim, '/Groups', 'displayName eq "all"'), [all]);
    assert.deepEqual(await found(scim, '/Groups', 'externalId eq "ext-Some"'), [some]);
    assert.deepEqual(await found(scim, '/Groups', `members.value eq "${ann}"`), [all, some]);
    assert.deepEqual(await found(scim, '/Groups', `id eq "${some}" and members eq "${bob}"`), []);
    assert.deepEqual(await found(scim, '/Groups', `id eq "${all}" and members eq "${bob}"`), [all]);
    assert.deepEqual(await found(scim, '/Groups', 'members[type eq "Group" and display eq "some"]'), [
      nested,
    ]);
    assert.deepEqual(await found(scim, '/Users', `groups.value eq "${all}"`), [ann, bob]);
    assert.deepEqual(await found(scim, '/Users', 'groups.display eq "SOME"'), [ann]);
    assert.deepEqual(await found(scim, '/Users', 'not (groups[display eq "some"])'), [bob]);

    await scim.expect(200, 'PATCH', `/Groups/${all}`, {
      schemas: [patchSchema],
      Operations: [{ op: 'remove', path: `members[value eq "${ann}"]` }],
    });
    await scim.expect(204, 'DELETE', `/Groups/${some}`);
    assert.deepEqual(await found(scim, '/Groups', `members.value eq "${ann}"`), []);
    assert.deepEqual(await found(scim, '/Users', 'groups pr'), [bob]);
    assert.deepEqual(await found(scim, '/Users', `groups eq "${some}"`), []);
    assert.deepEqual(await found(scim, '/Groups', 'displayName eq "some"'), []);
  });

  it('counts in the total of the next answer', async () => {
    const scim = await scimTenant(rollcall);
    const totalOf = async () =>
      ((await scim.expect(200, 'GET', '/Users?count=1')) as { totalResults: number }).totalResults;
    const ids: string[] = [];
    for (const [n, name] of ['a', 'b', 'c', 'd'].entries()) {
      ids.push(await post(scim, name));
      assert.equal(await totalOf(), n + 1);
    }
    await scim.expect(204, 'DELETE', `/Users/${ids[1] ?? ''}`);
    assert.equal(await totalOf(), 3);
    await post(scim, 'b');
    assert.equal(await totalOf(), 4);
  });
});
