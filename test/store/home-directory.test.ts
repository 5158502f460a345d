import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { mayEnter } from '../../src/store/embedded/server-user.ts';
import { createPrivateFile, operatorToken, workosWebhookSecret } from '../../src/store/home-directory.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const isRoot = process.getuid?.() === 0;

describe('the home directory', () => {
  let home: string;

  beforeEach(() => {
    home = join(makeTestFolder('home'), 'deeper', 'rollcall');
  });

  for (const [name, kept] of [
    ['operator-token', operatorToken],
    ['workos-webhook-secret', workosWebhookSecret],
  ] as const) {
    it(`makes ${name} once, for its owner only`, () => {
      const first = kept(home);
      assert.ok(first.isNew);
      assert.ok(first.value.length >= 43);
      assert.equal(first.path, join(home, name));
      assert.equal(statSync(first.path).mode & 0o777, 0o600);
      assert.equal(readFileSync(first.path, 'utf8'), `${first.value}\n`);
      assert.deepEqual(kept(home), { ...first, isNew: false });
    });

    it(`refuses an empty ${name}`, () => {
      const { path } = kept(home);
      writeFileSync(path, '\n');
      assert.throws(() => kept(home), /is empty\. Remove it/);
    });
  }

  it('is closed to other users, but for passing through where root runs the database as one', () => {
    operatorToken(home);
    assert.equal(statSync(home).mode & 0o777, isRoot ? 0o711 : 0o700);
  });

  it('stays shut where a folder that was there before holds something else', () => {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(join(home, 'private'), '');
    operatorToken(home);
    assert.equal(statSync(home).mode & 0o777, 0o700);
  });

  it('lets the database’s user pass through an empty folder that root made for it', function () {
    if (!isRoot) return this.skip();
    mkdirSync(home, { recursive: true, mode: 0o700 });
    operatorToken(home);
    assert.equal(statSync(home).mode & 0o777, 0o711);
  });

  it('makes another secret in every home', () => {
    assert.notEqual(operatorToken(home).value, operatorToken(`${home}-2`).value);
  });

  it('never overwrites a private file, and leaves no draft behind', () => {
    mkdirSync(home, { recursive: true });
    const path = join(home, 'file');
    assert.equal(createPrivateFile(path, 'first'), true);
    assert.equal(createPrivateFile(path, 'second'), false);
    assert.equal(readFileSync(path, 'utf8'), 'first');
    assert.deepEqual(readdirSync(home), ['file']);
  });

  it('says who may use it, or what to set, when it is somebody else’s', function () {
    const other = { uid: 65_534, gid: 65_534 };
    const module = new URL('../../src/store/home-directory.ts', import.meta.url);
    // Only root can become another user, who has to reach this checkout.
    if (!isRoot || !mayEnter(dirname(fileURLToPath(module)), other)) return this.skip();
    const { path } = operatorToken(home);
    const attempt = `import { operatorToken } from ${JSON.stringify(module.href)};
      try { operatorToken(process.argv[1]); } catch (error) { console.log(error.code, error.message); }`;
    const tried = spawnSync(process.execPath, ['--input-type=module', '-e', attempt, home], {
      ...other,
      cwd: '/',
      encoding: 'utf8',
    });
    assert.match(
      tried.stdout,
      /^invalid_configuration .*operator-token cannot be used \(EACCES\)\. Set ROLLCALL_HOME/,
    );
    assert.ok(existsSync(path));
  });

  it('says what to set when a file is in its place', () => {
    const file = join(makeTestFolder('taken'), 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    assert.throws(
      () => operatorToken(join(file, 'rollcall')),
      (error) => error instanceof RollcallError && /Set ROLLCALL_HOME/.test(error.message),
    );
  });
});
