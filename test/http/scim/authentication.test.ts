import assert from 'node:assert/strict';
import { setDirectoryState } from '../../../src/store/directory-rows.ts';
import { insertDirectoryToken, revokeDirectoryToken } from '../../../src/store/directory-tokens.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  CORE_GROUP,
  CORE_USER,
  openScim,
  openScimBeside,
  PATCH_OP,
  SEARCH_REQUEST,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

describe('who may ask a SCIM directory', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await openScim(rollcall);
  });

  const nobodysId = '0198c0de-0000-7000-8000-000000000000';

  /** Every address there is, and some that there are not, each with a request that would be understood. */
  function everyRequest(id: string): [string, string, unknown?][] {
    const user = { schemas: [CORE_USER], userName: 'mallory' };
    const patch = {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'displayName', value: 'Mallory' }],
    };
    return [
      ...['/Users', '/Groups', `/Users/${id}`, `/Groups/${id}`, '/', '/Me', '/nowhere'].map(
        (path): [string, string] => ['GET', path],
      ),
      ...['/ServiceProviderConfig', '/Schemas', `/Schemas/${CORE_USER}`, '/ResourceTypes'].map(
        (path): [string, string] => ['GET', path],
      ),
      ['POST', '/Users', user],
      ['POST', '/Users', '{"broken'],
      ['POST', '/Groups', { schemas: [CORE_GROUP], displayName: 'Mallory' }],
      ['PUT', `/Users/${id}`, user],
      ['PATCH', `/Users/${id}`, patch],
      ['PATCH', `/Groups/${id}`, patch],
      ['DELETE', `/Users/${id}`],
      ['DELETE', `/Groups/${id}`],
      ['POST', '/.search', { schemas: [SEARCH_REQUEST] }],
      ['POST', '/Users/.search', { schemas: [SEARCH_REQUEST] }],
      ['POST', '/Bulk', { Operations: [{ method: 'DELETE', path: `/Users/${id}` }] }],
      ['DELETE', '/ServiceProviderConfig'],
    ];
  }

  it('is nobody without a token, also where a service says what it can do', async () => {
    for (const [method, path, body] of everyRequest(nobodysId)) {
      const answered = await scim.as(null).request(method, path, body);
      assert.equal(answered.status, 401, `${method} ${path}`);
      assert.equal(answered.headers.get('www-authenticate'), 'Bearer realm="scim"');
    }
  });

  it('is nobody with a token that is unknown, empty, of the API or badly sent', async () => {
    for (const authorization of [
      'Bearer rcs_unknown',
      'Bearer ',
      'Bearer',
      `Basic ${Buffer.from(`x:${scim.token}`).toString('base64')}`,
      `Bearer ${scim.token}x`,
      `Bearer ${scim.token.toUpperCase()}`,
      'Bearer test-operator-token',
      scim.token,
      `Token ${scim.token}`,
      `Bearer ${'x'.repeat(5_000)}`,
    ]) {
      const answered = await scim.as(null).request('GET', '/Users', undefined, { authorization });
      assert.equal(answered.status, 401, authorization.slice(0, 40));
      assert.match(
        answered.headers.get('www-authenticate') ?? '',
        /^Bearer realm="scim"(?:, error="invalid_token")?$/,
      );
    }
  });

  it('is somebody however the word Bearer is written', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
      const headers = { authorization: `${scheme} ${scim.token}` };
      assert.equal((await scim.as(null).request('GET', '/Users', undefined, headers)).status, 200, scheme);
    }
  });

  it('is not told whether a directory exists that their token does not open', async () => {
    const other = await openScim(rollcall);
    const beside = await openScimBeside(rollcall, scim);
    const answers = [];
    for (const baseUrl of [
      other.baseUrl,
      beside.baseUrl,
      scim.baseUrl.replace(scim.directoryId, nobodysId),
      scim.baseUrl.replace(scim.directoryId, 'nonsense'),
      scim.baseUrl.replace(scim.directoryId, '%ff'),
      scim.baseUrl.replace(`/${scim.directoryId}`, ''),
    ]) {
      const { status, headers, body } = await scim.at(baseUrl).request('GET', '/Users');
      answers.push({ status, challenge: headers.get('www-authenticate'), body });
    }
    const [first] = answers;
    assert.ok(first);
    assert.equal(first.status, 401);
    assert.equal(first.challenge, 'Bearer realm="scim", error="invalid_token"');
    for (const answer of answers) assert.deepEqual(answer, first);
  });

  it('reaches nothing of another directory, of the same tenant or of another one', async () => {
    const user = await scim.expect(201, 'POST', '/Users', { schemas: [CORE_USER], userName: 'ada' });
    const id = user.id;
    const group = await scim.expect(201, 'POST', '/Groups', {
      schemas: [CORE_GROUP],
      displayName: 'Engineering',
      members: [{ value: id }],
    });
    for (const stranger of [await openScim(rollcall), await openScimBeside(rollcall, scim)]) {
      // Their token at this address.
      for (const [method, path, body] of everyRequest(id)) {
        const answered = await stranger.at(scim.baseUrl).request(method, path, body);
        assert.equal(answered.status, 401, `${method} ${path}`);
      }
      // These ids at their address.
      const patch = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'displayName', value: 'M' }] };
      for (const path of [`/Users/${id}`, `/Groups/${group.id}`]) {
        await stranger.refused(404, null, 'GET', path);
        await stranger.refused(404, null, 'PATCH', path, patch);
        await stranger.refused(404, null, 'DELETE', path);
      }
      await stranger.refused(404, null, 'PUT', `/Users/${id}`, { schemas: [CORE_USER], userName: 'ada' });
      for (const path of ['/Users', '/Groups', '/', `/Users?filter=${encodeURIComponent(`id eq "${id}"`)}`]) {
        assert.equal((await stranger.expect(200, 'GET', path)).totalResults, 0, path);
      }
      const bulk = await stranger.expect(200, 'POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [{ method: 'DELETE', path: `/Users/${id}` }],
      });
      assert.equal(bulk.Operations[0]?.status, '404');
    }
    assert.deepEqual(await scim.expect(200, 'GET', `/Users/${id}?excludedAttributes=groups`), user);
  });

  it('may be named in capitals in the address, as some providers write ids', async () => {
    const shouting = scim.at(scim.baseUrl.replace(scim.directoryId, scim.directoryId.toUpperCase()));
    assert.equal((await shouting.request('GET', '/Users')).status, 200);
  });

  it('is nobody any more from the moment that the token is revoked', async () => {
    await scim.expect(200, 'GET', '/Users');
    const { rows } = await rollcall.database.knex.raw<{ rows: { id: string }[] }>(
      'select id from directory_tokens where directory_id = ?',
      [scim.directoryId],
    );
    await rollcall.database.inTenant(scim.tenantId, (trx) =>
      revokeDirectoryToken(trx, scim.tenantId, scim.directoryId, rows[0]?.id ?? '', rollcall.clock.now()),
    );
    await scim.refused(401, null, 'GET', '/Users');
  });

  it('is nobody any more once the token has expired', async () => {
    await rollcall.database.knex.raw('update directory_tokens set expires_at = ? where directory_id = ?', [
      new Date(rollcall.clock.now().getTime() + 60_000),
      scim.directoryId,
    ]);
    await scim.expect(200, 'GET', '/Users');
    rollcall.clock.advance(60_000);
    await scim.refused(401, null, 'GET', '/Users');
  });

  it('is told so, and nothing else, by a directory that is disconnected', async () => {
    await scim.expect(200, 'GET', '/Users');
    await rollcall.database.inTenant(scim.tenantId, (trx) =>
      setDirectoryState(trx, scim.tenantId, scim.directoryId, 'disconnected'),
    );
    await scim.refused(403, null, 'GET', '/Users');
  });

  it('is nobody in a directory of another source, even with a token of it', async () => {
    const { tenantId, directoryId } = await rollcall.createTenant('workos', 'directory_workos');
    const { token } = await rollcall.database.inTenant(tenantId, (trx) =>
      insertDirectoryToken(trx, tenantId, directoryId, { expiresAt: null, now: rollcall.clock.now() }),
    );
    const stray = scim.as(token).at(scim.baseUrl.replace(scim.directoryId, directoryId));
    await stray.refused(401, null, 'GET', '/Users');
  });

  it('is noted on the token', async () => {
    const lastUse = async () => {
      await rollcall.service.stop();
      const { rows } = await rollcall.database.knex.raw<{ rows: { last_used_at: Date | null }[] }>(
        'select last_used_at from directory_tokens where directory_id = ?',
        [scim.directoryId],
      );
      return rows[0]?.last_used_at ?? null;
    };
    await scim.refused(401, null, 'GET', '/Users', undefined, { authorization: null });
    assert.equal(await lastUse(), null);
    await scim.expect(200, 'GET', '/Users');
    assert.deepEqual(await lastUse(), rollcall.clock.now());
  });
});
