import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';

async function run(args: string[], env: Record<string, string> = {}, isTTY = false) {
  let out = '';
  let err = '';
  const exitCode = await runCommandLine(args, {
    stdout: { write: (text) => (out += text), isTTY },
    stderr: { write: (text) => (err += text) },
    env: { ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY, ...env },
    cwd: tmpdir(),
  });
  return { exitCode, out, err };
}

describe('the policy commands', () => {
  it('check the folder that ROLLCALL_POLICIES names, and need no other setting', async () => {
    const { exitCode, out } = await run(['policy', 'check'], { NODE_ENV: 'production' });
    assert.deepEqual([exitCode, out], [0, '8 files checked: no problem found.\n']);
  });

  it('check named files, as JSON if asked for by either option, and exit 1 with an error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policy-'));
    try {
      const path = join(folder, 'acme.policy.yaml');
      writeFileSync(path, 'version: rollcall/v1\ntenant: acme\nrule: []\n');
      const asked = await run(['policy', 'check', path, '--format', 'json']);
      assert.deepEqual(await run(['policy', 'check', path, '--json']), asked);
      assert.equal(asked.exitCode, 1);
      const { diagnostics } = JSON.parse(asked.out) as { diagnostics: { code: string; line: number }[] };
      assert.deepEqual(
        diagnostics.map(({ code, line }) => [code, line]),
        [['unknown_key', 3]],
      );
      assert((await run(['policy', 'check', path], {}, true)).out.includes('\u001B[31merror'));
      assert(!(await run(['policy', 'check', path], { NO_COLOR: '1' }, true)).out.includes('\u001B'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('show a policy, and what is in force', async () => {
    assert.match((await run(['policy', 'show', 'northwind'])).out, /^# yaml-language-server/);
    assert.match(
      (await run(['policy', 'show', 'northwind', '--effective'])).out,
      /sole_admin:\n {2}action: block/,
    );
  });

  it('exit 2 on wrong usage', async () => {
    assert.equal((await run(['policy', 'check', '--format', 'xml'])).exitCode, 2);
    assert.equal((await run(['policy', 'check', join(tmpdir(), 'no-such.policy.yaml')])).exitCode, 2);
    assert.equal((await run(['policy', 'show'])).exitCode, 2);
    assert.equal((await run(['policy', 'show', 'nobody'])).exitCode, 2);
  });
});
