import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type {
  ChainReport,
  ChainReportList,
  DirectoryDetail,
  DirectoryList,
  Tenant,
  TenantList,
} from '../../src/generated/api.ts';
import { compileShapes } from '../../src/http/shape-validation.ts';
import type { ShapeName } from '../../src/http/route.ts';
import { sealNext } from '../../src/store/audit-chain.ts';
import { findTenantBySlug } from '../../src/store/tenants.ts';
import { insertTenant } from '../../src/store/tenants.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { superuserUrl } from '../support/test-server.ts';

const policies = new URL('../../policies', import.meta.url).pathname;
const shapes = compileShapes();

describe('the commands for tenants, directories and the audit log', () => {
  let test: TestDatabase;
  let cwd: string;

  beforeEach(async () => {
    test = await createTestDatabase();
    cwd = makeTestFolder('cli');
  });
  afterEach(() => test.drop());

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    let out = '';
    let err = '';
    const code = await runCommandLine(args, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: test.url, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd },
      cwd,
    });
    return { code, out, err };
  }
  /** What a command prints with --json, checked against the shape of the API that it must have. */
  async function json<T>(shape: ShapeName, ...args: string[]): Promise<T> {
    const { code, out, err } = await run(...args, '--json');
    assert.equal(code, 0, err);
    return shapes.body(shape, JSON.parse(out)) as T;
  }

  it('create a tenant once, and print it again the next time', async () => {
    const created = await json<Tenant>('Tenant', 'tenant', 'create', 'acme', '--name', 'Acme Corp');
    assert.deepEqual([created.slug, created.name, created.active_policy_version], ['acme', 'Acme Corp', 1]);
    const again = await run('tenant', 'create', 'acme', '--name', 'Other', '--json');
    assert.equal(again.code, 0);
    assert.deepEqual(JSON.parse(again.out), created);
    assert.match(again.err, /already/);
    assert.deepEqual((await json<TenantList>('TenantList', 'tenant', 'list')).data, [created]);
  });

  it('create a tenant with a policy from a file, or say where the file is wrong', async () => {
    writeFileSync(
      join(cwd, 'acme.yaml'),
      'version: rollcall/v1\ntenant: acme\ngroups:\n  default_role: viewer\n',
    );
    const created = await json<Tenant>('Tenant', 'tenant', 'create', 'acme', '--policy', 'acme.yaml');
    assert.equal(created.active_policy_version, 1);

    writeFileSync(
      join(cwd, 'bad.yaml'),
      'version: rollcall/v1\ntenant: bad\ngroups:\n  default_role: viewr\n',
    );
    const refused = await run('tenant', 'create', 'bad', '--policy', 'bad.yaml');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /bad\.yaml:4:\d+/);
    assert.match(refused.err, /viewer/);
    assert.equal(refused.out, '');
    assert.equal((await run('tenant', 'create', 'gone', '--policy', 'nowhere.yaml')).code, 2);
    assert.equal((await run('tenant', 'create', 'No Slug')).code, 2);
    assert.equal((await json<TenantList>('TenantList', 'tenant', 'list')).data.length, 1);
  });

  it('list every tenant, however many there are', async () => {
    assert.match((await run('tenant', 'list')).out, /no tenants yet/);
    for (const slug of ['b', 'a', 'c']) await run('tenant', 'create', slug);
    const { out } = await run('tenant', 'list');
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/)[0]),
      ['TENANT', 'a', 'b', 'c'],
    );
    for (let n = 0; n < 450; n += 1) {
      const id = randomUUID();
      await test.database.inTenant(id, (trx) =>
        insertTenant(trx, { id, slug: `t-${n}`, name: 't', createdAt: new Date() }),
      );
    }
    assert.equal((await json<TenantList>('TenantList', 'tenant', 'list')).data.length, 453);
  });

  it('create, list and activate directories', async () => {
    await run('tenant', 'create', 'acme');
    const create = ['directory', 'create', '--tenant', 'acme', '--source', 'workos'];
    const testing = await json<DirectoryDetail>(
      'DirectoryDetail',
      ...create,
      ...['--workos-id', 'directory_1', '--idp', 'okta', '--name', 'Acme Okta', '--state', 'testing'],
    );
    assert.deepEqual(
      [testing.source, testing.workos_id, testing.idp, testing.name, testing.state],
      ['workos', 'directory_1', 'okta', 'Acme Okta', 'setting_up'],
    );
    const plain = await run(...create, '--json');
    assert.match(plain.err, /WorkOS id/);
    assert.equal((JSON.parse(plain.out) as DirectoryDetail).state, 'setting_up');
    assert.equal((await run(...create, '--workos-id', 'directory_1')).code, 1);

    const listed = await json<DirectoryList>('DirectoryList', 'directory', 'list', '--tenant', 'acme');
    assert.deepEqual(
      listed.data.map(({ workos_id }) => workos_id),
      ['directory_1', null],
    );
    assert.match((await run('directory', 'list', '--tenant', 'acme')).out, /directory_1/);

    const activated = await json<DirectoryDetail>(
      'DirectoryDetail',
      'directory',
      'activate',
      testing.id,
      '--tenant',
      'acme',
    );
    assert.equal(activated.state, 'active');
    assert.equal((await run('directory', 'activate', 'nonsense', '--tenant', 'acme')).code, 1);
    assert.equal((await run('directory', 'activate', testing.id, '--tenant', 'nobody')).code, 1);
    assert.equal((await run('directory', 'activate', testing.id)).code, 2);
  });

  it('refuse a directory of an unknown source, and one for an unknown tenant', async () => {
    await run('tenant', 'create', 'acme');
    assert.equal((await run('directory', 'create', '--tenant', 'acme', '--source', 'ldap')).code, 2);
    const unknown = await run('directory', 'create', '--tenant', 'nobody', '--source', 'workos');
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /no tenant "nobody"/);
    assert.match((await run('directory', 'list', '--tenant', 'acme')).out, /no directories/);
  });

  it('verify the audit log, and say which record was changed', async () => {
    assert.match((await run('audit', 'verify')).out, /no tenants/);
    await run('tenant', 'create', 'acme');
    await run('tenant', 'create', 'initech');
    await run('directory', 'create', '--tenant', 'acme', '--source', 'workos');
    const acme = await test.database.acrossTenants((trx) => findTenantBySlug(trx, 'acme'));
    assert.ok(acme);
    await test.database.inTenant(acme.id, (trx) => sealNext(trx, acme.id, 100));

    const intact = await json<ChainReport>('ChainReport', 'audit', 'verify', '--tenant', 'acme');
    assert.deepEqual([intact.intact, intact.sealed, intact.unsealed], [true, 2, 0]);
    const all = await json<ChainReportList>('ChainReportList', 'audit', 'verify');
    assert.deepEqual(
      all.data.map(({ tenant, intact: fine }) => [tenant, fine]),
      [
        ['acme', true],
        ['initech', true],
      ],
    );

    const client = new Client(await superuserUrl(test.url));
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      `update audit_records set actor_id = 'someone else' where action = 'directory.created' returning id`,
    );
    await client.end();
    const broken = await run('audit', 'verify', '--json');
    assert.equal(broken.code, 1);
    const [report, other] = (JSON.parse(broken.out) as ChainReportList).data;
    assert.deepEqual([report?.intact, report?.at?.id, other?.intact], [false, rows[0]?.id, true]);
    const words = await run('audit', 'verify', '--tenant', 'acme');
    assert.equal(words.code, 1);
    assert.match(words.out, new RegExp(`BROKEN.*${rows[0]?.id ?? ''}`));
    assert.equal((await run('audit', 'verify', '--tenant', 'initech')).code, 0);
    assert.equal((await run('audit', 'verify', '--tenant', 'nobody')).code, 1);
  });

  it('explain themselves', async () => {
    for (const command of [
      ['tenant'],
      ['tenant', 'create'],
      ['directory', 'create'],
      ['directory', 'token', 'create'],
      ['audit', 'verify'],
    ]) {
      const { code, out } = await run(...command, '--help');
      assert.equal(code, 0);
      assert.match(out, /Usage: rollcall/);
    }
    const missing = await run('directory', 'create', '--source', 'workos');
    assert.equal(missing.code, 2);
    assert.match(missing.err, /--tenant/);
  });
});
