import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { makeTestFolder } from '../../support/run-folder.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

describe('rollcall serve', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let child: ChildProcess;
  let exited: Promise<unknown>;
  let said: string;
  let url: string;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  before(async () => {
    test = await createTestDatabase();
  });
  after(async () => {
    agent.destroy();
    await test.drop();
  });

  beforeEach(async () => {
    child = spawn(process.execPath, [new URL('../../../src/main.ts', import.meta.url).pathname, 'serve'], {
      cwd: makeTestFolder('cwd'),
      env: {
        ...process.env,
        DATABASE_URL: test.url,
        PORT: '0',
        LOG_LEVEL: 'silent',
        ROLLCALL_HOME: makeTestFolder('home'),
        ROLLCALL_POLICIES: new URL('../../../policies', import.meta.url).pathname,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    exited = once(child, 'exit');
    said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => (said += text.toString()));
    }
    [, url = ''] = await hears(/(http:\/\/\S+)\/readyz/);
  });
  afterEach(() => child.kill('SIGKILL'));

  it('leaves on SIGTERM although a client goes on asking on its connection', async () => {
    assert.equal(await statusOf(`${url}/readyz`), 200);
    const refused = assert.rejects(async () => {
      for (;;) await statusOf(`${url}/healthz`);
    }, /ECONNREFUSED|ECONNRESET|socket hang up/);
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
    await refused;
  });

  it('stops its lanes without waiting for a request that is still coming in', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n');
    // So that what was written there has arrived.
    await statusOf(`${url}/healthz`);
    child.kill('SIGTERM');
    await hears(/Stopping/);
    socket.write('\r\n');
    let answer = '';
    for await (const text of socket) answer += String(text);
    assert.match(answer, /^HTTP\/1\.1 503/);
    assert.match(answer, /\r\nConnection: close\r\n/i);
    assert.match(answer, /the lanes of this process are not running/);
    assert.deepEqual(await exited, [0, null]);
  });

  it('lets an address be as long as a SCIM filter may be', async () => {
    const filter = encodeURIComponent(`userName eq "${'é'.repeat(3_900)}"`);
    assert.ok(filter.length > 23_000);
    assert.equal(await statusOf(`${url}/scim/v2/d1/Users?filter=${filter}`), 401);
  });

  /** Waits until the process has said this. */
  async function hears(sentence: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = sentence.exec(said);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(said);
      await Promise.race([
        exited,
        once(child.stdout as Readable, 'data'),
        once(child.stderr as Readable, 'data'),
      ]);
    }
  }

  const statusOf = (url: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(url, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => {
          resolve(answer.statusCode);
        });
      })
        .on('error', reject)
        .end();
    });
});
