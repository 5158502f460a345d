import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type {
  DirectoryDetail,
  DirectoryList,
  DirectorySchema,
  DirectoryTokenList,
  DirectoryTokenOnce,
} from '../../src/generated/api.ts';
import type { ShapeName } from '../../src/http/route.ts';
import { compileShapes } from '../../src/http/shape-validation.ts';
import { addDialectCounts } from '../../src/store/directory-dialect.ts';
import { findDirectoryByToken } from '../../src/store/directory-tokens.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const policies = new URL('../../policies', import.meta.url).pathname;
const shapes = compileShapes();
const nobody = '0198c0de-0000-7000-8000-000000000000';
const day = 24 * 60 * 60 * 1000;

interface Connection {
  id: string;
  base_url: string;
  token: string;
}

describe('the commands for SCIM directories', () => {
  let test: TestDatabase;
  let cwd: string;

  beforeEach(async () => {
    test = await createTestDatabase();
    cwd = makeTestFolder('cli');
    await run('tenant', 'create', 'acme');
  });
  afterEach(() => test.drop());

  const run = (...args: string[]) => runWith({ PUBLIC_URL: 'https://rollcall.example.com/base/' }, ...args);

  async function runWith(env: Record<string, string>, ...args: string[]) {
    let out = '';
    let err = '';
    const code = await runCommandLine(args, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: {
        DATABASE_URL: test.url,
        ROLLCALL_POLICIES: policies,
        ROLLCALL_HOME: cwd,
        ...env,
      },
      cwd,
    });
    return { code, out, err };
  }
  /** What a command prints with --json, checked against the shape of the API that it must have. */
  async function json<T>(shape: ShapeName, ...args: string[]): Promise<T> {
    const { code, out, err } = await run(...args, '--tenant', 'acme', '--json');
    assert.equal(code, 0, err);
    return shapes.body(shape, JSON.parse(out)) as T;
  }
  async function create(...more: string[]): Promise<Connection> {
    const args = ['directory', 'create', '--tenant', 'acme', '--source', 'scim', ...more, '--json'];
    const { code, out, err } = await run(...args);
    assert.equal(code, 0, err);
    return JSON.parse(out) as Connection;
  }
  const opened = async (token: string) => {
    const found = await findDirectoryByToken(test.database, token);
    return found?.revokedAt === null ? found.directoryId : null;
  };

  it('create one, and print exactly its id, its base URL and its token', async () => {
    for (const profile of [
      'generic',
      'okta',
      'entra',
      'onelogin',
      'jumpcloud',
      'ping',
      'google',
      'rippling',
    ]) {
      const made = await create('--profile', profile);
      assert.deepEqual(Object.keys(made), ['id', 'base_url', 'token']);
      assert.equal(made.base_url, `https://rollcall.example.com/base/scim/v2/${made.id}`);
      const found = await findDirectoryByToken(test.database, made.token);
      assert.deepEqual([found?.directoryId, found?.profile, found?.state], [made.id, profile, 'setting_up']);
    }
  });

  it('say where to paste what, and that the token is shown once', async () => {
    const args = ['directory', 'create', '--tenant', 'acme', '--source', 'scim', '--profile', 'entra'];
    const { out, err } = await run(...args, '--state', 'testing', '--name', 'Acme Entra');
    assert.match(out, /Entra ID, at Provisioning/);
    assert.match(out, /Tenant URL {3,}https:\/\/rollcall\.example\.com\/base\/scim\/v2\/[0-9a-f-]{36}\n/);
    assert.match(out, /Secret Token {2}rcs_[\w-]{43}\n/);
    assert.match(out, /shown this once/);
    assert.match(out, /rollcall directory activate [0-9a-f-]{36} --tenant acme/);
    assert.equal(err, '');
  });

  it('take the generic profile and say so, where none is named', async () => {
    const args = ['directory', 'create', '--tenant', 'acme', '--source', 'scim', '--json'];
    const { out, err } = await run(...args);
    assert.match(err, /The profile is generic.*set-profile/);
    const { id } = JSON.parse(out) as Connection;
    const shown = await json<DirectoryDetail>('DirectoryDetail', 'directory', 'show', id);
    assert.equal(shown.profile, 'generic');
  });

  it('warn where the base URL is one that no identity provider reaches', async () => {
    const args = ['directory', 'create', '--tenant', 'acme', '--source', 'scim', '--profile', 'okta'];
    for (const env of [{}, { HOST: '0.0.0.0' }, { PUBLIC_URL: 'http://[::1]:81' }]) {
      const { code, out, err } = await runWith(env, ...args, '--json');
      assert.equal(code, 0);
      assert.match(err, /Set PUBLIC_URL/);
      assert.deepEqual(Object.keys(JSON.parse(out) as object), ['id', 'base_url', 'token']);
    }
  });

  it('refuse an unknown profile, a profile for WorkOS, and a WorkOS id for SCIM', async () => {
    const directory = ['directory', 'create', '--tenant', 'acme', '--source'];
    const unknown = await run(...directory, 'scim', '--profile', 'ldap');
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /generic, okta, entra/);
    const workos = await run(...directory, 'workos', '--profile', 'okta');
    assert.equal(workos.code, 2);
    assert.match(workos.err, /Only a SCIM directory has a profile/);
    assert.equal((await run(...directory, 'scim', '--workos-id', 'directory_1')).code, 2);
    assert.match((await run('directory', 'list', '--tenant', 'acme')).out, /no directories/);
  });

  it('rotate tokens: two are valid at once, a third needs one to go', async () => {
    const { id, base_url, token } = await create('--profile', 'okta');
    const create2 = ['directory', 'token', 'create', id];
    const second = await json<DirectoryTokenOnce>('DirectoryTokenOnce', ...create2, '--expires-in', '90d');
    assert.equal(second.base_url, base_url);
    const lasts = Date.parse(second.expires_at ?? '') - Date.parse(second.created_at);
    assert.ok(Math.abs(lasts - 90 * day) < 60_000, String(lasts));
    assert.deepEqual([await opened(token), await opened(second.token)], [id, id]);

    const third = await run(...create2, '--tenant', 'acme');
    assert.equal(third.code, 1);
    assert.match(third.err, /2 valid tokens already\. Revoke one first/);
    assert.equal(third.out, '');

    const list = await json<DirectoryTokenList>('DirectoryTokenList', 'directory', 'token', 'list', id);
    const [first] = list.data;
    assert.ok(first);
    const revoked = await run('directory', 'token', 'revoke', id, first.id, '--tenant', 'acme');
    assert.equal(revoked.code, 0, revoked.err);
    assert.deepEqual([await opened(token), await opened(second.token)], [null, id]);

    await json<DirectoryTokenOnce>('DirectoryTokenOnce', ...create2);
    const words = await run(...create2, '--replace', '--tenant', 'acme');
    assert.equal(words.code, 0, words.err);
    assert.match(words.out, /Okta.*HTTP Header[\s\S]*rcs_[\w-]{43}/);
    assert.equal(await opened(second.token), null);
    const { out } = await run('directory', 'token', 'list', id, '--tenant', 'acme');
    assert.deepEqual(
      out.match(/ (?:valid|revoked) /g)?.map((state) => state.trim()),
      ['revoked', 'revoked', 'valid', 'valid'],
    );
    assert.doesNotMatch(out, /rcs_/);
  });

  it('refuse a lifetime that is none, and ids of what is not there', async () => {
    const { id } = await create();
    for (const lasts of ['90', '0d', '-1d', '1.5d', '9999d', '1y', 'd', '']) {
      const refused = await run(
        'directory',
        'token',
        'create',
        id,
        '--tenant',
        'acme',
        `--expires-in=${lasts}`,
      );
      assert.equal(refused.code, 2, lasts);
      assert.match(refused.err, /90d or 12h/);
    }
    for (const wrong of [nobody, 'nonsense', 'f'.repeat(36)]) {
      for (const command of [
        ['show', wrong],
        ['activate', wrong],
        ['set-profile', wrong, 'okta'],
        ['token', 'create', wrong],
        ['token', 'list', wrong],
        ['token', 'revoke', wrong, nobody],
        ['token', 'revoke', id, wrong],
        ['schema', 'list', wrong],
        ['schema', 'remove', wrong, 'urn:example:x'],
      ]) {
        const { code, err } = await run('directory', ...command, '--tenant', 'acme');
        assert.equal(code, 1, `${command.join(' ')}: ${err}`);
        assert.match(err, /There is no/);
      }
    }
  });

  it('show a directory with its tokens, what was rewritten of its dialect, and a better profile', async () => {
    const { id } = await create('--profile', 'okta', '--idp', 'okta', '--name', 'Acme Okta');
    const token = ['directory', 'token', 'create', id, '--expires-in', '72h'];
    const { id: tokenId } = await json<DirectoryTokenOnce>('DirectoryTokenOnce', ...token);
    await countDialect(id);
    const shown = await json<DirectoryDetail>('DirectoryDetail', 'directory', 'show', id);
    assert.equal(shown.dialect?.rewrites[0]?.count, 1204);
    assert.equal(shown.dialect.suggested_profile?.profile, 'entra');

    const { out } = await run('directory', 'show', id, '--tenant', 'acme');
    assert.match(out, /^Profile +okta$/m);
    assert.match(out, new RegExp(`^Base URL +https://rollcall\\.example\\.com/base/scim/v2/${id}$`, 'm'));
    assert.match(out, /^ {2}Okta sends booleans as strings: 1,204 times\.$/m);
    assert.match(out, /The profile entra seems to fit better\. The traffic looks like Entra ID/);
    assert.match(out, new RegExp(`rollcall directory set-profile ${id} entra --tenant acme`));
    assert.match(out, new RegExp(`${tokenId}: The token expires in 2 days`));
    assert.match(out, /^Extension schemas: none$/m);
    const list = await run('directory', 'list', '--tenant', 'acme');
    assert.match(list.out, new RegExp(`${id}: The token expires in 2 days`));

    const changed = ['directory', 'set-profile', id, 'entra'];
    const entra = await json<DirectoryDetail>('DirectoryDetail', ...changed);
    assert.deepEqual([entra.profile, entra.dialect?.suggested_profile], ['entra', null]);
    assert.match(
      (await run('directory', 'show', id, '--tenant', 'acme')).out,
      /Entra sends booleans as strings: 1,204 times/,
    );
    assert.equal((await run('directory', 'set-profile', id, 'ldap', '--tenant', 'acme')).code, 2);
  });

  async function countDialect(id: string): Promise<void> {
    const list = await json<DirectoryList>('DirectoryList', 'directory', 'list');
    assert.equal(list.data[0]?.id, id);
    const found = await test.database.acrossTenants((trx) =>
      trx.raw<{ rows: [{ id: string }] }>('select id from tenants'),
    );
    const tenantId = found.rows[0].id;
    const at = new Date();
    const counted = { directoryId: id, firstAt: at, lastAt: at };
    await test.database.inTenant(tenantId, (trx) =>
      addDialectCounts(trx, tenantId, [
        { ...counted, kind: 'rewrite', name: 'boolean_as_string', count: 1204 },
        { ...counted, kind: 'sign', name: 'adscim_group_schema', count: 12 },
      ]),
    );
  }

  it('show a WorkOS directory without any of that', async () => {
    await run('directory', 'create', '--tenant', 'acme', '--source', 'workos', '--workos-id', 'directory_1');
    const { data } = await json<DirectoryList>('DirectoryList', 'directory', 'list');
    const id = data[0]?.id ?? '';
    const { out } = await run('directory', 'show', id, '--tenant', 'acme');
    assert.match(out, /^WorkOS id +directory_1$/m);
    assert.doesNotMatch(out, /Token|Dialect|Profile|Base URL/);
    assert.match((await run('directory', 'token', 'list', id, '--tenant', 'acme')).out, /Only a SCIM/);
    const refused = await run('directory', 'token', 'create', id, '--tenant', 'acme');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /Only a SCIM directory has tokens/);
  });

  it('add an extension schema from a file, list it, and take it away', async () => {
    const { id } = await create();
    const urn = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User';
    const schema = { id: urn, name: 'Acme', attributes: [{ name: 'badge', type: 'string' }] };
    writeFileSync(join(cwd, 'acme.json'), JSON.stringify(schema));
    const add = ['directory', 'schema', 'add', id, 'acme.json'];
    const added = await json<DirectorySchema>('DirectorySchema', ...add);
    assert.deepEqual([added.id, added.resource_type, added.attributes[0]?.name], [urn, 'User', 'badge']);
    assert.match((await run('directory', 'schema', 'list', id, '--tenant', 'acme')).out, /badge/);
    assert.match(
      (await run('directory', 'show', id, '--tenant', 'acme')).out,
      /^Extension schemas:\n {2}urn:ietf:params:scim:schemas:extension:acme:2\.0:User \(User\)$/m,
    );
    const removed = await run('directory', 'schema', 'remove', id, urn, '--tenant', 'acme');
    assert.equal(removed.code, 0, removed.err);
    assert.match((await run('directory', 'schema', 'list', id, '--tenant', 'acme')).out, /no extension/);
  });

  it('say what is wrong with a file that holds no schema', async () => {
    const { id } = await create();
    writeFileSync(join(cwd, 'broken.json'), '{');
    writeFileSync(join(cwd, 'list.json'), '[]');
    writeFileSync(join(cwd, 'empty.json'), '{}');
    for (const [file, problem] of [
      ['nowhere.json', /nowhere\.json cannot be read/],
      ['broken.json', /broken\.json is not valid JSON/],
      ['list.json', /list\.json holds no JSON object/],
      ['empty.json', /URN/],
    ] as const) {
      const { code, err } = await run('directory', 'schema', 'add', id, file, '--tenant', 'acme');
      assert.equal(code, 2);
      assert.match(err, problem);
    }
  });
});
