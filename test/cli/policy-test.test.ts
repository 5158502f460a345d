import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyTest, type PolicyTestOptions } from '../../src/cli/policy-test.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';
import { assertWellFormed } from '../support/well-formed-xml.ts';

const POLICY = `version: rollcall/v1
tenant: acme
groups:
  match_by: id
  default_role: viewer
  map:
    - { id: g1, name: admins, role: admin }
`;
const HOLDS = `tests:
  - name: An administrator
    given: { emails: [{ value: a@acme.example }], groups: [admins] }
    expect: { role: admin }
`;
const FAILS = `${HOLDS}
  - name: "Not <so> & \\"quoted\\" ]]> %0A::error::"
    people:
      ada: { emails: [{ value: a@acme.example }], groups: [admins] }
    other_admins: 1
    events: [{ who: ada, left: admins }]
    expect_of:
      ada: { role: member, status: deactivated }
`;

describe('rollcall policy test', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'policy-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  async function test(paths: string[], options: Partial<PolicyTestOptions> = {}) {
    const out: string[] = [];
    const err: string[] = [];
    const exitCode = await policyTest(
      paths,
      { format: 'text', policiesDirectory: OWN_POLICIES_DIRECTORY, ...options },
      { stdout: (line) => out.push(line), stderr: (line) => err.push(line) },
    );
    return { exitCode, out, err };
  }

  it('runs the tests of the policies that come with Rollcall', async () => {
    const { exitCode, out, err } = await test([]);
    assert.deepEqual([exitCode, err], [0, []]);
    assert.match(out.join('\n'), /^\d+ tests and \d+ claims hold, in 3 files\.$/);
  });

  it('shows what was expected, what came of it, what happened, and the lines behind it', async () => {
    const policy = write('acme.policy.yaml', POLICY);
    const path = write('acme.test.yaml', FAILS);
    const { exitCode, out } = await test([path]);
    assert.equal(exitCode, 1);
    const text = out.join('\n');
    assert.ok(text.startsWith(`${path}:6 Not <so> & "quoted" ]]> %0A::error::\n`), text);
    assert.ok(
      text.includes(
        '  ada: role: expected member, got viewer\n  ada: status: expected deactivated, got active\n',
      ),
    );
    assert.ok(text.includes('    Then: ada: left admins\n    ada: Role changed from admin to viewer'), text);
    assert.ok(text.includes(`so the default role viewer counts. [${policy}:5]`), text);
    assert.equal(out.at(-1), '1 of 2 tests fails, in 1 file.');
  });

  it('takes a policy for its tests', async () => {
    const policy = write('acme.policy.yaml', POLICY);
    write('acme.test.yaml', HOLDS);
    assert.deepEqual(await test([policy]), {
      exitCode: 0,
      out: ['1 test and 0 claims hold, in 1 file.'],
      err: [],
    });
  });

  it('reports tests and policies that cannot be read, and does not run them', async () => {
    write('acme.policy.yaml', `${POLICY}grops: 1\n`);
    const path = write('acme.test.yaml', HOLDS);
    const { exitCode, out } = await test([path]);
    assert.equal(exitCode, 1);
    assert.match(out.join('\n'), /unknown_key[^]*0 tests and 0 claims hold; 1 file could not be run/);
    const alone = write('other.test.yaml', HOLDS);
    const without = await test([alone]);
    assert.equal(without.exitCode, 1);
    assert.match(without.out.join('\n'), /missing_policy[^]*other\.policy\.yaml is missing/);
  });

  it('exits 2 for what is not there, and where there is nothing to run', async () => {
    const gone = join(folder, 'gone.test.yaml');
    assert.deepEqual(await test([gone]), {
      exitCode: 2,
      out: [],
      err: [`There is no file or folder ${gone}.`],
    });
    const policy = write('acme.policy.yaml', POLICY);
    assert.equal((await test([policy])).exitCode, 2);
  });

  it('names the lines that no test went by, and fails below the share that is asked for', async () => {
    const policy = write('acme.policy.yaml', POLICY);
    const path = write('acme.test.yaml', HOLDS);
    const { exitCode, out } = await test([path], { coverage: true });
    assert.deepEqual(
      [exitCode, out[0], out[1]],
      [
        0,
        `66% of the lines of ${policy} are decided by a test (2 of 3).`,
        `  ${policy}:5 by none: /groups/default_role`,
      ],
    );
    assert.equal((await test([path], { coverage: 66 })).exitCode, 0);
    assert.equal((await test([path], { coverage: 67 })).exitCode, 1);
  });

  it('names the flips that no test notices, and fails where there are any', async () => {
    const policy = write('acme.policy.yaml', POLICY);
    const path = write('acme.test.yaml', HOLDS);
    const { exitCode, out } = await test([path], { mutate: true });
    assert.equal(exitCode, 1);
    assert.ok(out.includes(`  ${policy}:5 no test notices: viewer → no_access`), out.join('\n'));
    const more = `${HOLDS}
  - name: Everyone else
    given: {}
    expect: { role: viewer }
  - name: A group may be renamed
    given: { groups: [admins] }
    events: [{ renamed: admins, to: Administrators }]
    expect: { role: admin }
`;
    write('acme.test.yaml', more);
    const whole = await test([path], { mutate: true, coverage: 100 });
    assert.equal(whole.exitCode, 0, whole.out.join('\n'));
  });

  it('prints JSON, and nothing else', async () => {
    const policy = write('acme.policy.yaml', POLICY);
    const path = write('acme.test.yaml', FAILS);
    const { exitCode, out } = await test([path], { format: 'json', coverage: true, mutate: true });
    assert.equal(exitCode, 1);
    const { files } = JSON.parse(out.join('\n')) as {
      files: {
        policy: string;
        flips: unknown;
        coverage: { percent: number };
        tests: Record<string, unknown>[];
      }[];
    };
    const [file] = files;
    assert.ok(file);
    // What fails anyway is not flipped.
    assert.deepEqual([file.policy, file.flips, file.coverage.percent], [policy, null, 100]);
    assert.deepEqual(
      file.tests.map(({ name, kind, line, holds }) => [name, kind, line, holds]),
      [
        ['An administrator', 'example', 2, true],
        ['Not <so> & "quoted" ]]> %0A::error::', 'example', 6, false],
      ],
    );
    const failures = file.tests[1]?.['failures'] as { who: string; trace: { policy: unknown }[] }[];
    assert.equal(failures[0]?.who, 'ada');
    assert.ok(
      failures[0].trace.some(
        ({ policy: place }) => JSON.stringify(place) === JSON.stringify({ file: policy, line: 5 }),
      ),
    );
  });

  it('prints JUnit XML that is well formed, whatever files and tests are called', async () => {
    const odd = join(folder, 'a\u0001&"<b>\u009b');
    mkdirSync(odd);
    writeFileSync(join(odd, 'acme.policy.yaml'), POLICY);
    const path = join(odd, 'acme.test.yaml');
    writeFileSync(path, FAILS);
    const { exitCode, out } = await test([path], { format: 'junit', coverage: true });
    assert.equal(exitCode, 1);
    const xml = out.join('\n');
    assertWellFormed(xml);
    assert.match(
      xml,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="rollcall policy test" tests="3" failures="1"/,
    );
    assert.ok(xml.includes('name="Not &lt;so&gt; &amp; &quot;quoted&quot; ]]&gt; %0A::error::"'), xml);
    assert.ok(xml.includes('<failure message="ada: role: expected member, got viewer"'), xml);
    assert.equal((await test([path], { format: 'junit', coverage: true })).out.join('\n'), xml);
  });

  it('prints annotations of GitHub, with everything escaped that would end them', async () => {
    const policy = write('acme.policy.yaml', POLICY);
    const path = write('acme.test.yaml', FAILS);
    const { exitCode, out, err } = await test([path], { format: 'github' });
    assert.equal(exitCode, 1);
    assert.equal(out.length, 1);
    const [annotation = ''] = out;
    assert.ok(
      annotation.startsWith(`::error file=${path},line=6,col=1,title=policy_test::Not <so>`),
      annotation,
    );
    assert.ok(annotation.includes('%250A::error::'), annotation);
    assert.ok(!annotation.includes('\n'));
    assert.deepEqual(err, ['1 of 2 tests fails, in 1 file.']);
    write('acme.test.yaml', HOLDS);
    const flips = await test([path], { format: 'github', mutate: true, coverage: true });
    assert.ok(
      flips.out.some((line) => line.startsWith(`::error file=${policy},line=5,col=1,title=unnoticed_flip::`)),
    );
    assert.ok(
      flips.out.some((line) =>
        line.startsWith(`::warning file=${policy},line=5,col=1,title=undecided_line::`),
      ),
    );
  });

  it('is a command', async () => {
    write('acme.policy.yaml', POLICY);
    const path = write('acme.test.yaml', HOLDS);
    const run = async (...args: string[]): Promise<[number, string]> => {
      let stdout = '';
      const code = await runCommandLine(['policy', 'test', ...args], {
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: () => true },
        env: { ROLLCALL_POLICIES: folder },
        cwd: folder,
      });
      return [code, stdout];
    };
    assert.deepEqual(await run(path), [0, '1 test and 0 claims hold, in 1 file.\n']);
    assert.equal((await run())[0], 0);
    assert.equal((await run(path, '--coverage'))[0], 0);
    assert.equal((await run(path, '--coverage', '100'))[0], 1);
    assert.equal((await run(path, '--mutate', '--json'))[0], 1);
    assert.equal((await run('--coverage', '101'))[0], 2);
    assert.equal((await run('--format', 'xml'))[0], 2);
  });
});
