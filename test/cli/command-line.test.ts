import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Environment } from '../../src/setting-reader.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { createBareDatabase, type TestDatabase } from '../support/test-database.ts';

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

async function rollcall(args: string[], env: Environment = {}, cwd = makeTestFolder('cwd')): Promise<Run> {
  const run = { stdout: '', stderr: '' };
  const code = await runCommandLine(args, {
    stdout: { write: (text: string) => (run.stdout += text) },
    stderr: { write: (text: string) => (run.stderr += text) },
    env: { ...env },
    cwd,
  });
  return { code, ...run };
}

const nobodyThere = 'postgres://rollcall:hunter2@127.0.0.1:1/rollcall';

describe('the command line', () => {
  it('shows its help on stdout and succeeds', async () => {
    const { code, stdout, stderr } = await rollcall(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: rollcall/);
    assert.match(stdout, /migrate/);
    assert.equal(stderr, '');
  });

  it('shows examples in the help of a command', async () => {
    const { code, stdout } = await rollcall(['migrate', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /Examples:\n {2}\$ rollcall migrate/);
  });

  for (const [why, args] of [
    ['an unknown command', ['migrat']],
    ['an unknown option', ['migrate', '--jsn']],
    ['too many arguments', ['migrate', 'everything']],
    ['no command at all', []],
  ] as [string, string[]][]) {
    it(`exits with 2 on ${why}, and keeps stdout clean`, async () => {
      const { code, stdout, stderr } = await rollcall(args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    });
  }

  it('suggests the command that was meant', async () => {
    assert.match((await rollcall(['migrat'])).stderr, /Did you mean migrate\?/);
  });

  it('exits with 2 on a wrong setting, in one sentence without a stack', async () => {
    const { code, stdout, stderr } = await rollcall(['migrate'], { DATABASE_URL: '' });
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^DATABASE_URL is set but empty\. [^\n]*\n$/);
  });

  it('exits with 1 when the database is away, without its password', async () => {
    const { code, stderr } = await rollcall(['migrate'], { DATABASE_URL: nobodyThere });
    assert.equal(code, 1);
    assert.match(stderr, /^The database cannot be reached: [^\n]*\n$/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  it('shows where an error comes from when asked, before or after the command, or at the log level debug', async () => {
    for (const [args, level] of [
      [['--verbose', 'migrate'], 'info'],
      [['migrate', '--verbose'], 'info'],
      [['migrate'], 'debug'],
    ] as [string[], string][]) {
      const { stderr } = await rollcall(args, { DATABASE_URL: nobodyThere, LOG_LEVEL: level });
      assert.match(stderr, /\n {4}at /);
      assert.doesNotMatch(stderr, /hunter2/);
    }
  });

  it('reads .env, and lets what is set already win', async () => {
    const cwd = makeTestFolder('cwd');
    writeFileSync(join(cwd, '.env'), 'DATABASE_URL=\nPORT=none\n');
    assert.match((await rollcall(['migrate'], {}, cwd)).stderr, /^PORT is "none"/);
    assert.match((await rollcall(['migrate'], { PORT: '1' }, cwd)).stderr, /^DATABASE_URL is set but empty/);
    const set = await rollcall(['migrate'], { PORT: '1', DATABASE_URL: nobodyThere }, cwd);
    assert.match(set.stderr, /^The database cannot be reached/);
  });

  describe('migrate', () => {
    let bare: TestDatabase;
    before(async () => {
      bare = await createBareDatabase();
    });
    after(() => bare.drop());

    it('prints what it applied, for people and for programs', async () => {
      const env = { DATABASE_URL: bare.url };
      const first = await rollcall(['migrate', '--json'], env);
      assert.equal(first.code, 0, first.stderr);
      const { applied } = JSON.parse(first.stdout) as { applied: string[] };
      assert.equal(applied[0], '20261122_01_foundation.ts');
      assert.deepEqual(await rollcall(['migrate'], env), {
        code: 0,
        stdout: 'The database is up to date.\n',
        stderr: '',
      });
    });
  });
});
