import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type {
  PolicyDiff,
  PolicyPlan,
  PolicyPutInForce,
  PolicyVersion,
  PolicyVersionList,
} from '../../src/generated/api.ts';
import type { ShapeName } from '../../src/http/route.ts';
import { compileShapes } from '../../src/http/shape-validation.ts';
import { openOffice, type Office } from '../support/office.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const shapes = compileShapes();
const policies = new URL('../../policies', import.meta.url).pathname;

/** What the policy of these tests begins with; the roles of two groups follow. */
const policy = (admins: string, others = 'viewer') => `# Acme, by hand.
version: rollcall/v1
tenant: acme
groups:
  match_by: name
  default_role: ${others} # of everyone else
  map:
    - { name: admins, role: ${admins} }
    - { name: members, role: member }
`;

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** The same commands, on the database and over HTTP. */
for (const way of ['on the database', 'over HTTP'] as const) {
  describe(`The commands for versions of a policy, ${way}`, () => {
    let office: Office;
    let cwd: string;
    let file: string;
    /** For each scope; both bound to the tenant. */
    let tokens: { read: string; write: string };

    before(async () => {
      office = await openOffice('groups: { match_by: name, default_role: viewer }\n');
      const tokenOf = async (name: string, scopes: string[]) =>
        (
          await office.api.expect('TokenOnce', 'POST', '/tokens', {
            body: { name, scopes, tenant: 'acme' },
          })
        ).token;
      tokens = {
        read: await tokenOf('of looking', ['read']),
        write: await tokenOf('of ci', ['read', 'write']),
      };
      await office.hire('ada', ['admins']);
      await office.hire('bob', ['members']);
    });
    after(() => office.stop());
    beforeEach(() => {
      cwd = makeTestFolder('policies');
      mkdirSync(join(cwd, 'policies'));
      for (const name of ['catalog.yaml', 'default.policy.yaml']) {
        writeFileSync(join(cwd, 'policies', name), readFileSync(join(policies, name)));
      }
      file = join(cwd, 'policies', 'acme.policy.yaml');
      office.rollcall.clock.advance(60_000);
    });

    const run = async (
      args: string[],
      { token = tokens.write, stdin, isTTY = false, env = {} }: RunOptions = {},
    ): Promise<Ran> => {
      let out = '';
      let err = '';
      const place =
        way === 'over HTTP'
          ? { ROLLCALL_SERVER: office.rollcall.url, ROLLCALL_TOKEN: token }
          : { DATABASE_URL: office.rollcall.databaseUrl, ROLLCALL_HOME: cwd };
      const code = await runCommandLine(args, {
        stdout: { write: (text) => (out += text), isTTY },
        stderr: { write: (text) => (err += text) },
        ...(stdin === undefined ? {} : { stdin: Object.assign(PassThrough.from([stdin]), { isTTY }) }),
        env: { NO_COLOR: '1', ...place, ...env },
        cwd,
      });
      assert.doesNotMatch(out + err, new RegExp(`${tokens.read}|${tokens.write}`));
      return { code, out, err };
    };
    interface RunOptions {
      token?: string;
      stdin?: string;
      isTTY?: boolean;
      env?: Record<string, string>;
    }
    const looking = {
      get token() {
        return tokens.read;
      },
    };
    const json = async <T>(shape: ShapeName, args: string[], options?: RunOptions): Promise<T> => {
      const { code, out, err } = await run([...args, '--json'], options);
      assert.equal(code, 0, err);
      return shapes.body(shape, JSON.parse(out)) as T;
    };
    /** Makes a file's policy the one in force, whatever was. */
    const pushed = async (yaml: string): Promise<number> => {
      writeFileSync(file, yaml);
      const [newest] = (
        await json<PolicyVersionList>('PolicyVersionList', ['policy', 'list', 'acme'])
      ).data.filter((version) => version.in_force);
      const done = await json<PolicyPutInForce>('PolicyPutInForce', [
        ...['policy', 'push', 'acme', '--over', String(newest?.version)],
      ]);
      await office.rollcall.drain();
      return done.version.version;
    };
    const byApi = (yaml: string) =>
      office.api.expect('PolicyPutInForce', 'POST', '/tenants/acme/policy/versions', { body: { yaml } });

    it('push a file, list it, show it, and change nothing the second time', async () => {
      writeFileSync(file, policy('admin'));
      const refused = await run(['policy', 'push', 'acme']);
      assert.equal(refused.code, 1);
      assert.match(refused.err, /^Version 1 of the policy is in force, made by .*git has not seen it/);
      const { out } = await run(['policy', 'push', 'acme', '--over', '1', '--author', 'ada']);
      assert.equal(
        out,
        'Version 2 of the policy of acme is in force, instead of version 1. Everyone is reconsidered.\n',
      );
      assert.equal(
        (await run(['policy', 'push', 'acme', '--over', '1'])).out,
        'Nothing changes: version 2 of the policy of acme is in force.\n',
      );
      const list = await json<PolicyVersionList>('PolicyVersionList', ['policy', 'list', 'acme'], looking);
      assert.deepEqual(
        list.data.map(({ version, in_force, origin, author }) => [version, in_force, origin, author]),
        [
          [2, true, 'file', 'ada'],
          [1, false, 'api', 'the API'],
        ],
      );
      const table = await run(['policy', 'list', 'acme'], looking);
      assert.match(table.out, /^VERSION .*\n2 +in force +a file +ada .*\n1 +the API /);
      assert.equal((await run(['policy', 'show', 'acme', '--in-force'], looking)).out, policy('admin'));
      const first = await json<PolicyVersion>(
        'PolicyVersion',
        ['policy', 'show', 'acme', '--version', '1'],
        looking,
      );
      assert.deepEqual([first.version, first.in_force], [1, false]);
      assert.match(
        (await run(['policy', 'show', 'acme', '--version', '2', '--effective'], looking)).out,
        /default_role: viewer/,
      );
      assert.equal((await run(['policy', 'show', 'acme'])).out, policy('admin'), 'the file, as ever');
    });

    it('say what is wrong with a policy by its lines, and put nothing in force', async () => {
      const before = await json<PolicyVersion>('PolicyVersion', ['policy', 'show', 'acme', '--in-force']);
      writeFileSync(file, policy('emperor'));
      for (const verb of ['push', 'diff', 'plan']) {
        const { code, err } = await run(['policy', verb, 'acme']);
        assert.equal(code, 1, verb);
        assert.match(err, /acme\.policy\.yaml:8:29 error unknown_role\n {2}There is no role "emperor"/, verb);
      }
      const after = await json<PolicyVersion>('PolicyVersion', ['policy', 'show', 'acme', '--in-force']);
      assert.equal(after.version, before.version);
    });

    it('say that there is no such tenant, version or file', async () => {
      for (const [args, code, says] of [
        [['policy', 'list', 'nobody'], 1, /There is no tenant/],
        [['policy', 'show', 'acme', '--version', '999'], 1, /no policy version 999/],
        [['policy', 'activate', 'acme', '999', '--yes'], 1, /no policy version 999/],
        [['policy', 'push', 'acme', '--file', 'gone.yaml'], 2, /There is no file .*gone\.yaml/],
        [['policy', 'activate', 'acme', 'first'], 2, /Write the number of a version/],
        [
          ['policy', 'diff', 'acme', '--version', '1', '--against', 'x'],
          2,
          /--against is "active" or the number/,
        ],
      ] as const) {
        const ran = await run([...args]);
        assert.deepEqual([ran.code, says.test(ran.err)], [code, true], `${args.join(' ')}: ${ran.err}`);
      }
    });

    it('compare in sentences, then line by line', async () => {
      const version = await pushed(policy('admin'));
      writeFileSync(file, policy('member'));
      const { code, out } = await run(['policy', 'diff', 'acme'], looking);
      assert.equal(code, 0);
      assert.equal(
        out,
        `acme: policies/acme.policy.yaml, compared with version ${version}

- admins gives member instead of admin.

--- version ${version}
+++ policies/acme.policy.yaml
@@ -5,5 +5,5 @@
   match_by: name
   default_role: viewer # of everyone else
   map:
-    - { name: admins, role: admin }
+    - { name: admins, role: member }
     - { name: members, role: member }
`,
      );
      const next = await pushed(policy('member'));
      const diff = await json<PolicyDiff>(
        'PolicyDiff',
        ['policy', 'diff', 'acme', '--version', String(version), '--against', String(next)],
        looking,
      );
      assert.deepEqual(
        [diff.before, diff.after, diff.differences],
        [
          next,
          version,
          [{ says: 'admins gives admin instead of member.', at: '/groups/map/0', in: 'after' }],
        ],
      );
      assert.match((await run(['policy', 'diff', 'acme'], looking)).out, /: nothing differs\.\n$/);
      writeFileSync(file, `# Said in another way.\n${policy('member')}`);
      assert.match((await run(['policy', 'diff', 'acme'], looking)).out, /Both mean the same; only the text/);
    });

    it('pull what somebody else has made, with its comments, so that the next push is on top of it', async () => {
      await pushed(policy('admin'));
      await byApi(policy('member').replace('by hand', 'by the console'));
      writeFileSync(file, policy('admin', 'member'));
      assert.equal((await run(['policy', 'push', 'acme'])).code, 1);

      const kept = await run(['policy', 'pull', 'acme'], looking);
      assert.equal(kept.code, 1);
      assert.match(kept.err, /has changes that are in no version/);
      assert.equal(readFileSync(file, 'utf8'), policy('admin', 'member'));
      const shown = await run(['policy', 'pull', 'acme', '--stdout'], looking);
      assert.match(shown.out, /^# rollcall: pulled version \d+, activation \d+\n# Acme, by the console\.\n/);

      assert.equal((await run(['policy', 'pull', 'acme', '--force'], looking)).code, 0);
      assert.equal(readFileSync(file, 'utf8'), shown.out);
      assert.match((await run(['policy', 'pull', 'acme'], looking)).out, /has version \d+ .* already/);
      assert.match((await run(['policy', 'push', 'acme'])).out, /^Nothing changes/);
      await byApi(policy('admin').replace('by hand', 'by the console'));
      const written = await run(['policy', 'pull', 'acme'], looking);
      assert.equal(written.code, 0, 'a file that says what a version said is no loss');
      writeFileSync(file, readFileSync(file, 'utf8').replace('role: admin', 'role: viewer'));
      assert.match((await run(['policy', 'push', 'acme'])).out, /^Version \d+ .* is in force/);

      rmSync(join(cwd, 'policies'), { recursive: true });
      if (way === 'over HTTP') {
        assert.equal((await run(['policy', 'pull', 'acme'], looking)).code, 0);
        assert.match(readFileSync(file, 'utf8'), /^# rollcall: pulled version/);
      }
    });

    it('push exactly what was planned, and nothing else', async () => {
      await pushed(policy('admin'));
      writeFileSync(file, policy('member'));
      const planned = await run(['policy', 'plan', 'acme', '--json'], looking);
      const { hash, outcome } = shapes.body('PolicyPlan', JSON.parse(planned.out)) as PolicyPlan;
      assert.notEqual(outcome, 'nothing');
      // Somebody is hired in between, so that it would be done to more people.
      await office.hire(`late-${way === 'over HTTP' ? 'h' : 'd'}`, ['admins']);
      const late = await run(['policy', 'push', 'acme', '--plan', hash]);
      assert.equal(late.code, 1);
      assert.match(late.err, /have changed since this plan was made.*Plan again/);
      const again = shapes.body(
        'PolicyPlan',
        JSON.parse((await run(['policy', 'plan', 'acme', '--json'], looking)).out),
      ) as PolicyPlan;
      writeFileSync(file, policy('viewer'));
      assert.equal((await run(['policy', 'push', 'acme', '--plan', again.hash])).code, 1);
      writeFileSync(file, policy('member'));
      const done = await run(['policy', 'push', 'acme', '--plan', again.hash]);
      assert.equal(done.code, 0, done.err);
      // The answer may have been lost: the same once more is no fault.
      assert.match((await run(['policy', 'push', 'acme', '--plan', again.hash])).out, /^Nothing changes/);
    });

    it('go back to a version: shows first what that does, and then everyone is as before', async () => {
      const good = await pushed(policy('admin'));
      await pushed(policy('member'));
      const { code, out, err } = await run(['policy', 'activate', 'acme', String(good)]);
      assert.equal(code, 0, err);
      assert.match(out, /admins/);
      assert.doesNotMatch(out, /--plan/);
      assert.match(
        out,
        new RegExp(`\\n\\nVersion ${good} of the policy of acme is in force, instead of version`),
      );
      await office.rollcall.drain();
      const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?role=admin');
      assert.ok(data.some(({ email }) => email === 'ada@acme.com'));
      const again = await json<PolicyPutInForce>('PolicyPutInForce', [
        ...['policy', 'activate', 'acme', String(good)],
      ]);
      assert.equal(again.outcome, 'unchanged');
      const late = await run(['policy', 'activate', 'acme', '2', '--plan', 'a-hash-of-before']);
      assert.equal(late.code, 1);
      assert.match(late.err, /Plan again/);
    });

    it('ask at a terminal before somebody loses access, and nowhere else', async () => {
      const strict = await pushed(policy('admin', 'no_access'));
      const open = await pushed(policy('admin'));
      await office.hire(`zoe-${way === 'over HTTP' ? 'h' : 'd'}`);
      const goBack = ['policy', 'activate', 'acme', String(strict)];
      const declined = await run(goBack, { stdin: 'n\n', isTTY: true });
      assert.deepEqual(
        [declined.code, /(?:1 person|people) would lose access\. Go on/.test(declined.err)],
        [1, true],
      );
      const silent = await run(goBack, { stdin: '', isTTY: true });
      assert.equal(silent.code, 1);
      const inForce = await json<PolicyVersion>('PolicyVersion', ['policy', 'show', 'acme', '--in-force']);
      assert.equal(inForce.version, open);
      assert.equal((await run(goBack, { stdin: 'y\n', isTTY: true })).code, 0);
      await run(['policy', 'activate', 'acme', String(open)]);
      assert.equal((await run(goBack)).code, 0, 'where nobody sits, nobody is asked');
    });
  });
}

describe('Commands that ask a running service', () => {
  let office: Office;
  let cwd: string;
  let other: Server;
  let address: string;
  /** Nobody listens there any more. */
  let silent: string;

  before(async () => {
    office = await openOffice();
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    silent = `http://127.0.0.1:${String((closed.address() as AddressInfo).port)}`;
    await new Promise((resolve) => closed.close(resolve));
    cwd = makeTestFolder('remote');
    other = createServer((request, response) => {
      if (request.url?.startsWith('/redirecting') === true) {
        response.writeHead(301, { location: `http://127.0.0.1:1/stolen` });
        response.end();
        return;
      }
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<h1>Not found</h1>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
  });
  after(async () => {
    await new Promise((resolve) => other.close(resolve));
    await office.stop();
  });

  const run = async (env: Record<string, string>, ...args: string[]): Promise<Ran> => {
    let out = '';
    let err = '';
    const code = await runCommandLine(['policy', ...args], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { ROLLCALL_TOKEN: 'rc_secret', ...env },
      cwd,
    });
    assert.doesNotMatch(out + err, /rc_secret/);
    return { code, out, err };
  };

  it('say what to set where the token is missing, wrong, or may not do it', async () => {
    const server = { ROLLCALL_SERVER: office.rollcall.url };
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'reader', scopes: ['read'], tenant: 'acme' },
    });
    writeFileSync(join(cwd, 'acme.policy.yaml'), 'version: rollcall/v1\ntenant: acme\n');
    for (const [env, args, code, says] of [
      [{ ROLLCALL_TOKEN: '' }, ['list', 'acme'], 2, /ROLLCALL_TOKEN is set but empty/],
      [{ ROLLCALL_TOKEN: 'two\nlines' }, ['list', 'acme'], 2, /^ROLLCALL_TOKEN is no token\./],
      [{}, ['list', 'acme'], 1, /Set ROLLCALL_TOKEN to a token of this server/],
      [{ ROLLCALL_TOKEN: token }, ['list', 'initech'], 1, /There is no tenant with this slug/],
      [
        { ROLLCALL_TOKEN: token },
        ['push', 'acme', '--file', 'acme.policy.yaml'],
        1,
        /pushing and activating write/,
      ],
    ] as const) {
      const ran = await run({ ...server, ...env }, ...args);
      assert.deepEqual([ran.code, says.test(ran.err)], [code, true], `${args.join(' ')}: ${ran.err}`);
    }
  });

  it('say what to look at where no service answers, or another one does', async () => {
    for (const [server, code, says] of [
      [
        silent,
        1,
        /^No service answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. Check ROLLCALL_SERVER/,
      ],
      [address, 1, /answered 404, and not as Rollcall does/],
      [`${address}/redirecting`, 1, /answers with a redirection/],
      ['localhost:8080', 2, /^--server is "localhost:8080"\. Set an address such as/],
      ['https://me:secret@rollcall.example', 2, /^--server holds a password/],
    ] as const) {
      const ran = await run({}, 'list', 'acme', '--server', server);
      assert.deepEqual([ran.code, says.test(ran.err)], [code, true], `${server}: ${ran.err}`);
    }
    const set = await run({ ROLLCALL_SERVER: 'localhost:8080' }, 'list', 'acme');
    assert.match(set.err, /^ROLLCALL_SERVER is "localhost:8080"/);
  });
});
