import assert from 'node:assert/strict';
import { setDirectoryState } from '../../src/store/directory-rows.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newUser, scimDirectory, scimTenant, type ScimClient } from '../support/scim-client.ts';

const urn = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User';
const definition = {
  id: urn,
  name: 'Acme',
  attributes: [
    { name: 'badge', type: 'string', caseExact: true },
    { name: 'floors', type: 'integer', multiValued: true },
  ],
};

describe('a SCIM directory, from its first token to its last', () => {
  let rollcall: TestRollcall;
  let idp: ScimClient;
  let path: string;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  beforeEach(async () => {
    idp = await scimTenant(rollcall);
    path = `/tenants/${idp.slug}/directories/${idp.directoryId}`;
  });

  const show = () => idp.api.expect('DirectoryDetail', 'GET', path);
  const status = async (token: string) =>
    (await idp.request('GET', '/Users', undefined, { authorization: `Bearer ${token}` })).status;

  it('is opened by each of its two tokens, and by a revoked one no more', async () => {
    const [first] = (await show()).tokens;
    const second = await idp.api.expect('DirectoryTokenOnce', 'POST', `${path}/tokens`, { body: {} });
    assert.equal(second.base_url, idp.baseUrl);
    assert.deepEqual([await status(idp.token), await status(second.token)], [200, 200]);
    await idp.api.ask('DELETE', `${path}/tokens/${first?.id ?? ''}`);
    assert.deepEqual([await status(idp.token), await status(second.token)], [401, 200]);
  });

  it('is closed to a token that has expired', async () => {
    const expiresAt = new Date(rollcall.clock.now().getTime() + 60_000);
    const body = { expires_at: expiresAt };
    const { token } = await idp.api.expect('DirectoryTokenOnce', 'POST', `${path}/tokens`, { body });
    assert.equal(await status(token), 200);
    rollcall.clock.advance(60_000);
    assert.equal(await status(token), 401);
  });

  it('is closed to every token while it is disconnected', async () => {
    const set = (state: 'active' | 'disconnected') =>
      rollcall.database.inTenant(idp.tenantId, (trx) =>
        setDirectoryState(trx, idp.tenantId, idp.directoryId, state),
      );
    await set('disconnected');
    assert.equal(await status(idp.token), 403);
    await set('active');
    assert.equal(await status(idp.token), 200);
  });

  it('tells to the minute when each token was last used', async () => {
    const lastUse = async () => {
      await rollcall.service.scim.tokenUse.settled();
      return (await show()).tokens[0]?.last_used_at;
    };
    assert.equal(await lastUse(), null);
    const before = rollcall.clock.now().toISOString();
    assert.equal(await status(idp.token), 200);
    assert.equal(await lastUse(), before);
    rollcall.clock.advance(59_000);
    await status(idp.token);
    assert.equal(await lastUse(), before);
    rollcall.clock.advance(1_000);
    await status(idp.token);
    assert.equal(await lastUse(), rollcall.clock.now().toISOString());
  });

  it('says nothing of the use of a token that it refused', async () => {
    const other = await scimTenant(rollcall);
    assert.equal((await fetch(`${other.baseUrl}/Users`, bearer(idp.token))).status, 401);
    await rollcall.service.scim.tokenUse.settled();
    assert.equal((await show()).tokens[0]?.last_used_at, null);
  });

  it('leaves accounts alone in test mode, until it is activated', async () => {
    const testing = await scimDirectory(rollcall, { ...idp, profile: 'generic', state: 'testing' });
    const body = newUser('zoe@acme.example', { externalId: 'zoe' });
    const { id } = (await testing.expect(201, 'POST', '/Users', body)) as { id: string };
    await testing.expect(200, 'GET', `/Users/${id}`);
    assert.equal(await testing.userOf('zoe'), undefined);
    await idp.api.expect(
      'DirectoryDetail',
      'POST',
      `/tenants/${idp.slug}/directories/${testing.directoryId}/activate`,
    );
    await rollcall.drain();
    assert.equal((await testing.userOf('zoe'))?.status, 'active');
  });

  it('serves an extension schema while it has it, and keeps what was stored under it', async () => {
    const body = newUser('ada@acme.example', { [urn]: { badge: 'B-1', floors: [1, 2] } });
    const schema = `${path}/schemas/${urn}`;
    const before = (await idp.expect(201, 'POST', '/Users', body)) as { id: string };
    assert.equal((before as Record<string, unknown>)[urn], undefined);

    await idp.api.expect('DirectorySchema', 'PUT', schema, { body: definition });
    await idp.expect(200, 'GET', `/Schemas/${urn}`);
    const kept = (await idp.expect(200, 'PUT', `/Users/${before.id}`, body)) as Record<string, unknown>;
    assert.deepEqual(kept[urn], { badge: 'B-1', floors: [1, 2] });
    const found = (await idp.expect(
      200,
      'GET',
      `/Users?filter=${encodeURIComponent(`${urn}:badge eq "B-1"`)}`,
    )) as { totalResults: number };
    assert.equal(found.totalResults, 1);

    assert.equal((await idp.api.ask('DELETE', schema)).status, 204);
    await idp.expect(404, 'GET', `/Schemas/${urn}`);
    const unseen = (await idp.expect(200, 'GET', `/Users/${before.id}`)) as Record<string, unknown>;
    assert.equal(unseen[urn], undefined);
    assert.ok(!(unseen['schemas'] as string[]).includes(urn));

    await idp.api.expect('DirectorySchema', 'PUT', schema, { body: definition });
    const seen = (await idp.expect(200, 'GET', `/Users/${before.id}`)) as Record<string, unknown>;
    assert.deepEqual(seen[urn], { badge: 'B-1', floors: [1, 2] });
    assert.ok((seen['schemas'] as string[]).includes(urn));
  });

  it('serves the schema of another directory to nobody', async () => {
    await idp.api.expect('DirectorySchema', 'PUT', `${path}/schemas/${urn}`, { body: definition });
    const other = await scimDirectory(rollcall, { ...idp, profile: 'generic' });
    await idp.expect(200, 'GET', `/Schemas/${urn}`);
    await other.expect(404, 'GET', `/Schemas/${urn}`);
  });

  it('is read by its new profile from the next request on', async () => {
    const { id } = (await idp.expect(201, 'POST', '/Users', newUser('bo@acme.example'))) as { id: string };
    const legacy = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    };
    await idp.expect(400, 'PATCH', `/Users/${id}`, legacy);
    await idp.api.expect('DirectoryDetail', 'PUT', `${path}/profile`, { body: { profile: 'entra' } });
    const changed = (await idp.expect(200, 'PATCH', `/Users/${id}`, legacy)) as { active: boolean };
    assert.equal(changed.active, false);
    await rollcall.service.scim.dialectNotes.flush();
    const { dialect } = await show();
    assert.ok(
      dialect?.rewrites.some(({ says }) => says === 'Entra sends booleans as strings: 1 time'),
      JSON.stringify(dialect),
    );
  });
});

function bearer(token: string): { headers: { authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } };
}
