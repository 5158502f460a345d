import assert from 'node:assert/strict';
import { addDialectCounts, type DialectCount } from '../../src/store/directory-dialect.ts';
import {
  findDirectoryByToken,
  insertDirectoryToken,
  writeTokenUse,
} from '../../src/store/directory-tokens.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { openOffice, type Office } from '../support/office.ts';

const directories = '/tenants/acme/directories';
const day = 24 * 60 * 60 * 1000;

describe('SCIM directories over HTTP', () => {
  let office: Office;

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.stop());

  const create = (body: object = {}) =>
    office.api.expect('DirectoryOnce', 'POST', directories, { body: { source: 'scim', ...body } });
  const remove = async (path: string) => assert.equal((await office.api.ask('DELETE', path)).status, 204);
  const show = (id: string) => office.api.expect('DirectoryDetail', 'GET', `${directories}/${id}`);
  const makeToken = (id: string, body: object = {}) =>
    office.api.expect('DirectoryTokenOnce', 'POST', `${directories}/${id}/tokens`, { body });
  const opens = async (token: string) => {
    const found = await findDirectoryByToken(office.rollcall.database, token);
    return found !== null && found.revokedAt === null;
  };
  const actions = async (id: string) => {
    const { data } = await office.api.expect('AuditRecordList', 'GET', '/tenants/acme/audit-records');
    return data.filter(({ directory_id }) => directory_id === id).map(({ action }) => action);
  };

  it('come with a base URL and a token, which is shown once and opens them', async () => {
    const made = await create({ profile: 'entra', idp: 'entra', name: 'Acme Entra', state: 'testing' });
    assert.equal(made.base_url, `${office.rollcall.url}/scim/v2/${made.id}`);
    assert.match(made.token ?? '', /^rcs_[\w-]{43}$/);
    const found = await findDirectoryByToken(office.rollcall.database, made.token ?? '');
    assert.deepEqual([found?.directoryId, found?.profile, found?.state], [made.id, 'entra', 'setting_up']);

    const { token, ...rest } = made;
    assert.deepEqual(await show(made.id), rest);
    assert.deepEqual(
      [rest.profile, rest.idp, rest.name, rest.state, rest.workos_id, rest.tokens_say],
      ['entra', 'entra', 'Acme Entra', 'setting_up', null, null],
    );
    assert.deepEqual(rest.dialect, { rewrites: [], suggested_profile: null });
    const list = await office.api.expect('DirectoryList', 'GET', directories);
    assert.ok(!JSON.stringify(list).includes(token ?? ''));
    assert.deepEqual(
      list.data.map(({ source, base_url, tokens }) => [source, base_url, tokens.length]),
      [
        ['workos', null, 0],
        ['scim', made.base_url, 1],
      ],
    );
    const records = await office.api.expect(
      'AuditRecordList',
      'GET',
      '/tenants/acme/audit-records?action=directory.created&limit=1',
    );
    assert.deepEqual(records.data[0]?.after, {
      source: 'scim',
      idp: 'entra',
      profile: 'entra',
      token_id: made.tokens[0]?.id,
      state: 'setting_up',
      starts_as: 'testing',
    });
  });

  it('have the generic profile unless told, and no other than those there are', async () => {
    assert.equal((await create()).profile, 'generic');
    await office.api.refused(400, 'invalid_request', 'POST', directories, {
      body: { source: 'scim', profile: 'ldap' },
    });
    const wrong = { source: 'scim', workos_id: 'directory_x' };
    await office.api.refused(400, 'invalid_request', 'POST', directories, { body: wrong });
    const odd = { source: 'workos', profile: 'okta' };
    await office.api.refused(400, 'invalid_request', 'POST', directories, { body: odd });
  });

  it('are made once under an idempotency key, and their token is not told a second time', async () => {
    const ask = { body: { source: 'scim' }, headers: { 'idempotency-key': 'once' } };
    const made = await office.api.expect('DirectoryOnce', 'POST', directories, ask);
    assert.ok(made.token);
    const again = await office.api.refused(409, 'secret_shown_once', 'POST', directories, ask);
    assert.equal(again['made'], made.id);
    assert.equal((await office.api.expect('DirectoryList', 'GET', directories)).data.length, 2);
    const kept = await office.rollcall.database.knex.raw<{ rows: { body: { sealed: string } }[] }>(
      'select body from idempotency_keys',
    );
    // Of the answer the id alone, sealed: a nonce, its mark of 16 bytes, and the id in quotes.
    assert.deepEqual(
      kept.rows.map(({ body }) => Buffer.from(body.sealed, 'base64').length),
      [12 + 16 + JSON.stringify(made.id).length],
    );

    const plain = { body: { source: 'workos' }, headers: { 'idempotency-key': 'plain' } };
    const first = await office.api.ask('POST', directories, plain);
    const second = await office.api.ask('POST', directories, plain);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(second.body, first.body);
  });

  it('have two valid tokens at most, so that one can take over from the other', async () => {
    const made = await create();
    const second = await makeToken(made.id, { expires_at: '2026-06-01T00:00:00Z' });
    assert.equal(second.base_url, made.base_url);
    assert.equal(second.expires_at, '2026-06-01T00:00:00.000Z');
    assert.ok((await opens(made.token ?? '')) && (await opens(second.token)));

    const [first] = (await show(made.id)).tokens;
    assert.ok(first);
    const tokens = `${directories}/${made.id}/tokens`;
    const problem = await office.api.refused(409, 'conflict', 'POST', tokens, { body: {} });
    assert.match(problem.detail, /2 valid tokens already\. Revoke one first/);
    assert.ok(problem.detail.includes(first.id));

    await remove(`${tokens}/${first.id}`);
    assert.deepEqual([await opens(made.token ?? ''), await opens(second.token)], [false, true]);
    const third = await makeToken(made.id);
    const fourth = await makeToken(made.id, { replace: true });
    assert.deepEqual(
      [await opens(second.token), await opens(third.token), await opens(fourth.token)],
      [false, true, true],
    );
    assert.deepEqual(
      (await show(made.id)).tokens.map(({ state }) => state),
      ['revoked', 'revoked', 'valid', 'valid'],
    );
    assert.deepEqual(await actions(made.id), [
      ...['token_created', 'token_revoked', 'token_created', 'token_revoked', 'token_created', 'created'].map(
        (action) => `directory.${action}`,
      ),
    ]);
  });

  it('keep the token that is in use, however often another is asked for', async () => {
    const made = await create();
    const inUse = await makeToken(made.id);
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      writeTokenUse(trx, inUse.id, office.rollcall.clock.now(), office.rollcall.clock.now()),
    );
    const [first] = (await show(made.id)).tokens;
    assert.ok(first);
    // Twice at once, as a double click sends it: the second names a token that the first has replaced.
    const tokens = `${directories}/${made.id}/tokens`;
    const twice = await Promise.all(
      [1, 2].map(() => office.api.ask('POST', tokens, { body: { replaces: first.id } })),
    );
    assert.deepEqual(twice.map(({ status }) => status).sort(), [201, 409]);
    assert.deepEqual([await opens(made.token ?? ''), await opens(inUse.token)], [false, true]);
    for (let n = 0; n < 2; n += 1) await makeToken(made.id, { replace: true });
    assert.ok(await opens(inUse.token));
    assert.equal((await show(made.id)).tokens.filter(({ state }) => state === 'valid').length, 2);
  });

  it('make room for a token by one that has expired, and replace nothing that need not go', async () => {
    const made = await create();
    await makeToken(made.id, { expires_at: new Date(office.rollcall.clock.now().getTime() + day) });
    office.rollcall.clock.advance(day);
    await makeToken(made.id, { replace: true });
    assert.ok(await opens(made.token ?? ''));
    assert.deepEqual(
      (await show(made.id)).tokens.map(({ state }) => state),
      ['valid', 'expired', 'valid'],
    );
  });

  it('count a token that is being made at the same time', async () => {
    const made = await create();
    const { database, clock } = office.rollcall;
    let settled = false;
    const isWaiting = async () => {
      const locks = await database.raw<{ rows: unknown[] }>('select 1 from pg_locks where not granted');
      return locks.rows.length > 0;
    };
    const asking = await database.inTenant(office.tenantId, async (trx) => {
      await lockTenant(trx, office.tenantId);
      await insertDirectoryToken(trx, office.tenantId, made.id, { expiresAt: null, now: clock.now() });
      const answer = office.api.ask('POST', `${directories}/${made.id}/tokens`, { body: {} });
      void answer.finally(() => (settled = true));
      while (!settled && !(await isWaiting()));
      // In an object, so that it is not waited for inside of the transaction that it waits for.
      return { answer };
    });
    assert.equal((await asking.answer).status, 409);
    assert.equal((await show(made.id)).tokens.length, 2);
  });

  it('tell when a token is about to expire, has expired, and that none is left', async () => {
    const made = await create();
    const [first] = made.tokens;
    assert.ok(first);
    const { clock } = office.rollcall;
    const soon = await makeToken(made.id, { expires_at: new Date(clock.now().getTime() + 20 * day) });
    await remove(`${directories}/${made.id}/tokens/${first.id}`);
    assert.deepEqual([soon.state, soon.says], ['valid', null]);

    clock.advance(10 * day);
    let shown = await show(made.id);
    assert.match(shown.tokens_say ?? '', /expires in 10 days/);
    assert.deepEqual(
      shown.tokens.map(({ state }) => state),
      ['revoked', 'expiring'],
    );
    const list = await office.api.expect('DirectoryTokenList', 'GET', `${directories}/${made.id}/tokens`);
    assert.deepEqual(list.data, shown.tokens);

    clock.advance(10 * day);
    shown = await show(made.id);
    assert.match(shown.tokens_say ?? '', /^Every token has expired/);
    assert.match(shown.tokens[1]?.says ?? '', /expired on/);
    await remove(`${directories}/${made.id}/tokens/${soon.id}`);
    const { data } = await office.api.expect('DirectoryList', 'GET', directories);
    assert.match(data[1]?.tokens_say ?? '', /^No token is valid/);
  });

  it('list every token page by page', async () => {
    const made = await create();
    for (let n = 0; n < 24; n += 1) await makeToken(made.id, { replace: true });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { data: { id: string }[]; next_cursor: string | null } = await office.api.expect(
        'DirectoryTokenList',
        'GET',
        `${directories}/${made.id}/tokens?limit=10${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    assert.equal(new Set(seen).size, 25);
    // Beside the directory are those that matter.
    assert.deepEqual(
      (await show(made.id)).tokens.map(({ id }) => id),
      seen.slice(5),
    );
  });

  it('refuse a token that would have expired already, and tokens of what is not there or not SCIM', async () => {
    const made = await create();
    const tokens = `${directories}/${made.id}/tokens`;
    await office.api.refused(400, 'invalid_request', 'POST', tokens, {
      body: { expires_at: office.rollcall.clock.now() },
    });
    const workos = `${directories}/${office.directoryId}`;
    await office.api.refused(409, 'conflict', 'POST', `${workos}/tokens`, { body: {} });
    await office.api.refused(409, 'conflict', 'PUT', `${workos}/profile`, { body: { profile: 'okta' } });
    assert.deepEqual((await office.api.expect('DirectoryTokenList', 'GET', `${workos}/tokens`)).data, []);
    for (const path of [`${directories}/${office.tenantId}/tokens`]) {
      await office.api.refused(404, 'not_found', 'GET', path);
      await office.api.refused(404, 'not_found', 'POST', path, { body: {} });
    }
    const [first] = made.tokens;
    await office.api.refused(404, 'not_found', 'DELETE', `${workos}/tokens/${first?.id ?? ''}`);
    await office.api.refused(404, 'not_found', 'DELETE', `${tokens}/${made.id}`);
    assert.ok(await opens(made.token ?? ''));
    await office.api.refused(409, 'conflict', 'POST', `${directories}/${made.id}/claim`, {
      body: { workos_id: 'directory_y' },
    });
  });

  it('have no new token once they are disconnected, for it would open nothing', async () => {
    const { id } = await create();
    await office.api.expect('DirectoryDetail', 'POST', `${directories}/${id}/disconnect`, {
      body: { people: 'keep' },
    });
    const refusal = await office.api.refused(409, 'conflict', 'POST', `${directories}/${id}/tokens`, {
      body: {},
    });
    assert.match(refusal.detail, /disconnected, for good/);
    assert.ok(!(await actions(id)).includes('directory.token_created'));
  });

  it('change their profile from one moment to the next, and the audit log says so', async () => {
    const made = await create({ profile: 'okta' });
    const path = `${directories}/${made.id}/profile`;
    const changed = await office.api.expect('DirectoryDetail', 'PUT', path, { body: { profile: 'entra' } });
    assert.equal(changed.profile, 'entra');
    assert.equal((await findDirectoryByToken(office.rollcall.database, made.token ?? ''))?.profile, 'entra');
    // Again is no change.
    await office.api.expect('DirectoryDetail', 'PUT', path, { body: { profile: 'entra' } });
    const records = await office.api.expect(
      'AuditRecordList',
      'GET',
      '/tenants/acme/audit-records?action=directory.profile_changed',
    );
    assert.deepEqual(
      records.data.map(({ before, after, source }) => ({ before, after, source })),
      [{ before: { profile: 'okta' }, after: { profile: 'entra' }, source: 'scim' }],
    );
    await office.api.refused(400, 'invalid_request', 'PUT', path, { body: { profile: 'ldap' } });
  });

  it('show what of a dialect was rewritten, and which profile would fit better', async () => {
    const made = await create({ profile: 'okta' });
    const at = (minutes: number) => new Date(office.rollcall.clock.now().getTime() + minutes * 60_000);
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      addDialectCounts(trx, office.tenantId, [
        counted(made.id, 'rewrite', 'op_capitals', 7, at(0), at(1)),
        counted(made.id, 'rewrite', 'boolean_as_string', 1204, at(0), at(2)),
        counted(made.id, 'sign', 'adscim_group_schema', 3, at(0), at(2)),
      ]),
    );
    const { dialect } = await show(made.id);
    assert.deepEqual(dialect?.rewrites, [
      {
        name: 'boolean_as_string',
        says: 'Okta sends booleans as strings: 1,204 times',
        count: 1204,
        first_at: at(0).toISOString(),
        last_at: at(2).toISOString(),
      },
      {
        name: 'op_capitals',
        says: 'Okta sends operations in capitals: 7 times',
        count: 7,
        first_at: at(0).toISOString(),
        last_at: at(1).toISOString(),
      },
    ]);
    assert.equal(dialect.suggested_profile?.profile, 'entra');
    assert.match(dialect.suggested_profile.because, /Microsoft’s schema of groups \(3 times\)/);
    assert.equal((await show(office.directoryId)).dialect, null);
  });
});

function counted(
  directoryId: string,
  kind: 'rewrite' | 'sign',
  name: string,
  count: number,
  firstAt: Date,
  lastAt: Date,
): DialectCount {
  return { directoryId, kind, name, count, firstAt, lastAt };
}
