import assert from 'node:assert/strict';
import { requireActiveUser } from '../../src/store/active-user.ts';
import { createApiKey } from '../../src/store/api-keys.ts';
import { createSession } from '../../src/store/sessions.ts';
import { openOffice, type Account, type Office } from '../support/office.ts';

describe('sessions, API keys and access checks over HTTP', () => {
  let office: Office;
  let ada: Account;

  beforeEach(async () => {
    office = await openOffice();
    ada = await office.hire('ada', ['members']);
  });
  afterEach(() => office.stop());

  const inAnHour = () => new Date(office.rollcall.clock.now().getTime() + 3_600_000).toISOString();
  const openSession = (userId: string) =>
    office.api.expect('Session', 'POST', '/tenants/acme/sessions', {
      body: { user_id: userId, expires_at: inAnHour() },
    });
  const makeKey = (userId: string) =>
    office.api.expect('ApiKeyOnce', 'POST', '/tenants/acme/api-keys', {
      body: { user_id: userId, name: 'ci' },
    });
  const check = (question: Record<string, unknown>) =>
    office.api.expect('AccessAnswer', 'POST', '/access-checks', { body: { tenant: 'acme', ...question } });
  const codeOf = async (question: Record<string, unknown>) => (await check(question)).code;

  it('an active person may come in, with their role and workspaces', async () => {
    const session = await openSession(ada.user.id);
    const key = await makeKey(ada.user.id);
    assert.match(key.key, /^rck_[\w-]{43}$/);
    assert.deepEqual(await check({ user_id: ada.user.id, session_id: session.id, api_key: key.key }), {
      allowed: true,
      read_only: false,
      role: 'member',
      workspaces: [{ key: 'engineering', role: 'member' }],
      code: 'allowed',
      reason: 'The user is active.',
      sessions_valid_after: null,
    });
  });

  it('whoever leaves is out at once, with every session and key, and cannot get new ones', async () => {
    const session = await openSession(ada.user.id);
    const key = await makeKey(ada.user.id);
    await office.hire('boss', ['admins']);
    await office.tell(office.idp.deactivate(ada.person));
    const answer = await check({ user_id: ada.user.id, session_id: session.id });
    assert.equal(answer.allowed, false);
    assert.equal(answer.code, 'deactivated');
    assert.equal(answer.role, null);
    await office.api.refused(409, 'conflict', 'POST', '/tenants/acme/sessions', {
      body: { user_id: ada.user.id, expires_at: inAnHour() },
    });
    await office.api.refused(409, 'conflict', 'POST', '/tenants/acme/api-keys', {
      body: { user_id: ada.user.id, name: 'again' },
    });

    // Who comes back does not find the old session open.
    office.rollcall.clock.advance(60_000);
    await office.tell(office.idp.comeBack(ada.person));
    assert.equal(await codeOf({ user_id: ada.user.id }), 'allowed');
    assert.equal(await codeOf({ user_id: ada.user.id, session_id: session.id }), 'session_revoked');
    assert.equal(await codeOf({ user_id: ada.user.id, api_key: key.key }), 'api_key_revoked');
  });

  it('every way of not being allowed is an answer with a code of its own', async () => {
    const eve = await office.hire('eve');
    const session = await openSession(ada.user.id);
    const key = await makeKey(ada.user.id);
    const nobody = office.tenantId;
    assert.equal(await codeOf({ user_id: nobody }), 'unknown_user');
    assert.equal(await codeOf({ user_id: 'ada@acme.com' }), 'unknown_user');
    assert.equal(await codeOf({ user_id: ada.user.id, session_id: nobody }), 'unknown_session');
    assert.equal(await codeOf({ user_id: ada.user.id, session_id: 'session-1' }), 'unknown_session');
    assert.equal(await codeOf({ user_id: ada.user.id, api_key: 'rck_guess' }), 'unknown_api_key');
    assert.equal(await codeOf({ user_id: eve.user.id, session_id: session.id }), 'session_of_another_user');
    assert.equal(await codeOf({ user_id: eve.user.id, api_key: key.key }), 'api_key_of_another_user');
    office.rollcall.clock.advance(3_600_000);
    assert.equal(await codeOf({ user_id: ada.user.id, session_id: session.id }), 'session_expired');
    await office.api.refused(404, 'not_found', 'POST', '/access-checks', {
      body: { tenant: 'nobody', user_id: ada.user.id },
    });
  });

  it('a session and a key end when they are revoked, which is recorded once', async () => {
    const session = await openSession(ada.user.id);
    const key = await makeKey(ada.user.id);
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await office.api.ask('DELETE', `/tenants/acme/sessions/${session.id}`)).status, 204);
      assert.equal((await office.api.ask('DELETE', `/tenants/acme/api-keys/${key.id}`)).status, 204);
    }
    assert.equal(await codeOf({ user_id: ada.user.id, session_id: session.id }), 'session_revoked');
    assert.equal(await codeOf({ user_id: ada.user.id, api_key: key.key }), 'api_key_revoked');
    for (const [action, before] of [
      ['session.revoked', { session: session.id }],
      ['api_key.revoked', { api_key: key.id }],
    ] as const) {
      const { data } = await office.api.expect(
        'AuditRecordList',
        'GET',
        `/tenants/acme/audit-records?action=${action}`,
      );
      assert.equal(data.length, 1);
      assert.equal(data[0]?.user_id, ada.user.id);
      assert.equal(data[0].actor.kind, 'api_token');
      assert.deepEqual(data[0].before, before);
    }
    await office.api.refused(404, 'not_found', 'DELETE', `/tenants/acme/sessions/${key.id}`);
    await office.api.refused(404, 'not_found', 'DELETE', `/tenants/acme/api-keys/${session.id}`);
  });

  it('a session must end in the future, and belongs to someone', async () => {
    const past = office.rollcall.clock.now().toISOString();
    await office.api.refused(400, 'invalid_request', 'POST', '/tenants/acme/sessions', {
      body: { user_id: ada.user.id, expires_at: past },
    });
    await office.api.refused(404, 'not_found', 'POST', '/tenants/acme/sessions', {
      body: { user_id: office.tenantId, expires_at: inAnHour() },
    });
  });

  it('who has left and may still read can sign in, and cannot get an API key', async () => {
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw(`update users set status = 'read_only' where tenant_id = ? and id = ?`, [
        office.tenantId,
        ada.user.id,
      ]),
    );
    const session = await openSession(ada.user.id);
    const answer = await check({ user_id: ada.user.id, session_id: session.id });
    assert.deepEqual(
      { allowed: answer.allowed, read_only: answer.read_only, role: answer.role },
      { allowed: true, read_only: true, role: 'member' },
    );
    const problem = await office.api.refused(409, 'conflict', 'POST', '/tenants/acme/api-keys', {
      body: { user_id: ada.user.id, name: 'ci' },
    });
    assert.match(problem.detail, /read_only/);
  });

  it('a stateless token is refused where the sessions of its user were voided after it was issued', async () => {
    const issued = (seconds: number) =>
      new Date(office.rollcall.clock.now().getTime() + seconds * 1000).toISOString();
    assert.equal(await codeOf({ user_id: ada.user.id, session_issued_at: issued(-60) }), 'allowed');
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw('update users set sessions_valid_after = ? where tenant_id = ? and id = ?', [
        office.rollcall.clock.now(),
        office.tenantId,
        ada.user.id,
      ]),
    );
    assert.equal(await codeOf({ user_id: ada.user.id, session_issued_at: issued(-1) }), 'session_superseded');
    assert.equal(await codeOf({ user_id: ada.user.id, session_issued_at: issued(0) }), 'allowed');
    const { sessions_valid_after } = await check({ user_id: ada.user.id });
    assert.equal(sessions_valid_after, issued(0));
    for (const session_issued_at of ['yesterday', '', '2026-13-01T00:00:00Z', 7]) {
      await office.api.refused(400, 'invalid_request', 'POST', '/access-checks', {
        body: { tenant: 'acme', user_id: ada.user.id, session_issued_at },
      });
    }
  });

  it('open sessions and keys are listed, of one person or of all, page by page and without secrets', async () => {
    const eve = await office.hire('eve');
    const sessions = [
      await openSession(ada.user.id),
      await openSession(ada.user.id),
      await openSession(eve.user.id),
    ];
    const keys = [await makeKey(ada.user.id), await makeKey(eve.user.id)];
    const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id).sort();
    const sessionsAt = (query: string) =>
      office.api.expect('SessionList', 'GET', `/tenants/acme/sessions${query}`);
    const keysAt = (query: string) =>
      office.api.expect('ApiKeyList', 'GET', `/tenants/acme/api-keys${query}`);

    assert.deepEqual(idsOf(await sessionsAt('')), sessions.map(({ id }) => id).sort());
    assert.deepEqual((await sessionsAt(`?user_id=${ada.user.id}`)).data, sessions.slice(0, 2));
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await sessionsAt(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...idsOf(page));
      cursor = page.next_cursor;
    }
    assert.deepEqual(paged.sort(), sessions.map(({ id }) => id).sort());

    assert.deepEqual(idsOf(await keysAt('')), keys.map(({ id }) => id).sort());
    const [listed] = (await keysAt(`?user_id=${eve.user.id}`)).data;
    assert.equal(listed?.id, keys[1]?.id);
    assert.doesNotMatch(JSON.stringify(listed), /rck_/);

    await office.api.ask('DELETE', `/tenants/acme/sessions/${sessions[0]?.id ?? ''}`);
    await office.api.ask('DELETE', `/tenants/acme/api-keys/${keys[0]?.id ?? ''}`);
    assert.deepEqual(idsOf(await sessionsAt(`?user_id=${ada.user.id}`)), [sessions[1]?.id]);
    assert.deepEqual(idsOf(await keysAt(`?user_id=${ada.user.id}`)), []);
    office.rollcall.clock.advance(3_600_000);
    assert.deepEqual(idsOf(await sessionsAt('')), []);
  });

  it('the next check after a change in the database sees it: nothing about a user is kept', async () => {
    const session = await openSession(ada.user.id);
    const question = { user_id: ada.user.id, session_id: session.id };
    for (const [status, code] of [
      ['active', 'allowed'],
      ['read_only', 'read_only'],
      ['deactivated', 'deactivated'],
      ['active', 'allowed'],
    ] as const) {
      await office.rollcall.database.inTenant(office.tenantId, (trx) =>
        trx.raw('update users set status = ? where tenant_id = ? and id = ?', [
          status,
          office.tenantId,
          ada.user.id,
        ]),
      );
      assert.equal(await codeOf(question), code);
    }
  });

  it('a check is one statement outside of any transaction, the look-up of the token included', async () => {
    const session = await openSession(ada.user.id);
    const key = await makeKey(ada.user.id);
    const question = { user_id: ada.user.id, session_id: session.id, api_key: key.key };
    await check(question);
    await office.rollcall.service.apiKeyUse.settled();
    await office.rollcall.service.apiTokenUse.settled();
    const asked: string[] = [];
    const note = ({ sql }: { sql: string }) => asked.push(sql);
    office.rollcall.database.knex.on('query', note);
    await check(question);
    office.rollcall.database.knex.off('query', note);
    assert.equal(asked.length, 1, asked.join('\n'));
    assert.match(asked[0] ?? '', /^with .* users .* sessions .* api_keys .* api_tokens /s);
  });

  it('a check that is not plain is answered as any other request', async () => {
    await office.rollcall.createTenant('initech', 'directory_initech');
    const token = async (wanted: Record<string, unknown>) => {
      const body = { name: 'test', scopes: ['access:check'], ...wanted };
      return (await office.api.expect('TokenOnce', 'POST', '/tokens', { body })).token;
    };
    const product = await token({});
    const revoked = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'gone', scopes: ['access:check'] },
    });
    await office.api.ask('DELETE', `/tokens/${revoked.id}`);
    const plain = { tenant: 'acme', user_id: ada.user.id };
    const cases: [string, number, string, { body?: unknown; rawBody?: string }][] = [
      [product, 200, 'allowed', { body: plain }],
      [await token({ tenant: 'acme' }), 200, 'allowed', { body: plain }],
      [await token({ tenant: 'initech' }), 404, 'not_found', { body: plain }],
      [await token({ scopes: ['read', 'write'] }), 403, 'forbidden', { body: plain }],
      [revoked.token, 401, 'unauthenticated', { body: plain }],
      ['rc_guess', 401, 'unauthenticated', { body: plain }],
      ['rc_guess', 401, 'unauthenticated', { rawBody: '{' }],
      ['rc_guess', 401, 'unauthenticated', { body: { ...plain, more: 1 } }],
      [product, 404, 'not_found', { body: { ...plain, tenant: 'nobody' } }],
      [product, 400, 'invalid_request', { rawBody: '{' }],
      [product, 400, 'invalid_request', { body: [] }],
      [product, 400, 'invalid_request', { body: null }],
      [product, 400, 'invalid_request', { rawBody: `{"__proto__":{"tenant":"acme"},"user_id":"x"}` }],
      [product, 400, 'invalid_request', { body: { ...plain, session_id: '\0' } }],
      [product, 400, 'invalid_request', { body: { ...plain, api_key: '\ud800' } }],
      [product, 400, 'invalid_request', { body: { ...plain, user_id: 'x'.repeat(5_000) } }],
      [product, 413, 'payload_too_large', { body: { ...plain, user_id: 'x'.repeat(2_000_000) } }],
    ];
    for (const [bearer, status, code, given] of cases) {
      // Under an Idempotency-Key a request goes the whole way.
      for (const headers of [{}, { 'idempotency-key': `${code} ${Math.random()}` }]) {
        const answered = await office.api.ask('POST', '/access-checks', { ...given, token: bearer, headers });
        const got = { status: answered.status, code: (answered.body as { code: string }).code };
        assert.deepEqual(got, { status, code }, JSON.stringify(given).slice(0, 200));
      }
    }
    const asked = await office.api.ask('POST', '/access-checks?tenant=acme', { body: plain });
    assert.equal(asked.status, 400);
  });

  it('the database holds a digest of the key and never the key', async () => {
    const key = await makeKey(ada.user.id);
    const rows = await office.rollcall.database.inTenant(office.tenantId, async (trx) => {
      const result = await trx.raw<{ rows: Record<string, unknown>[] }>('select * from api_keys');
      return result.rows;
    });
    assert.equal(rows.length, 1);
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(key.key.slice(4, 20)));
  });

  it('the use of a key is noted, at most once a minute', async () => {
    const key = await makeKey(ada.user.id);
    const lastUse = () =>
      office.rollcall.database.inTenant(office.tenantId, async (trx) => {
        await office.rollcall.service.apiKeyUse.settled();
        const result = await trx.raw<{ rows: { last_used_at: Date | null }[] }>(
          'select last_used_at from api_keys',
        );
        return result.rows[0]?.last_used_at?.getTime() ?? null;
      });
    assert.equal(await lastUse(), null);
    const eve = await office.hire('eve');
    assert.equal(await codeOf({ user_id: eve.user.id, api_key: key.key }), 'api_key_of_another_user');
    assert.equal(await lastUse(), null);
    const first = office.rollcall.clock.now().getTime();
    await check({ user_id: ada.user.id, api_key: key.key });
    assert.equal(await lastUse(), first);
    office.rollcall.clock.advance(59_999);
    await check({ user_id: ada.user.id, api_key: key.key });
    assert.equal(await lastUse(), first);
    office.rollcall.clock.advance(1);
    await check({ user_id: ada.user.id, api_key: key.key });
    assert.equal(await lastUse(), first + 60_000);
  });

  it('a session and a key made while their user is being deactivated do not outlive the deactivation', async () => {
    await office.hire('boss', ['admins']);
    for (const event of office.idp.deactivate(ada.person)) await office.rollcall.post(event);
    const { database, clock } = office.rollcall;
    let drained: Promise<void> | undefined;
    await database.inTenant(office.tenantId, async (trx) => {
      await requireActiveUser(trx, office.tenantId, ada.user.id);
      // The plan is made now, and its writes wait for this transaction.
      drained = office.rollcall.drain();
      await untilSomeoneWaits(office);
      const now = clock.now();
      await createSession(
        trx,
        office.tenantId,
        { userId: ada.user.id, expiresAt: new Date(now.getTime() + 1e6) },
        now,
      );
      await createApiKey(trx, office.tenantId, { userId: ada.user.id, name: 'late' }, now);
    });
    await drained;
    assert.equal((await office.userOf(ada.person)).status, 'deactivated');
    const open = await database.inTenant(office.tenantId, async (trx) => {
      const result = await trx.raw<{ rows: unknown[] }>(
        `select id from sessions where revoked_at is null
         union all
         select id from api_keys where revoked_at is null`,
      );
      return result.rows;
    });
    assert.deepEqual(open, []);
  });
});

/** Until a transaction waits for a lock that another one holds. */
async function untilSomeoneWaits(office: Office): Promise<void> {
  for (;;) {
    const result = await office.rollcall.database.knex.raw<{ rows: { waiting: number }[] }>(
      `select count(*) as waiting from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.datname = current_database()`,
    );
    if ((result.rows[0]?.waiting ?? 0) > 0) return;
  }
}
