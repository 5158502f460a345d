import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeTestFolder } from '../support/run-folder.ts';
import { runShell, type ShellRun } from '../support/run-shell.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Hook {
  id: string;
  entry: string;
  language: string;
  files: string;
}

const [hook, ...others] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as Hook[];
const GOOD = 'version: rollcall/v1\ntenant: acme\n';

describe('the hook of pre-commit', () => {
  let repository = '';

  beforeEach(async () => {
    repository = makeTestFolder('hook');
    mkdirSync(join(repository, 'policies'));
    await runShell('git init -q', { cwd: repository });
  });

  /** Runs the hook as pre-commit does: the entry of its clone, in the repository, with the staged files that it is for. */
  async function runHook(files: Record<string, string>): Promise<ShellRun> {
    assert.ok(hook);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(repository, name), text);
    const { out } = await runShell('git add . && git diff --cached --name-only', { cwd: repository });
    const staged = out.split('\n').filter((name) => new RegExp(hook.files).test(name));
    return runShell([join(ROOT, hook.entry), ...staged].map((word) => `'${word}'`).join(' '), {
      cwd: repository,
    });
  }

  it('refuses a policy with a mistake, with its line and what to write instead', async () => {
    const { code, out } = await runHook({
      'policies/acme.policy.yaml': `${GOOD}groups:\n  default_role: membr\n`,
      'README.md': 'groups: nothing',
    });
    assert.equal(code, 1);
    assert.match(out, /policies\/acme\.policy\.yaml:4:17 error unknown_role/);
    assert.match(out, /Did you mean member\?/);
    assert.match(out, /1 error in 1 file\./);
  });

  it('lets a policy pass that is right, with its tests', async () => {
    const { code, out } = await runHook({
      'policies/acme.policy.yaml': GOOD,
      'policies/acme.test.yaml': 'tests: [{ name: A, given: {}, expect: { in_scope: true } }]\n',
    });
    assert.deepEqual([code, out], [0, '2 files checked: no problem found.\n']);
  });

  it('checks every policy when the catalog is what changes', async () => {
    cpSync(join(ROOT, 'policies/default.policy.yaml'), join(repository, 'policies/default.policy.yaml'));
    await runHook({ 'policies/acme.policy.yaml': `${GOOD}groups: { default_role: viewer }\n` });
    await runShell('git add . && git commit -q -m "A policy"', { cwd: repository });
    const catalog = readFileSync(join(ROOT, 'policies/catalog.yaml'), 'utf8');
    const { code, out } = await runHook({ 'policies/catalog.yaml': catalog.replaceAll('viewer', 'reader') });
    assert.equal(code, 1);
    assert.match(out, /acme\.policy\.yaml:3:\d+ error unknown_role/);
  });

  it('checks what is about to be committed as a hook of git itself, and not what is in the working tree', async () => {
    const hookOfGit = join(repository, '.git/hooks/pre-commit');
    writeFileSync(hookOfGit, `#!/bin/sh\nexec '${join(ROOT, 'ci/check-staged-policies.sh')}'\n`, {
      mode: 0o755,
    });
    const policy = join(repository, 'policies/acme.policy.yaml');
    const [right, wrong] = [GOOD, `${GOOD}groups:\n  default_role: membr\n`];
    const commit = (): Promise<ShellRun> =>
      runShell('git -c user.name=ada -c user.email=ada@acme.example commit -q -m "A policy"', {
        cwd: repository,
      });
    writeFileSync(policy, wrong);
    await runShell('git add .', { cwd: repository });
    writeFileSync(policy, right);
    const refused = await commit();
    assert.notEqual(refused.code, 0);
    assert.match(refused.out + refused.err, /policies\/acme\.policy\.yaml:4:17 error unknown_role/);

    await runShell('git add .', { cwd: repository });
    writeFileSync(policy, wrong);
    const passed = await commit();
    assert.equal(passed.code, 0, passed.err);
    assert.equal(readFileSync(policy, 'utf8'), wrong);
  });

  it('is one script that may be run, in no language that would copy it away from its sources', () => {
    assert.ok(hook);
    assert.equal(others.length, 0);
    assert.equal(hook.id, 'rollcall-policies');
    assert.equal(hook.language, 'script');
    assert.ok((statSync(join(ROOT, hook.entry)).mode & 0o111) !== 0);
  });
});
