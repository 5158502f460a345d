import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  openScim,
  PATCH_OP,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

describe('one SCIM resource over HTTP', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await openScim(rollcall);
  });

  const ada = {
    schemas: [CORE_USER],
    userName: 'ada@acme.com',
    externalId: 'ada',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: 'ada@acme.com', type: 'work', primary: true }],
  };
  const hire = (resource: object = ada) => scim.expect(201, 'POST', '/Users', resource);
  const found = (displayName: string, members: string[] = []) =>
    scim.expect(201, 'POST', '/Groups', {
      schemas: [CORE_GROUP],
      displayName,
      members: members.map((value) => ({ value })),
    });
  const patchOf = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });

  it('is answered whole where it is created, as it is read afterwards', async () => {
    const user = await hire();
    assert.deepEqual(await scim.expect(200, 'GET', `/Users/${user.id}`), user);
    const group = await found('Engineering', [user.id]);
    assert.deepEqual(await scim.expect(200, 'GET', `/Groups/${group.id}`), group);
    assert.deepEqual(
      group.members.map(({ value, type, $ref }) => ({ value, type, $ref })),
      [{ value: user.id, type: 'User', $ref: `${scim.baseUrl}/Users/${user.id}` }],
    );
    const { groups } = await scim.expect(200, 'GET', `/Users/${user.id}`);
    assert.deepEqual(
      groups.map(({ value, display }) => ({ value, display })),
      [{ value: group.id, display: 'Engineering' }],
    );
  });

  it('never shows a password, whatever is asked for', async () => {
    const user = await hire({ ...ada, password: 't1meMa$heen' });
    const answers = [
      JSON.stringify(user),
      ...(await Promise.all(
        ['', '?attributes=password', '?attributes=userName,password', '?excludedAttributes=name'].map(
          async (query) => (await scim.request('GET', `/Users/${user.id}${query}`)).text,
        ),
      )),
      (
        await scim.request(
          'PATCH',
          `/Users/${user.id}`,
          patchOf({ op: 'replace', value: { password: 'x1' } }),
        )
      ).text,
    ];
    for (const text of answers) assert.doesNotMatch(text, /t1meMa|"x1"|password/);
  });

  it('is shown in parts in every answer to a write', async () => {
    const created = await scim.expect(201, 'POST', '/Users?attributes=userName', ada);
    assert.deepEqual(Object.keys(created).toSorted(), ['id', 'schemas', 'userName']);
    const path = `/Users/${created.id}`;
    const replaced = await scim.expect(200, 'PUT', `${path}?attributes=name.givenName`, ada);
    assert.deepEqual(replaced, { schemas: [CORE_USER], id: created.id, name: { givenName: 'Ada' } });
    const patched = await scim.expect(
      200,
      'PATCH',
      `${path}?excludedAttributes=name,emails,meta,groups`,
      patchOf({ op: 'add', path: 'title', value: 'Countess' }),
    );
    assert.deepEqual(patched, {
      schemas: [CORE_USER],
      id: created.id,
      externalId: 'ada',
      userName: 'ada@acme.com',
      title: 'Countess',
      active: true,
    });
    const without = await scim.request('POST', '/Groups?excludedAttributes=members', {
      schemas: [CORE_GROUP],
      displayName: 'Engineering',
      members: [{ value: created.id }],
    });
    assert.equal(without.body.members, undefined);
    assert.equal(without.headers.get('location'), without.body.meta.location);
  });

  it('is a Group that a PATCH leaves without an answer, unless it is small or attributes are named', async () => {
    const user = await hire();
    const group = await found('Engineering');
    const path = `/Groups/${group.id}`;
    const add = patchOf({ op: 'add', path: 'members', value: [{ value: user.id }] });
    const small = await scim.expect(200, 'PATCH', path, add);
    assert.deepEqual(
      small.members.map(({ value }) => value),
      [user.id],
    );
    const others = Array.from({ length: 100 }, () => ({ value: randomUUID() }));
    await scim.expect(204, 'PATCH', path, patchOf({ op: 'add', path: 'members', value: others }));
    const silent = await scim.request('PATCH', path, add);
    assert.deepEqual({ status: silent.status, text: silent.text }, { status: 204, text: '' });
    assert.notEqual(silent.headers.get('etag'), group.meta.version);
    const { meta } = await scim.expect(200, 'GET', path);
    assert.equal(silent.headers.get('etag'), meta.version);
    await scim.expect(204, 'PATCH', `${path}?attributes=&excludedAttributes=%20`, add);
    const shown = await scim.expect(200, 'PATCH', `${path}?attributes=members`, add);
    assert.equal(shown.members.length, 101);
    const without = await scim.expect(200, 'PATCH', `${path}?excludedAttributes=members`, add);
    assert.equal(without.members, undefined);
    assert.equal(without.displayName, 'Engineering');
  });

  it('keeps its version where a request changes nothing', async () => {
    const user = await hire();
    const path = `/Users/${user.id}`;
    rollcall.clock.advance(60_000);
    const same = await scim.expect(200, 'PUT', path, user);
    assert.deepEqual(same, user);
    const patched = await scim.expect(
      200,
      'PATCH',
      path,
      patchOf({ op: 'replace', path: 'name.givenName', value: 'Ada' }),
    );
    assert.deepEqual(patched, user);
  });

  it('has a version that each request may insist on', async () => {
    const user = await hire();
    const path = `/Users/${user.id}`;
    const old = user.meta.version;
    const title = (value: string) => patchOf({ op: 'replace', path: 'title', value });
    const first = await scim.request('PATCH', path, title('A'), { 'if-match': old });
    assert.equal(first.status, 200);
    const version = first.headers.get('etag') ?? '';
    assert.notEqual(version, old);
    await scim.refused(412, null, 'PATCH', path, title('B'), { 'if-match': old });
    await scim.refused(412, null, 'PUT', path, ada, { 'if-match': old });
    await scim.refused(412, null, 'DELETE', path, undefined, { 'if-match': old });
    assert.equal((await scim.expect(200, 'GET', path))['title'], 'A');
    for (const named of [version, version.replace('W/', ''), `"x", ${version}`, '*']) {
      const answered = await scim.request('PATCH', path, title('A'), { 'if-match': named });
      assert.equal(answered.status, 200, named);
    }
    await scim.refused(404, null, 'DELETE', '/Users/0198c0de-0000-7000-8000-000000000000', undefined, {
      'if-match': '*',
    });
    assert.equal((await scim.request('DELETE', path, undefined, { 'if-match': version })).status, 204);
  });

  it('is changed by one of many who insist on the same version at the same time', async () => {
    const user = await hire();
    const headers = { 'if-match': user.meta.version };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        scim.request(
          'PATCH',
          `/Users/${user.id}`,
          patchOf({ op: 'replace', path: 'title', value: `Title ${index}` }),
          headers,
        ),
      ),
    );
    const winners = answers.filter(({ status }) => status === 200);
    assert.equal(winners.length, 1);
    assert.equal(answers.filter(({ status }) => status === 412).length, 19);
    assert.deepEqual(await scim.expect(200, 'GET', `/Users/${user.id}`), winners[0]?.body);
  });

  it('is there once, however many create it at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => scim.request('POST', '/Users', ada)));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ body }) => body.scimType === 'uniqueness').length, 19);
    assert.equal((await scim.expect(200, 'GET', '/Users')).totalResults, 1);
  });

  it('is not sent again to who has its version', async () => {
    const user = await hire();
    const path = `/Users/${user.id}`;
    const version = user.meta.version;
    for (const named of [version, version.replace('W/', ''), `"x", ${version}`, '*']) {
      const answered = await scim.request('GET', path, undefined, { 'if-none-match': named });
      assert.deepEqual(
        { status: answered.status, etag: answered.headers.get('etag') },
        { status: 304, etag: version },
        named,
      );
    }
    for (const named of ['"x"', 'W/"x"', '']) {
      const answered = await scim.request('GET', path, undefined, { 'if-none-match': named });
      assert.equal(answered.status, 200, named);
    }
  });

  it('is answered to HEAD like to GET, without the body', async () => {
    const user = await hire();
    const answered = await scim.request('HEAD', `/Users/${user.id}`);
    assert.equal(answered.status, 200);
    assert.equal(answered.headers.get('etag'), user.meta.version);
    assert.equal((await scim.request('HEAD', '/Users')).status, 200);
    assert.equal((await scim.request('HEAD', '/nowhere')).status, 404);
  });

  it('is gone once it is deleted, in every respect', async () => {
    const user = await hire();
    const group = await found('Engineering', [user.id]);
    await scim.expect(204, 'DELETE', `/Users/${user.id}`);
    await scim.refused(404, null, 'DELETE', `/Users/${user.id}`);
    await scim.refused(404, null, 'PUT', `/Users/${user.id}`, ada);
    await scim.refused(404, null, 'PATCH', `/Users/${user.id}`, patchOf({ op: 'remove', path: 'title' }));
    await scim.expect(204, 'DELETE', `/Groups/${group.id}`);
    await scim.refused(404, null, 'GET', `/Groups/${group.id}`);
    assert.equal((await scim.expect(200, 'GET', '/')).totalResults, 0);
    const again = await hire();
    assert.notEqual(again.id, user.id);
  });

  it('is reached at any spelling of its endpoint, and with a slash after it', async () => {
    const { id } = await hire();
    for (const path of [
      `/users/${id}`,
      `/USERS/${id}/`,
      `//Users//${id}`,
      `/Users/${id}?`,
      `/Users/${id}/?x`,
    ]) {
      assert.equal((await scim.expect(200, 'GET', path)).id, id, path);
    }
  });

  it('is understood as the identity provider of the directory means it', async () => {
    const entra = await openScim(rollcall, { profile: 'entra' });
    const user = await entra.expect(201, 'POST', '/Users', ada);
    const patched = await entra.expect(200, 'PATCH', `/Users/${user.id}`, {
      schemas: [PATCH_OP],
      Operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Add', path: 'emails[type eq "home"].value', value: 'ada@home.example' },
        { op: 'replace', value: { 'name.givenName': 'Augusta', [`${ENTERPRISE_USER}:department`]: 'Maths' } },
      ],
    });
    assert.equal(patched.active, false);
    assert.equal(patched.name.givenName, 'Augusta');
    assert.deepEqual(patched[ENTERPRISE_USER], { department: 'Maths' });
    assert.equal(patched.emails.length, 2);
  });

  it('feeds the account: who is created has one, and who is deactivated has none', async () => {
    const { id } = await hire();
    const statuses = async () => {
      const { body } = await rollcall.api('GET', `/tenants/${scim.slug}/users`);
      return (body as { data: { status: string; external_id: string }[] }).data.map(
        ({ status, external_id }) => `${external_id} ${status}`,
      );
    };
    assert.deepEqual(await statuses(), ['ada active']);
    await scim.expect(200, 'PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }));
    assert.deepEqual(await statuses(), ['ada deactivated']);
    assert.equal((await scim.expect(200, 'GET', `/Users/${id}`)).active, false);
  });
});
