import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  CORE_GROUP,
  CORE_USER,
  openScim,
  ENTERPRISE_USER,
  LIST_RESPONSE,
  PATCH_OP,
  SEARCH_REQUEST,
  type ScimBody,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

/** The examples of RFC 7644 §3.3 to §3.14, as they are written there but for ids. */
describe('the examples of RFC 7644', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await openScim(rollcall);
  });

  const bjensen = {
    schemas: [CORE_USER],
    userName: 'bjensen',
    externalId: 'bjensen',
    name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' },
  };
  const create = (resource: object, endpoint = '/Users') => scim.expect(201, 'POST', endpoint, resource);

  it('§3.3: a User is created', async () => {
    const answered = await scim.request('POST', '/Users', bjensen);
    assert.equal(answered.status, 201);
    const { id, meta, ...rest } = answered.body;
    assert.deepEqual(rest, { ...bjensen, active: true });
    assert.equal(meta.resourceType, 'User');
    assert.equal(meta.location, `${scim.baseUrl}/Users/${id}`);
    assert.equal(meta.created, meta.lastModified);
    assert.match(meta.version, /^W\/".+"$/);
    assert.equal(answered.headers.get('location'), meta.location);
    assert.equal(answered.headers.get('etag'), meta.version);
  });

  it('§3.3: a second User of the same name is 409 uniqueness', async () => {
    await create(bjensen);
    await scim.refused(409, 'uniqueness', 'POST', '/Users', { schemas: [CORE_USER], userName: 'bJensen' });
  });

  it('§3.4.1: a known resource is read', async () => {
    const user = await create({
      ...bjensen,
      phoneNumbers: [{ value: '555-555-8377', type: 'work' }],
      emails: [{ value: 'bjensen@example.com', type: 'work' }],
    });
    const answered = await scim.request('GET', `/Users/${user.id}`);
    assert.equal(answered.status, 200);
    assert.deepEqual(answered.body, user);
    assert.equal(answered.headers.get('location'), user.meta.location);
    assert.equal(answered.headers.get('etag'), user.meta.version);
  });

  it('§3.4.2: Users are listed with some of their attributes', async () => {
    const first = await create(bjensen);
    const second = await create({ schemas: [CORE_USER], userName: 'jsmith' });
    const list = await scim.expect(200, 'GET', '/Users?attributes=userName');
    assert.deepEqual(list.schemas, [LIST_RESPONSE]);
    assert.equal(list.totalResults, 2);
    assert.deepEqual(
      list.Resources.toSorted((a: ScimBody, b: ScimBody) => (a.userName < b.userName ? -1 : 1)),
      [
        { schemas: [CORE_USER], id: first.id, userName: 'bjensen' },
        { schemas: [CORE_USER], id: second.id, userName: 'jsmith' },
      ],
    );
  });

  it('§3.4.2.1: the root is searched for resources of several types', async () => {
    const user = await create({ ...bjensen, emails: [{ value: 'bjensen@example.com', type: 'work' }] });
    const group = await create({ schemas: [CORE_GROUP], displayName: 'Employees' }, '/Groups');
    await create({ schemas: [CORE_USER], userName: 'jsmith' });
    const filter = encodeURIComponent(
      '(meta.resourceType eq User) or (meta.resourceType eq Group)'.replaceAll(/eq (\w+)/g, 'eq "$1"'),
    );
    const everything = await scim.expect(200, 'GET', `/?filter=${filter}`);
    assert.equal(everything.totalResults, 3);
    const some = await scim.expect(
      200,
      'GET',
      `/?filter=${encodeURIComponent('userName eq "bjensen" or displayName eq "employees"')}`,
    );
    assert.deepEqual(some.Resources.map(({ id }) => id).toSorted(), [user.id, group.id].toSorted());
  });

  for (const [filter, found] of [
    ['userName eq "bjensen"', true],
    ['name.familyName co "O\'Malley"', false],
    ['userName sw "J"', false],
    ['userName sw "B"', true],
    [`${CORE_USER}:userName sw "B"`, true],
    ['title pr', true],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', true],
    ['meta.lastModified lt "2011-05-13T04:42:34Z"', false],
    ['title pr and userType eq "Employee"', true],
    ['title pr or userType eq "Intern"', true],
    [`schemas eq "${ENTERPRISE_USER}"`, true],
    ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', true],
    ['userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', false],
    ['userType eq "Employee" and (emails.type eq "work")', true],
    ['userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', true],
    [
      'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
      true,
    ],
  ] as const) {
    it(`§3.4.2.2: ${filter}`, async () => {
      const user = await create({
        ...bjensen,
        schemas: [CORE_USER, ENTERPRISE_USER],
        title: 'Tour Guide',
        userType: 'Employee',
        emails: [{ value: 'bjensen@example.com', type: 'work' }],
        [ENTERPRISE_USER]: { department: 'Tours' },
      });
      const list = await scim.expect(200, 'GET', `/Users?filter=${encodeURIComponent(filter)}`);
      assert.deepEqual(
        list.Resources.map(({ id }) => id),
        found ? [user.id] : [],
      );
      assert.equal(list.totalResults, found ? 1 : 0);
    });
  }

  it('§3.4.2.4: a page by index says where it is', async () => {
    for (let count = 0; count < 12; count += 1) {
      await create({ schemas: [CORE_USER], userName: `user-${String(count).padStart(2, '0')}` });
    }
    const list = await scim.expect(200, 'GET', '/Users?startIndex=1&count=10&sortBy=userName');
    assert.equal(list.totalResults, 12);
    assert.equal(list.itemsPerPage, 10);
    assert.equal(list.startIndex, 1);
    const rest = await scim.expect(200, 'GET', '/Users?startIndex=11&count=10&sortBy=userName');
    assert.deepEqual(
      rest.Resources.map(({ userName }) => userName),
      ['user-10', 'user-11'],
    );
  });

  it('§3.4.3: a search by POST at the root', async () => {
    await create({ schemas: [CORE_USER], userName: 'smith', displayName: 'Smith James' });
    await create({ schemas: [CORE_USER], userName: 'jones', displayName: 'Jones' });
    await create({ schemas: [CORE_GROUP], displayName: 'Smith Family' }, '/Groups');
    const list = await scim.expect(200, 'POST', '/.search', {
      schemas: [SEARCH_REQUEST],
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      startIndex: 1,
      count: 10,
    });
    assert.equal(list.totalResults, 2);
    assert.equal(list.itemsPerPage, 2);
    assert.equal(list.startIndex, 1);
    const byName = new Map<string, ScimBody>(
      list.Resources.map((each: ScimBody) => [each.displayName, each]),
    );
    assert.deepEqual(Object.keys(byName.get('Smith James') ?? {}).toSorted(), [
      'displayName',
      'id',
      'schemas',
      'userName',
    ]);
    assert.deepEqual(Object.keys(byName.get('Smith Family') ?? {}).toSorted(), [
      'displayName',
      'id',
      'schemas',
    ]);
  });

  it('§3.5.1: a User is replaced', async () => {
    const user = await create(bjensen);
    const answered = await scim.request(
      'PUT',
      `/Users/${user.id}`,
      {
        schemas: [CORE_USER],
        id: user.id,
        userName: 'bjensen',
        externalId: 'bjensen',
        name: {
          formatted: 'Ms. Barbara J Jensen III',
          familyName: 'Jensen',
          givenName: 'Barbara',
          middleName: 'Jane',
        },
        roles: [],
        emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }],
      },
      { 'if-match': user.meta.version },
    );
    assert.equal(answered.status, 200);
    assert.equal(answered.headers.get('location'), user.meta.location);
    assert.notEqual(answered.headers.get('etag'), user.meta.version);
    assert.equal(answered.body.name.middleName, 'Jane');
    assert.deepEqual(answered.body.emails, [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }]);
    assert.equal(answered.body['roles'], undefined);
  });

  it('§3.5.2.1: a member is added, and attributes of a User without a path', async () => {
    const user = await create({
      schemas: [CORE_USER],
      userName: 'babs',
      emails: [{ value: 'old@jensen.org', type: 'other' }],
    });
    const group = await create({ schemas: [CORE_GROUP], displayName: 'Tour Guides' }, '/Groups');
    const answered = await scim.request('PATCH', `/Groups/${group.id}`, {
      schemas: [PATCH_OP],
      Operations: [
        {
          op: 'add',
          path: 'members',
          value: [{ display: 'Babs Jensen', $ref: `${scim.baseUrl}/Users/${user.id}`, value: user.id }],
        },
      ],
    });
    assert.equal(answered.status, 200);
    const { members } = await scim.expect(200, 'GET', `/Groups/${group.id}`);
    assert.deepEqual(
      members.map(({ value, type }) => ({ value, type })),
      [{ value: user.id, type: 'User' }],
    );
    const patched = await scim.expect(200, 'PATCH', `/Users/${user.id}`, {
      schemas: [PATCH_OP],
      Operations: [
        { op: 'add', value: { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickname: 'Babs' } },
      ],
    });
    assert.equal(patched['nickName'], 'Babs');
    assert.deepEqual(
      patched.emails.map(({ value }) => value),
      ['old@jensen.org', 'babs@jensen.org'],
    );
    assert.deepEqual(
      patched.groups.map(({ value }) => value),
      [group.id],
    );
  });

  /** A group of three, and those three. */
  async function tourGuides(): Promise<{ group: string; members: [string, string, string] }> {
    const ids: string[] = [];
    for (const userName of ['babs', 'james', 'kim']) {
      ids.push((await create({ schemas: [CORE_USER], userName })).id);
    }
    const [babs = '', james = '', kim = ''] = ids;
    const group = await create(
      { schemas: [CORE_GROUP], displayName: 'Tour Guides', members: ids.map((value) => ({ value })) },
      '/Groups',
    );
    return { group: group.id, members: [babs, james, kim] };
  }

  async function membersAfter(group: string, Operations: object[]): Promise<string[]> {
    await scim.expect(200, 'PATCH', `/Groups/${group}`, { schemas: [PATCH_OP], Operations });
    const body: Partial<ScimBody> = await scim.expect(200, 'GET', `/Groups/${group}?attributes=members`);
    return (body.members ?? []).map(({ value }) => value).toSorted();
  }

  it('§3.5.2.2: one member is removed, all members are, and what a filter of values names', async () => {
    const { group, members } = await tourGuides();
    const [babs, james, kim] = members;
    assert.deepEqual(
      await membersAfter(group, [{ op: 'remove', path: `members[value eq "${babs}"]` }]),
      [james, kim].toSorted(),
    );
    // A removal of one and an addition of another, in one request.
    assert.deepEqual(
      await membersAfter(group, [
        { op: 'remove', path: `members[value eq "${james}"]` },
        { op: 'add', path: 'members', value: [{ display: 'Babs', value: babs }] },
      ]),
      [babs, kim].toSorted(),
    );
    assert.deepEqual(await membersAfter(group, [{ op: 'remove', path: 'members' }]), []);

    const user = await create({
      ...bjensen,
      emails: [
        { value: 'bjensen@example.com', type: 'work' },
        { value: 'bjensen@example.org', type: 'work' },
        { value: 'babs@jensen.org', type: 'home' },
      ],
    });
    const patched = await scim.expect(200, 'PATCH', `/Users/${user.id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' }],
    });
    assert.deepEqual(
      patched.emails.map(({ value }) => value),
      ['bjensen@example.org', 'babs@jensen.org'],
    );
  });

  it('§3.5.2.3: members are replaced, and an address, and one part of it, and the attributes without a path', async () => {
    const { group, members } = await tourGuides();
    const [, james, kim] = members;
    assert.deepEqual(
      await membersAfter(group, [
        { op: 'replace', path: 'members', value: [{ value: james }, { value: kim }] },
      ]),
      [james, kim].toSorted(),
    );
    const user = await create({
      ...bjensen,
      addresses: [{ type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood' }],
    });
    const patch = (...Operations: object[]) =>
      scim.expect(200, 'PATCH', `/Users/${user.id}`, { schemas: [PATCH_OP], Operations });
    const replaced = await patch({
      op: 'replace',
      path: 'addresses[type eq "work"]',
      value: {
        type: 'work',
        streetAddress: '911 Universal City Plaza',
        locality: 'Hollywood',
        region: 'CA',
        postalCode: '91608',
        country: 'US',
        formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
        primary: true,
      },
    });
    assert.equal(replaced.addresses[0]?.postalCode, '91608');
    const street = await patch({
      op: 'replace',
      path: 'addresses[type eq "work"].streetAddress',
      value: '1010 Broadway Ave',
    });
    const [address] = street.addresses;
    assert.deepEqual([address?.streetAddress, address?.locality], ['1010 Broadway Ave', 'Hollywood']);
    const whole = await patch({
      op: 'replace',
      value: {
        emails: [
          { value: 'bjensen@example.com', type: 'work', primary: true },
          { value: 'babs@jensen.org', type: 'home' },
        ],
        nickname: 'Babs',
      },
    });
    assert.equal(whole['nickName'], 'Babs');
    assert.equal(whole.emails.length, 2);
  });

  it('§3.6: a User is deleted, and is not there any more', async () => {
    const user = await create(bjensen);
    const answered = await scim.request('DELETE', `/Users/${user.id}`, undefined, {
      'if-match': user.meta.version,
    });
    assert.deepEqual({ status: answered.status, text: answered.text }, { status: 204, text: '' });
    await scim.refused(404, null, 'GET', `/Users/${user.id}`);
    assert.equal((await scim.expect(200, 'GET', '/Users')).totalResults, 0);
  });

  it('§3.9: a resource is shown with some of its attributes', async () => {
    const user = await create(bjensen);
    assert.deepEqual(await scim.expect(200, 'GET', `/Users/${user.id}?attributes=userName`), {
      schemas: [CORE_USER],
      id: user.id,
      userName: 'bjensen',
    });
  });

  it('§3.10: names may have the URN of their schema before them', async () => {
    const user = await create({
      ...bjensen,
      schemas: [CORE_USER, ENTERPRISE_USER],
      [ENTERPRISE_USER]: { employeeNumber: '701984' },
    });
    const shown = await scim.expect(
      200,
      'GET',
      `/Users/${user.id}?attributes=${CORE_USER}:name.givenName,${ENTERPRISE_USER}:employeeNumber`,
    );
    assert.deepEqual(shown.name, { givenName: 'Barbara' });
    assert.deepEqual(shown[ENTERPRISE_USER], { employeeNumber: '701984' });
    assert.equal(shown.userName, undefined);
  });

  it('§3.11: /Me is not served', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      await scim.refused(501, null, method, '/Me', method === 'GET' || method === 'DELETE' ? undefined : {});
    }
  });

  it('§3.12: an error says what it is', async () => {
    await scim.refused(404, null, 'GET', '/Users/2819c223-7f76-453a-919d-413861904646');
    const user = await create(bjensen);
    await scim.refused(400, 'mutability', 'PATCH', `/Users/${user.id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'id', value: 'another' }],
    });
  });

  it('§3.14: versions are entity tags', async () => {
    const user = await create(bjensen);
    const version = user.meta.version;
    const path = `/Users/${user.id}`;
    const unchanged = await scim.request('GET', path, undefined, { 'if-none-match': version });
    assert.deepEqual(
      { status: unchanged.status, text: unchanged.text, etag: unchanged.headers.get('etag') },
      { status: 304, text: '', etag: version },
    );
    const change = { ...bjensen, title: 'Guide' };
    await scim.refused(412, null, 'PUT', path, change, { 'if-match': 'W/"other"' });
    assert.equal((await scim.request('PUT', path, change, { 'if-match': version })).status, 200);
    const changed = await scim.request('GET', path, undefined, { 'if-none-match': version });
    assert.equal(changed.status, 200);
    assert.notEqual(changed.headers.get('etag'), version);
  });
});
