import assert from 'node:assert/strict';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { DirectorySetup, WorkosConnection } from '../../src/generated/api.ts';
import { compileShapes } from '../../src/http/shape-validation.ts';
import type { FakeWorkos } from '../support/fake-workos/environment.ts';
import { startFakeWorkos } from '../support/fake-workos/fake-workos.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const policies = new URL('../../policies', import.meta.url).pathname;
const shapes = compileShapes();

describe('the commands for setting a directory up', () => {
  let test: TestDatabase;
  let fake: FakeWorkos;
  let cwd: string;

  before(async () => {
    test = await createTestDatabase();
    fake = await startFakeWorkos();
    cwd = makeTestFolder('cli');
    await run('tenant', 'create', 'acme');
  });
  after(async () => {
    await fake.stop();
    await test.drop();
  });

  async function runWith(env: Record<string, string>, args: string[]) {
    let out = '';
    let err = '';
    const code = await runCommandLine(args, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: test.url, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd, ...env },
      cwd,
    });
    return { code, out, err };
  }
  const run = (...args: string[]) => runWith({ WORKOS_API_KEY: fake.apiKey, WORKOS_API_URL: fake.url }, args);

  it('connect, give another link, and say how far it is', async () => {
    const first = await run('directory', 'connect', '--tenant', 'acme', '--idp', 'okta', '--json');
    assert.equal(first.code, 0, first.err);
    const made = shapes.body('WorkosConnection', JSON.parse(first.out)) as WorkosConnection;
    assert.equal(made.is_new, true);
    const again = await run('directory', 'connect', '--tenant', 'acme');
    assert.ok(again.out.includes(made.directory_id) && again.out.includes(made.organization_id));
    const link = await run('directory', 'portal-link', made.directory_id, '--tenant', 'acme', '--json');
    const next = JSON.parse(link.out) as WorkosConnection;
    assert.notEqual(next.portal_link, made.portal_link);
    const setup = await run('directory', 'setup', made.directory_id, '--tenant', 'acme', '--json');
    const shown = shapes.body('DirectorySetup', JSON.parse(setup.out)) as DirectorySetup;
    assert.equal(shown.phase, 'not_connected');
    const words = await run('directory', 'setup', made.directory_id, '--tenant', 'acme');
    assert.match(words.out, /^Okta is not connected yet\.\n\n\[done\] {4}Its organization at WorkOS is org_/);
    assert.match(
      words.out,
      /\[waiting\] No directory of the organization has appeared at WorkOS yet\.\n {10}Have an/,
    );
  });

  it('say which setting is missing or wrong, and no secret', async () => {
    const without = await runWith({}, ['directory', 'connect', '--tenant', 'acme']);
    assert.equal(without.code, 1);
    assert.match(without.err, /Set WORKOS_API_KEY/);
    const env = { WORKOS_API_KEY: 'sk_test_wrong', WORKOS_API_URL: fake.url };
    const wrong = await runWith(env, ['directory', 'connect', '--tenant', 'acme']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /It refuses the API key\. Set WORKOS_API_KEY/);
    assert.ok(!wrong.err.includes('sk_test_wrong'));
    const url = await run('directory', 'connect', '--tenant', 'acme', '--return-url', 'javascript:1');
    assert.match(url.err, /--return-url is no address/);
    const organization = await run('directory', 'connect', '--tenant', 'acme', '--organization', 'acme');
    assert.match(organization.err, /org_01ABC/);
  });
});
