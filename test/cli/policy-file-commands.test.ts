import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';
import { readPolicyTemplates } from '../../src/store/policy-templates.ts';

describe('commands that write policies', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'policy-files-'));
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });

  async function run(args: string[], env: Record<string, string> = {}) {
    let out = '';
    let err = '';
    const exitCode = await runCommandLine(['policy', ...args], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env,
      cwd,
    });
    return { exitCode, out, err };
  }

  const at = (name: string): string => join(cwd, 'policies', name);

  it('write a new policy and its tests, which pass the check', async () => {
    const { exitCode, out } = await run(['new', 'acme', '--from', 'okta-basic', '--domain', 'acme.com']);
    assert.deepEqual(
      [exitCode, out.split('\n').slice(0, 2)],
      [0, ['Wrote policies/acme.policy.yaml.', 'Wrote policies/acme.test.yaml.']],
    );
    assert.match(out, /run rollcall policy check/);
    assert.match(
      readFileSync(at('acme.policy.yaml'), 'utf8'),
      /tenant: acme\n[^]*verified_domains: \[acme\.com\]/,
    );
    const check = await run(['check']);
    assert.deepEqual([check.exitCode, check.out], [0, '2 files checked: no problem found.\n']);
  });

  it('write tests from every template that decide each line of the policy, and notice every flip', async () => {
    const templates = readPolicyTemplates().map(({ name }) => name);
    for (const [i, template] of templates.entries()) {
      const tenant = `customer-${i}`;
      const { exitCode } = await run(['new', tenant, '--from', template, '--domain', `${tenant}.com`]);
      assert.equal(exitCode, 0);
    }
    const check = await run(['check']);
    assert.deepEqual([check.exitCode, check.out], [0, '10 files checked: no problem found.\n']);
    const tested = await run(['test', '--coverage', '100', '--mutate']);
    assert.equal(tested.exitCode, 0, tested.out);
    assert.equal(tested.out.match(/^100% of the lines of /gm)?.length, templates.length);
    assert.equal(tested.out.match(/^(\d+) of \1 flips of /gm)?.length, templates.length);
  });

  it('never write over a file', async () => {
    await run(['new', 'acme', '--from', 'okta-basic']);
    const before = readFileSync(at('acme.test.yaml'), 'utf8');
    rmSync(at('acme.policy.yaml'));
    const again = await run(['new', 'acme', '--from', 'entra-strict']);
    assert.deepEqual(
      [again.exitCode, again.err],
      [1, 'policies/acme.test.yaml is there already, and stays as it is.\n'],
    );
    assert.equal(existsSync(at('acme.policy.yaml')), false);
    assert.equal(readFileSync(at('acme.test.yaml'), 'utf8'), before);
  });

  it('know their templates, and what can be a tenant and a domain', async () => {
    const unknown = await run(['new', 'acme', '--from', 'okta-basics']);
    assert.equal(unknown.exitCode, 2);
    assert.match(
      unknown.err,
      /Did you mean okta-basic\? There are:\n {2}contractors +Employees and contractors\./,
    );
    for (const args of [
      ['../x', '--from', 'okta-basic'],
      ['default', '--from', 'okta-basic'],
      ['acme', '--from', 'okta-basic', '--domain', 'acme.com\nrules: []'],
      ['acme'],
    ]) {
      assert.equal((await run(['new', ...args])).exitCode, 2, args.join(' '));
    }
    assert.equal(existsSync(join(cwd, 'policies')), false);
  });

  it('list what can be mended, and mend it if asked to', async () => {
    const path = join(cwd, 'acme.policy.yaml');
    const written =
      'version: rollcall/v1\ntenant: acme\ngroups:\n  # who is who\n  map:\n    - { id: 0123, role: amdin } # of old\n';
    writeFileSync(path, written);
    const listed = await run(['lint', path], { ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY });
    assert.equal(listed.exitCode, 1);
    assert.match(listed.out, /:6:13 can be mended needs_quotes: 0123 is in quotes now\.\n/);
    assert.match(listed.out, /2 can be mended by rollcall policy lint --fix, nothing is left\.\n$/);
    assert.equal(readFileSync(path, 'utf8'), written);

    const fixed = await run(['lint', '--fix', path], { ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY });
    assert.deepEqual([fixed.exitCode, fixed.out.split('\n').at(-2)], [0, '2 mended, nothing is left.']);
    assert.equal(readFileSync(path, 'utf8'), written.replace('0123', '"0123"').replace('amdin', 'admin'));
    const again = await run(['lint', '--json', path], { ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY });
    assert.deepEqual(JSON.parse(again.out), { fixed: false, files: [{ file: path, mended: [], left: [] }] });
  });

  it('say how much is left for a person, and that a file is not there', async () => {
    const path = join(cwd, 'acme.test.yaml');
    writeFileSync(path, 'tests:\n  - { name: x, given: {}, expects: { role: member } }\n  - 7\n');
    const { exitCode, out } = await run(['lint', '--fix', path]);
    assert.equal(exitCode, 1);
    assert.match(out, /"expects" is expect now/);
    assert.match(out, /1 mended, 1 left for you: see rollcall policy check\.\n$/);
    assert.equal((await run(['lint', join(cwd, 'gone.policy.yaml')])).exitCode, 2);
  });

  it('find nothing to mend in what comes with Rollcall', async () => {
    const { exitCode, out } = await run(['lint'], { ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY });
    assert.deepEqual([exitCode, out], [0, 'Nothing to mend.\n']);
  });
});
