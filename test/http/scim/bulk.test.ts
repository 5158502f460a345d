import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  BULK_REQUEST,
  CORE_GROUP,
  CORE_USER,
  openScim,
  PATCH_OP,
  SCIM_ERROR,
  type BulkResult,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

describe('SCIM in bulk over HTTP', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await openScim(rollcall);
  });

  const bulk = async (Operations: object[], more: object = {}): Promise<BulkResult[]> => {
    const body = await scim.expect(200, 'POST', '/Bulk', { schemas: [BULK_REQUEST], Operations, ...more });
    assert.deepEqual(body.schemas, ['urn:ietf:params:scim:api:messages:2.0:BulkResponse']);
    return body.Operations;
  };
  const user = (userName: string) => ({ schemas: [CORE_USER], userName });
  const idOf = (location: string) => location.slice(location.lastIndexOf('/') + 1);

  it('does each operation as if it had come alone (the example of RFC 7644 §3.7)', async () => {
    const kept = await scim.expect(201, 'POST', '/Users', user('kept'));
    const patched = await scim.expect(201, 'POST', '/Users', user('patched'));
    const left = await scim.expect(201, 'POST', '/Users', user('left'));
    const results = await bulk([
      { method: 'POST', path: '/Users', bulkId: 'qwerty', data: user('Alice') },
      {
        method: 'PUT',
        path: `/Users/${kept.id}`,
        version: kept.meta.version,
        data: { ...user('kept'), title: 'Guide' },
      },
      {
        method: 'PATCH',
        path: `/Users/${patched.id}`,
        version: patched.meta.version,
        data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'nickName', value: 'Eve' }] },
      },
      {
        method: 'DELETE',
        path: `/Users/${left.id}`,
        version: left.meta.version,
      },
    ]);
    assert.deepEqual(
      results.map(({ method, bulkId, status }) => ({ method, bulkId, status })),
      [
        { method: 'POST', bulkId: 'qwerty', status: '201' },
        { method: 'PUT', bulkId: undefined, status: '200' },
        { method: 'PATCH', bulkId: undefined, status: '200' },
        { method: 'DELETE', bulkId: undefined, status: '204' },
      ],
    );
    const [made, replaced, extended] = results;
    const alice = await scim.expect(200, 'GET', `/Users/${idOf(made?.location ?? '')}`);
    assert.equal(alice.userName, 'Alice');
    assert.deepEqual([made?.location, made?.version], [alice.meta.location, alice.meta.version]);
    assert.equal(replaced?.location, kept.meta.location);
    const eve = await scim.expect(200, 'GET', `/Users/${patched.id}`);
    assert.equal(eve['nickName'], 'Eve');
    assert.equal(extended?.version, eve.meta.version);
    await scim.refused(404, null, 'GET', `/Users/${left.id}`);
  });

  it('takes the operations of a PATCH without anything around them (RFC 7644 §3.7.3)', async () => {
    const { id, meta } = await scim.expect(201, 'POST', '/Users', { ...user('dave'), nickName: 'Dave' });
    const data = [
      { op: 'remove', path: 'nickName' },
      { op: 'add', path: 'title', value: 'Guide' },
    ];
    const results = await bulk([
      { method: 'PATCH', path: `/Users/${id}`, version: meta.version, data },
      { method: 'PUT', path: `/Users/${id}`, data },
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['200', '400'],
    );
    const dave = await scim.expect(200, 'GET', `/Users/${id}`);
    assert.deepEqual([dave['nickName'], dave['title']], [undefined, 'Guide']);
  });

  it('resolves references forward, backward and in circles', async () => {
    const results = await bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'tours',
        data: {
          schemas: [CORE_GROUP],
          displayName: 'Tour Guides',
          members: [
            { type: 'User', value: 'bulkId:alice' },
            { type: 'Group', value: 'bulkId:sub' },
          ],
        },
      },
      { method: 'POST', path: '/Users', bulkId: 'alice', data: user('Alice') },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'sub',
        data: {
          schemas: [CORE_GROUP],
          displayName: 'Night Tours',
          members: [{ value: 'bulkId:tours' }, { value: 'bulkId:alice' }],
        },
      },
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['201', '201', '201'],
    );
    const [tours, alice, sub] = results.map(({ location }) => idOf(location));
    const membersOf = async (id: string | undefined) =>
      (await scim.expect(200, 'GET', `/Groups/${id ?? ''}`)).members
        .map(({ value, type }) => `${String(type)} ${value}`)
        .toSorted();
    assert.deepEqual(await membersOf(tours), [`Group ${sub ?? ''}`, `User ${alice ?? ''}`]);
    assert.deepEqual(await membersOf(sub), [`Group ${tours ?? ''}`, `User ${alice ?? ''}`]);
  });

  it('says of each operation that fails why, in its own answer', async () => {
    const taken = await scim.expect(201, 'POST', '/Users', user('taken'));
    const nobody = '/Users/0198c0de-0000-7000-8000-000000000000';
    const results = await bulk([
      { method: 'POST', path: '/Users', bulkId: 'a', data: user('taken') },
      { method: 'POST', path: '/Users', bulkId: 'b', data: { schemas: [CORE_USER] } },
      { method: 'PATCH', path: nobody, data: { Operations: [] } },
      { method: 'DELETE', path: nobody },
      { method: 'DELETE', path: '/Users/1' },
      { method: 'PUT', path: `/Users/${taken.id}` },
      { method: 'POST', path: nobody, bulkId: 'c', data: {} },
      { method: 'DELETE', path: '/Users' },
      { method: 'POST', path: '/Bulk', bulkId: 'd', data: {} },
      { method: 'POST', path: '/nowhere', bulkId: 'e', data: {} },
      { method: 'DELETE', path: '/__proto__/constructor' },
      { method: 'DELETE', path: `/Users/${taken.id}/emails` },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { schemas: [CORE_GROUP], displayName: 'G', members: [{ value: 'bulkId:a' }] },
      },
      { method: 'POST', path: '/Users', bulkId: 'h', data: user('new') },
    ]);
    assert.deepEqual(
      results.map(({ status, response }) => [status, response?.scimType]),
      [
        ['409', 'uniqueness'],
        ['400', 'invalidValue'],
        ['404', undefined],
        ['404', undefined],
        ['404', undefined],
        ['400', 'invalidSyntax'],
        ['405', undefined],
        ['405', undefined],
        ['404', undefined],
        ['404', undefined],
        ['404', undefined],
        ['404', undefined],
        ['409', undefined],
        ['201', undefined],
      ],
    );
    for (const { status, response } of results.slice(0, -1)) {
      assert.deepEqual([response?.schemas, response?.status], [[SCIM_ERROR], status]);
    }
  });

  it('stops after as many errors as are allowed', async () => {
    const operations = [
      { method: 'POST', path: '/Users', bulkId: '1', data: user('one') },
      { method: 'POST', path: '/Users', bulkId: '2', data: {} },
      { method: 'POST', path: '/Users', bulkId: '3', data: user('three') },
    ];
    const results = await bulk(operations, { failOnErrors: 1 });
    assert.deepEqual(
      results.map(({ status }) => status),
      ['201', '400'],
    );
    assert.equal((await scim.expect(200, 'GET', '/Users')).totalResults, 1);
  });

  it('insists on versions', async () => {
    const { id, meta } = await scim.expect(201, 'POST', '/Users', user('one'));
    const results = await bulk([
      { method: 'DELETE', path: `/Users/${id}`, version: 'W/"other"' },
      { method: 'DELETE', path: `/Users/${id}`, version: meta.version },
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['412', '204'],
    );
  });

  it('is understood as the identity provider of the directory means it', async () => {
    const entra = await openScim(rollcall, { profile: 'entra' });
    const { id } = await entra.expect(201, 'POST', '/Users', user('one'));
    const answer = await entra.expect(200, 'POST', '/Bulk', {
      Operations: [
        {
          method: 'PATCH',
          path: `/Users/${id}`,
          data: { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] },
        },
      ],
    });
    assert.equal(answer.Operations[0]?.status, '200');
    assert.equal((await entra.expect(200, 'GET', `/Users/${id}`)).active, false);
  });

  it('is refused beyond what is announced', async () => {
    const { bulk: announced } = await scim.expect(200, 'GET', '/ServiceProviderConfig');
    assert.deepEqual(announced, { supported: true, maxOperations: 1_000, maxPayloadSize: 1_048_576 });
    const Operations = Array.from({ length: 1_001 }, () => ({ method: 'DELETE', path: '/Users/1' }));
    await scim.refused(413, null, 'POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
    const padding = ' '.repeat(1_048_576);
    await scim.refused(413, null, 'POST', '/Bulk', `{"Operations":[]}${padding}`);
    const fits = `{"Operations":[]}`.padEnd(1_048_576);
    assert.deepEqual((await scim.expect(200, 'POST', '/Bulk', fits)).Operations, []);
  });

  it('is refused where it is none', async () => {
    for (const body of [
      {},
      { Operations: {} },
      { Operations: [1] },
      { Operations: [{}] },
      { Operations: [{ method: 'GET', path: '/Users' }] },
      { Operations: [{ method: 'POST', path: '/Users', data: {} }] },
    ]) {
      await scim.refused(400, 'invalidSyntax', 'POST', '/Bulk', body);
    }
  });
});
