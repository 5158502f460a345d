import assert from 'node:assert/strict';
import {
  findDirectoryByToken,
  insertDirectoryToken,
  readDirectoryTokens,
  revokeDirectoryToken,
  writeTokenUse,
} from '../../src/store/directory-tokens.ts';
import { insertDirectory } from '../../src/store/directory-rows.ts';
import { insertTenant } from '../../src/store/tenants.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const acme = '0198c0de-0000-7000-8000-00000000000a';
const initech = '0198c0de-0000-7000-8000-00000000000b';
const directoryOf = (tenantId: string) => tenantId.replace('8000', '9000');
const now = new Date('2026-01-15T09:00:00.000Z');
const later = new Date('2026-01-15T10:00:00.000Z');

describe('the tokens of directories', () => {
  let test: TestDatabase;
  const tokens: Record<string, { id: string; token: string }> = {};

  before(async () => {
    // One connection: a scope that outlived its statement would be seen by the next one.
    test = await createTestDatabase({ poolSize: 1 });
    for (const [slug, id] of Object.entries({ acme, initech })) {
      await test.database.inTenant(id, async (trx) => {
        await insertTenant(trx, { id, slug, name: slug, createdAt: now });
        await insertDirectory(trx, id, {
          id: directoryOf(id),
          source: 'scim',
          idp: null,
          profile: slug === 'acme' ? 'okta' : 'entra',
          name: null,
          workosId: null,
          state: slug === 'acme' ? 'active' : 'testing',
          createdAt: now,
        });
        tokens[slug] = await insertDirectoryToken(trx, id, directoryOf(id), {
          expiresAt: slug === 'acme' ? later : null,
          now,
        });
      });
    }
  });
  after(() => test.drop());

  const tokenOf = (slug: string) => tokens[slug] ?? assert.fail();

  it('open the directory that they were made for, and tell what a request there needs to know', async () => {
    assert.deepEqual(await findDirectoryByToken(test.database, tokenOf('acme').token), {
      tokenId: tokenOf('acme').id,
      tenantId: acme,
      directoryId: directoryOf(acme),
      expiresAt: later,
      revokedAt: null,
      lastUsedAt: null,
      source: 'scim',
      profile: 'okta',
      state: 'active',
      schemasVersion: 0,
    });
    const other = await findDirectoryByToken(test.database, tokenOf('initech').token);
    assert.deepEqual([other?.tenantId, other?.profile, other?.state], [initech, 'entra', 'testing']);
  });

  it('are found by their whole text alone', async () => {
    const { id, token } = tokenOf('acme');
    for (const wrong of [
      '',
      'rcs_',
      id,
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      `${token}\0`,
    ]) {
      assert.equal(await findDirectoryByToken(test.database, wrong), null, wrong);
    }
  });

  it('leave no tenant open behind them', async () => {
    await findDirectoryByToken(test.database, tokenOf('acme').token);
    const seen = await test.database.knex.raw<{ rows: unknown[] }>('select 1 from directories');
    assert.deepEqual(seen.rows, []);
  });

  it('have 256 random bits, and lie in the database as a digest alone', async () => {
    const { token } = tokenOf('acme');
    assert.match(token, /^rcs_[\w-]{43}$/);
    const { rows } = await test.database.knex.raw<{ rows: object[] }>('select * from directory_tokens');
    assert.equal(rows.length, 2);
    assert.ok(!JSON.stringify(rows).includes(token.slice(4)));
  });

  it('note their use at most once in a while', async () => {
    const { id, token } = tokenOf('acme');
    const lastUse = async () => (await findDirectoryByToken(test.database, token))?.lastUsedAt;
    const minute = (n: number) => new Date(now.getTime() + n * 60_000);
    await writeTokenUse(test.database, id, minute(5), minute(4));
    assert.deepEqual(await lastUse(), minute(5));
    await writeTokenUse(test.database, id, minute(5.5), minute(4.5));
    assert.deepEqual(await lastUse(), minute(5));
    await writeTokenUse(test.database, id, minute(6), minute(5));
    assert.deepEqual(await lastUse(), minute(6));
  });

  it('are revoked once, at once, and only in their own directory', async () => {
    const { id, token } = tokenOf('initech');
    const revoke = (tenantId: string, directoryId: string, at: Date) =>
      test.database.inTenant(tenantId, (trx) => revokeDirectoryToken(trx, tenantId, directoryId, id, at));
    assert.equal(await revoke(acme, directoryOf(acme), now), 'unknown');
    assert.equal(await revoke(initech, directoryOf(acme), now), 'unknown');
    assert.equal((await findDirectoryByToken(test.database, token))?.revokedAt, null);
    assert.equal(await revoke(initech, directoryOf(initech), now), 'revoked');
    assert.deepEqual((await findDirectoryByToken(test.database, token))?.revokedAt, now);
    assert.equal(await revoke(initech, directoryOf(initech), later), 'revoked_before');
    assert.deepEqual((await findDirectoryByToken(test.database, token))?.revokedAt, now);
  });

  it('are listed with their directory, whether revoked or not', async () => {
    const rows = await readDirectoryTokens(test.database.knex, acme, [
      directoryOf(acme),
      directoryOf(initech),
    ]);
    assert.deepEqual(
      rows.map(({ id, directory_id }) => [id, directory_id]),
      [[tokenOf('acme').id, directoryOf(acme)]],
    );
    assert.deepEqual(await readDirectoryTokens(test.database.knex, acme, []), []);
  });
});
