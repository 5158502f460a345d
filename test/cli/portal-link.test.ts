import assert from 'node:assert/strict';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { dropServiceAddress, keepServiceAddress } from '../../src/cli/kept-address.ts';
import type { PortalLinkList, PortalLinkOnce } from '../../src/generated/api.ts';
import { openBrowser } from '../support/cookie-browser.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('rollcall portal-link', () => {
  let rollcall: TestRollcall;
  let home: string;

  before(async () => {
    rollcall = await startRollcall();
    home = makeTestFolder('portal-link');
    await rollcall.createTenant('acme', 'directory_acme');
    // The commands have the clock of the machine.
    rollcall.clock.advance(Date.now() - rollcall.clock.now().getTime());
  });
  after(() => rollcall.stop());

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    let out = '';
    let err = '';
    const code = await runCommandLine(['portal-link', ...args], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_HOME: home, PUBLIC_URL: rollcall.url },
      cwd: home,
    });
    return { code, out, err };
  }

  it('makes links that open the portal, lists them and revokes them', async () => {
    const words = await run('create', '--tenant', 'acme', '--label', 'ada@acme.com');
    assert.equal(words.code, 0, words.err);
    const [url = ''] = words.out.split('\n');
    const browser = openBrowser(rollcall.url, 'portal');
    assert.equal((await browser.enter(url)).status, 200);

    const made = await run('create', '--tenant', 'acme', '--page', 'people', '--read-only', '--json');
    const { id, access, pages } = JSON.parse(made.out) as PortalLinkOnce;
    assert.deepEqual([access, pages], ['read', ['people']]);
    const revoked = await run('revoke', id, '--tenant', 'acme');
    assert.equal(revoked.code, 0, revoked.err);
    const listed = JSON.parse((await run('list', '--tenant', 'acme', '--json')).out) as PortalLinkList;
    assert.deepEqual(
      listed.data.map(({ state, label, made_by }) => [state, label, made_by.id]),
      [
        ['revoked', null, 'command line'],
        ['used', 'ada@acme.com', 'command line'],
      ],
    );
    const used = await run('list', '--tenant', 'acme', '--state', 'used');
    assert.match(used.out, /LINK +STATE +FOR[\s\S]+used +ada@acme\.com/);
    assert.match((await run('list', '--tenant', 'acme', '--state', 'expired')).out, /has no expired links/);
  });

  it('makes links to where the service listens, whatever the terminal says of that', async () => {
    const link = async (env: Record<string, string>) => {
      let out = '';
      const io = { write: (text: string) => (out += text) };
      const args = ['portal-link', 'create', '--tenant', 'acme'];
      const base = { DATABASE_URL: rollcall.databaseUrl, ROLLCALL_HOME: home };
      await runCommandLine(args, { stdout: io, stderr: io, env: { ...base, ...env }, cwd: home });
      return out.split('/portal/')[0];
    };
    keepServiceAddress(home, 'http://127.0.0.1:21730');
    assert.equal(await link({}), 'http://127.0.0.1:21730');
    assert.equal(await link({ PUBLIC_URL: 'https://rollcall.example.com' }), 'https://rollcall.example.com');
    assert.equal(await link({ PORT: '4000' }), 'http://127.0.0.1:4000');
    dropServiceAddress(home);
    assert.equal(await link({}), 'http://127.0.0.1:8080');
  });

  it('says what is wrong with what was typed', async () => {
    for (const [code, pattern, ...args] of [
      [2, /30s at least and 1h at most/, 'create', '--tenant', 'acme', '--expires-in', '2h'],
      [2, /return_url/, 'create', '--tenant', 'acme', '--return-url', 'javascript:alert(1)'],
      [2, /200 characters/, 'create', '--tenant', 'acme', '--label', 'x'.repeat(201)],
      [2, /Allowed choices/, 'create', '--tenant', 'acme', '--page', 'billing'],
      [1, /no link with this id/, 'revoke', 'nonsense', '--tenant', 'acme'],
      [1, /There is no tenant/, 'list', '--tenant', 'nobody'],
    ] as const) {
      const answer = await run(...args);
      assert.equal(answer.code, code, answer.err);
      assert.match(answer.err, pattern);
    }
  });
});
