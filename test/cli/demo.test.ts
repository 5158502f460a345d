import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo, type DemoIo, type DemoOptions } from '../../src/cli/demo.ts';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
  requests: string[];
}

/** A server in front of which the demo fails: `answer` gets method and path. */
async function run(
  options: DemoOptions,
  env: Record<string, string>,
  answer: (request: string, authorization: string | null) => Response,
): Promise<Outcome> {
  const outcome: Outcome = { code: -1, stdout: '', stderr: '', requests: [] };
  const io: DemoIo = {
    stdout: { write: (text) => (outcome.stdout += text) },
    stderr: { write: (text) => (outcome.stderr += text) },
    env,
    cwd: process.cwd(),
    fetch: async (input, init) => {
      const request = `${init?.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`;
      outcome.requests.push(request);
      await Promise.resolve();
      return answer(request, new Headers(init?.headers).get('authorization'));
    },
    pause: () => Promise.resolve(),
  };
  outcome.code = await runDemo(options, io);
  return outcome;
}
const refuseConnections = (): Response => {
  throw new TypeError('fetch failed');
};
const healthyOnly = (request: string) =>
  request.endsWith('/healthz')
    ? new Response('{}')
    : new Response('{"code":"unauthenticated"}', { status: 401 });

describe('npm run demo', () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'rollcall-demo-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  it('says how to start the server when none runs', async () => {
    const { code, stderr, stdout } = await run({}, { ROLLCALL_HOME: home }, refuseConnections);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'No Rollcall answers at http://127.0.0.1:8080: start it with `npm start` in another terminal, then try again.\n',
    );
    assert.equal(stdout, '');
  });

  it('looks for the server where HOST and PORT say, unless told', async () => {
    const at = async (options: DemoOptions, env: Record<string, string>) =>
      (await run(options, env, refuseConnections)).requests;
    assert.deepEqual(await at({}, { PORT: '9000', HOST: '0.0.0.0' }), ['GET http://127.0.0.1:9000/healthz']);
    assert.deepEqual(await at({}, { HOST: '10.0.0.5' }), ['GET http://10.0.0.5:8080/healthz']);
    assert.deepEqual(await at({ url: 'https://rollcall.example/' }, {}), [
      'GET https://rollcall.example/healthz',
    ]);
  });

  it('refuses a server that is not healthy', async () => {
    const { code, stderr } = await run({}, {}, () => new Response('', { status: 503 }));
    assert.equal(code, 1);
    assert.match(stderr, /is not healthy: \/healthz answered 503/);
  });

  it('says which setting is missing', async () => {
    const withoutToken = await run({}, { ROLLCALL_HOME: home }, healthyOnly);
    assert.equal(withoutToken.code, 1);
    assert.match(withoutToken.stderr, /^No operator token found: set ROLLCALL_API_TOKEN .*rollcall-demo-/);
    const withoutSecret = await run({}, { ROLLCALL_HOME: home, ROLLCALL_API_TOKEN: 't' }, healthyOnly);
    assert.match(withoutSecret.stderr, /^No webhook secret found: set WORKOS_WEBHOOK_SECRET /);
  });

  it('takes token and secret from where the server keeps them', async () => {
    writeFileSync(join(home, 'operator-token'), 'the-token\n');
    writeFileSync(join(home, 'workos-webhook-secret'), 'the-secret\n');
    const seen: (string | null)[] = [];
    const { code, stderr } = await run({}, { ROLLCALL_HOME: home }, (request, authorization) => {
      if (!request.endsWith('/healthz')) seen.push(authorization);
      return healthyOnly(request);
    });
    assert.equal(code, 1);
    assert.deepEqual(seen, ['Bearer the-token']);
    assert.match(stderr, /POST \/tenants was answered 401/);
    assert.ok(!stderr.includes('the-token') && !stderr.includes('the-secret'));
  });

  it('counts a relative ROLLCALL_HOME from the directory it is run in', async () => {
    const { stderr } = await run({}, { ROLLCALL_HOME: 'no-such-folder' }, healthyOnly);
    assert.ok(stderr.includes(`(it looked in ${join(process.cwd(), 'no-such-folder')})`));
  });

  it('says that the server has gone', async () => {
    const env = { ROLLCALL_API_TOKEN: 'token', WORKOS_WEBHOOK_SECRET: 'secret' };
    const { code, stderr } = await run({}, env, (request) =>
      request.endsWith('/healthz') ? new Response('{}') : refuseConnections(),
    );
    assert.equal(code, 1);
    assert.equal(stderr, 'The server at http://127.0.0.1:8080 does not answer any more: see its log.\n');
  });

  for (const people of [0, 29, 5001, 30.5, Number.NaN]) {
    it(`does not start with ${people} people`, async () => {
      const { code, stderr, requests } = await run({ people }, {}, refuseConnections);
      assert.equal(code, 2);
      assert.match(stderr, /^--people must be a whole number from 30 to 5000\.\n$/);
      assert.deepEqual(requests, []);
    });
  }

  for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) {
    it(`does not start with the seed ${seed}`, async () => {
      const { code, stderr } = await run({ seed }, {}, refuseConnections);
      assert.equal(code, 2);
      assert.match(stderr, /^--seed must be a whole number/);
    });
  }
});
