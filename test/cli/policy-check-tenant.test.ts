import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import type { Environment } from '../../src/setting-reader.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const policies = new URL('../../policies', import.meta.url).pathname;
const mapping = (...names: string[]) => `groups:
  match_by: name
  default_role: member
  map:
${names.map((name) => `    - { name: ${name}, role: member }\n`).join('')}`;

describe('rollcall policy check --tenant', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let cwd: string;

  before(async () => {
    rollcall = await startRollcall();
    company = await foundCompany(rollcall, mapping('admins', 'editors'));
    await company.hire('ada', { groups: ['admins', 'editor'] });
    cwd = makeTestFolder('check-tenant');
  });
  after(() => rollcall.stop());

  async function run(args: string[], env: Environment = {}) {
    let out = '';
    let err = '';
    const code = await runCommandLine(['policy', 'check', ...args], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd, ...env },
      cwd,
    });
    return { code, out, err };
  }
  function write(name: string, yaml: string, tenant = company.slug): string {
    const path = join(cwd, name);
    writeFileSync(path, `version: rollcall/v1\ntenant: ${tenant}\n${yaml}`);
    return path;
  }
  const held = () => `Held against the directories of ${company.slug}, in which 1 person is active.\n`;

  it('shows where the policy in force and the directories do not match, with the line of it', async () => {
    const { code, out, err } = await run(['--tenant', company.slug]);
    assert.equal(code, 0);
    assert.equal(err, held());
    assert.deepEqual(out.split('\n'), [
      `${company.slug}.policy.yaml:8:15 warning group_never_seen`,
      '  No directory has a group called "editors".',
      '  8 |     - { name: editors, role: member }',
      '    |               ^^^^^^^',
      '  Did you mean "editor"? No entry maps that group.',
      '',
      '1 warning in 1 file.',
      '',
    ]);
  });

  it('asks a running service the same, with nothing but a token that may read', async () => {
    const { token } = await company.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'ci', scopes: ['read'], tenant: company.slug },
    });
    const path = write(`${company.slug}.policy.yaml`, mapping('admins', 'editors'));
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', ROLLCALL_TOKEN: token };
    for (const files of [[], [path]]) {
      const remote = await run([...files, '--tenant', company.slug, '--server', rollcall.url], env);
      assert.deepEqual(remote, await run([...files, '--tenant', company.slug]));
      assert.equal(remote.code, 0, remote.err);
      assert.match(remote.out, /group_never_seen/);
    }
  });

  it('adds what does not match to what is wrong with a file, in every format', async () => {
    const path = write('staging.yaml', `filters: { out_of_scope: deactivate }\n${mapping('zzz', 'admins')}`);
    const check = (format: string) => run([path, '--tenant', company.slug, '--format', format]);
    const { code, out } = await check('json');
    assert.equal(code, 0);
    const { diagnostics } = JSON.parse(out) as { diagnostics: Diagnostic[] };
    assert.deepEqual(
      diagnostics.map(({ file, line, code: each }) => [file, line, each]),
      [
        [path, 3, 'filters_without_filter'],
        [path, 8, 'group_never_seen'],
      ],
    );
    assert.match(
      (await check('github')).out,
      /^::warning file=.*staging\.yaml,line=8,col=15,title=group_never_seen::/m,
    );
    assert.match((await check('sarif')).out, /"ruleId": "group_never_seen"/);
  });

  it('takes the file that is named for the tenant, of several', async () => {
    const own = write(`${company.slug}.policy.yaml`, mapping('admins', 'editors'));
    const other = write('globex.policy.yaml', mapping('zzz'), 'globex');
    const { code, out } = await run([other, own, '--tenant', company.slug, '--json']);
    const { diagnostics } = JSON.parse(out) as { diagnostics: Diagnostic[] };
    assert.deepEqual([code, diagnostics.map(({ file }) => file)], [0, [own]]);
    const another = write('initech.policy.yaml', mapping('zzz'), 'initech');
    const none = await run([other, another, '--tenant', company.slug]);
    assert.equal(none.code, 2);
    assert.match(none.err, /^None of these files is the policy of /);
  });

  it('does not ask about a file with errors, and fails as without a tenant', async () => {
    const path = write(`${company.slug}.policy.yaml`, 'grops: {}\n');
    const { code, out, err } = await run([path, '--tenant', company.slug]);
    assert.equal(code, 1);
    assert.match(out, /unknown_key/);
    assert.match(err, /has errors, so it was not held against the directories/);
  });

  it('says that there is no such tenant, or nobody to hold the policy against', async () => {
    const unknown = await run(['--tenant', 'nobody-knows']);
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /There is no tenant "nobody-knows"/);
    const empty = await foundCompany(rollcall, mapping('zzz'));
    const { code, out, err } = await run(['--tenant', empty.slug]);
    assert.deepEqual([code, out], [0, '1 file checked: no problem found.\n']);
    assert.match(err, /have nobody yet/);
  });

  it('shows a file of somebody else to nobody who may not read the tenant', async () => {
    const other = await foundCompany(rollcall, mapping('zzz'));
    const { token } = await company.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'ci', scopes: ['read'], tenant: other.slug },
    });
    const refused = await run(['--tenant', company.slug, '--server', rollcall.url], {
      ROLLCALL_TOKEN: token,
    });
    assert.equal(refused.code, 1);
    assert.equal(refused.out, '');
    assert.ok(!refused.err.includes(token) && !refused.err.includes(operatorToken));
  });
});
