import assert from 'node:assert/strict';
import { openOffice, type Office } from '../support/office.ts';
import { operatorToken } from '../support/rollcall.ts';

describe('a write with an Idempotency-Key', () => {
  let office: Office;

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.stop());

  const register = (key: string, email = 'old@acme.com', token = operatorToken) =>
    office.api.ask('POST', '/tenants/acme/users', {
      body: { email, role: 'member' },
      token,
      headers: { 'idempotency-key': key },
    });
  const accounts = async () =>
    (await office.api.expect('UserList', 'GET', '/tenants/acme/users')).data.length;

  it('runs once, however often it is sent', async () => {
    const first = await register('k1');
    assert.equal(first.status, 201);
    assert.equal(first.headers.get('idempotent-replayed'), null);
    for (let time = 0; time < 3; time += 1) {
      const again = await register('k1');
      assert.equal(again.status, 201);
      assert.deepEqual(again.body, first.body);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
    }
    assert.equal(await accounts(), 1);
    assert.equal((await register('k2')).status, 201);
    assert.equal(await accounts(), 2);
  });

  it('is refused where the key came with another request', async () => {
    await register('k1');
    const other = await register('k1', 'another@acme.com');
    assert.equal(other.status, 422);
    await office.api.refused(422, 'idempotency_key_reused', 'POST', '/tenants/acme/workspaces', {
      body: { key: 'w' },
      headers: { 'idempotency-key': 'k1' },
    });
    assert.equal(await accounts(), 1);
  });

  it('does not care for the order of the members of its body', async () => {
    const send = (rawBody: string) =>
      office.api.ask('POST', '/tenants/acme/workspaces', { rawBody, headers: { 'idempotency-key': 'k' } });
    const first = await send('{"key":"w","name":"W"}');
    assert.deepEqual((await send('{ "name": "W", "key": "w" }')).body, first.body);
  });

  it('belongs to the token that sent it', async () => {
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'other', scopes: ['write'] },
    });
    await register('k1');
    const other = await register('k1', 'another@acme.com', token);
    assert.equal(other.status, 201);
    assert.equal(other.headers.get('idempotent-replayed'), null);
  });

  it('runs once also when it is sent many times at once: the others are told to wait or get the answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => register('k1')));
    assert.equal(await accounts(), 1);
    const done = answers.filter(({ status }) => status === 201);
    assert.ok(done.length >= 1);
    assert.equal(new Set(done.map(({ body }) => (body as { id: string }).id)).size, 1);
    for (const { status, headers, body } of answers) {
      if (status === 201) continue;
      assert.deepEqual(
        { status, code: (body as { code: string }).code, wait: headers.get('retry-after') },
        { status: 409, code: 'idempotency_key_in_use', wait: '2' },
      );
    }
    assert.equal((await register('k1')).status, 201);
  });

  it('that was refused may be sent again, and then runs', async () => {
    const claim = { body: { slug: 'acme' }, headers: { 'idempotency-key': 'k1' } };
    await office.api.refused(409, 'conflict', 'POST', '/tenants', claim);
    await office.api.refused(409, 'conflict', 'POST', '/tenants', claim);
    const other = await office.api.ask('POST', '/tenants', {
      body: { slug: 'new' },
      headers: { 'idempotency-key': 'k1' },
    });
    assert.equal(other.status, 201);
  });

  it('never keeps a secret: its repetition says that it was shown once', async () => {
    const { user } = await office.hire('ada');
    const makings: [string, unknown][] = [
      ['/tenants/acme/api-keys', { user_id: user.id, name: 'ci' }],
      ['/tokens', { name: 'ci', scopes: ['read'] }],
    ];
    for (const [path, body] of makings) {
      const ask = { body, headers: { 'idempotency-key': path } };
      const made = await office.api.ask('POST', path, ask);
      assert.equal(made.status, 201);
      const refused = await office.api.refused(409, 'secret_shown_once', 'POST', path, ask);
      assert.equal(refused['made'], (made.body as { id: string }).id, 'what can be revoked');
    }
    const kept = await office.rollcall.database.knex.raw<{ rows: { body: { sealed: string } }[] }>(
      'select body from idempotency_keys',
    );
    // A nonce, a tag and an id in quotes: there is no room for more.
    assert.deepEqual(
      kept.rows.map(({ body }) => Buffer.from(body.sealed, 'base64').length),
      [12 + 16 + 38, 12 + 16 + 38],
    );
  });

  it('keeps its answer so that nothing personal can be read from the database', async () => {
    await register('k1', 'somebody@acme.com');
    const kept = await office.rollcall.database.knex.raw<{ rows: unknown[] }>(
      'select * from idempotency_keys',
    );
    assert.equal(kept.rows.length, 1);
    assert.doesNotMatch(JSON.stringify(kept.rows), /somebody|acme\.com/);
    assert.equal((await register('k1', 'somebody@acme.com')).status, 201);
  });

  it('is answered without a body the second time where it was the first', async () => {
    const { user } = await office.hire('ada');
    const session = await office.api.expect('Session', 'POST', '/tenants/acme/sessions', {
      body: { user_id: user.id, expires_at: '2099-01-01T00:00:00Z' },
    });
    for (let time = 0; time < 2; time += 1) {
      const revoked = await office.api.ask('DELETE', `/tenants/acme/sessions/${session.id}`, {
        headers: { 'idempotency-key': 'k' },
      });
      assert.equal(revoked.status, 204);
      assert.equal(revoked.headers.get('idempotent-replayed'), time === 0 ? null : 'true');
    }
  });

  it('is forgotten after a day', async () => {
    await register('k1');
    office.rollcall.clock.advance(24 * 3_600_000 - 1);
    assert.equal((await register('k1')).headers.get('idempotent-replayed'), 'true');
    office.rollcall.clock.advance(1);
    assert.equal((await register('k1')).headers.get('idempotent-replayed'), null);
    assert.equal(await accounts(), 2);
    office.rollcall.clock.advance(24 * 3_600_000);
    await register('k2');
    const kept = await office.rollcall.database.knex.raw<{ rows: { key: string }[] }>(
      'select key from idempotency_keys',
    );
    assert.deepEqual(kept.rows, [{ key: 'k2' }]);
  });

  it('whose process died without an answer can be sent again after two minutes', async () => {
    await register('k1');
    const { database, clock } = office.rollcall;
    await database.knex.raw('update idempotency_keys set status = null, body = null');
    await office.api.refused(409, 'idempotency_key_in_use', 'POST', '/tenants/acme/users', {
      body: { email: 'old@acme.com', role: 'member' },
      headers: { 'idempotency-key': 'k1' },
    });
    clock.advance(120_000);
    assert.equal((await register('k1', 'another@acme.com')).status, 422);
    assert.equal((await register('k1')).status, 201);
  });

  it('needs a key of printable characters', async () => {
    for (const key of ['', 'x'.repeat(256), 'ü']) {
      const answered = await office.api.ask('POST', '/tenants/acme/workspaces', {
        body: { key: 'w' },
        headers: { 'idempotency-key': key },
      });
      assert.equal(answered.status, 400, JSON.stringify(key));
    }
  });
});
