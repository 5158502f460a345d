import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { PolicyProposal } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const POLICY = `groups:
  match_by: name
  default_role: member
  map:
    - { name: engineering, role: viewer }
`;
const PROPOSAL = POLICY.replace('role: viewer', 'role: admin');

describe('the commands for a proposed policy', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let company: Company;
  let folder: string;

  before(async () => {
    rollcall = await startRollcall();
    company = await foundCompany(rollcall, POLICY);
    await company.hire('bob', { groups: ['engineering'] });
    await company.hire('cyd');
    folder = makeTestFolder('shadow');
    writeFileSync(join(folder, 'proposal.yaml'), yamlOf(PROPOSAL));
    writeFileSync(join(folder, 'broken.yaml'), yamlOf('groups: { default_role: king }\n'));
  });
  after(() => rollcall.stop());

  const yamlOf = (policy: string): string => `version: rollcall/v1\ntenant: ${company.slug}\n${policy}`;
  const cli =
    (env: Record<string, string>) =>
    async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
      let [out, err] = ['', ''];
      const code = await runCommandLine(['policy', ...args], {
        stdout: { write: (text) => (out += text) },
        stderr: { write: (text) => (err += text) },
        env: {
          ROLLCALL_POLICIES: new URL('../../policies', import.meta.url).pathname,
          ROLLCALL_HOME: folder,
          ...env,
        },
        cwd: folder,
      });
      return { code, out, err };
    };

  for (const [where, env] of [
    ['beside the database', () => ({ DATABASE_URL: rollcall.databaseUrl })],
    ['of a running service', () => ({ ROLLCALL_SERVER: rollcall.url, ROLLCALL_TOKEN: operatorToken })],
  ] as const) {
    it(`propose, show and withdraw: ${where}`, async () => {
      const run = cli(env());
      const { slug } = company;
      const none = await run('shadow', slug);
      assert.deepEqual([none.code, none.out], [1, '']);
      assert.match(none.err, /Nothing is proposed/);

      const proposed = await run('propose', slug, '--file', 'proposal.yaml', '--author', 'Eve');
      assert.equal(proposed.code, 0, proposed.err);
      assert.match(proposed.out, /^Version \d is proposed\. Version 1 stays in force/);
      assert.match((await run('shadow', slug)).out, /Not everyone has been compared yet/);
      await rollcall.drain();

      const shown = await run('shadow', slug, '--people');
      const [first, , ...rest] = shown.out.split('\n');
      assert.match(
        first ?? '',
        /^Under the proposal \(version \d, by Eve, since 2026-.*\), 1 of 2 people would be decided otherwise\.$/,
      );
      assert.deepEqual(
        rest.map((line) => line.replace(/version \d/, 'version N')),
        [
          '     1  become admin',
          '        by version N:7  - { name: engineering, role: admin }',
          '',
          'Since then, 1 decision about 1 person would have been other ones.',
          '',
          'bob Example <bob@acme.com>: becomes admin (role: viewer → admin)',
          '    by version N:7  - { name: engineering, role: admin }',
          '',
        ],
      );
      assert.match((await run('shadow', slug)).out, /^Name them: rollcall policy shadow \S+ --people$/m);
      const json = JSON.parse((await run('shadow', slug, '--json')).out) as PolicyProposal;
      assert.deepEqual([json.differ, json.complete, json.author], [1, true, 'Eve']);
      assert.equal((await company.users('?role=admin')).length, 0);

      const withdrawn = await run('propose', slug, '--none');
      assert.deepEqual([withdrawn.code, withdrawn.out], [0, 'No version is proposed any more.\n']);
      assert.equal((await run('propose', slug, '--none')).code, 1);
    });
  }

  it('say what is wrong with a policy, or that it is not there', async () => {
    const run = cli({ DATABASE_URL: rollcall.databaseUrl });
    const broken = await run('propose', company.slug, '--file', 'broken.yaml');
    assert.equal(broken.code, 1);
    assert.match(broken.err, /broken\.yaml:3:.* unknown_role/);
    assert.match(broken.err, /it is not proposed/);
    const missing = await run('propose', company.slug);
    assert.notEqual(missing.code, 0);
    assert.match(missing.err, /There is no file/);
    assert.equal((await run('propose', company.slug, '--none', '--version', '1')).code, 2);
    assert.equal((await run('propose', company.slug, '--version', 'x')).code, 2);
  });
});
