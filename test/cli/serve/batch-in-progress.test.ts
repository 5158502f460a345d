import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { signWebhook } from '../../../src/cli/demo/sign-webhook.ts';
import { createSimulatedDirectory } from '../../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import { startEmbedded } from '../../../src/store/embedded.ts';
import { makeTestFolder } from '../../support/run-folder.ts';
import { untilSomebodyWaits } from '../../support/superuser.ts';

const token = 'a-token-for-these-tests';
const secret = 'a-secret-for-these-tests';

/** A process of `rollcall serve` on the embedded database of a home. */
interface Served {
  child: ChildProcess;
  url: string;
  said: () => string;
  exited: Promise<unknown[]>;
}

describe('rollcall serve, stopped in the middle of a batch', function () {
  this.timeout(120_000);
  let home: string;
  let policies: string;
  const children: ChildProcess[] = [];
  const idp = createSimulatedDirectory({
    seed: 1,
    startsAt: new Date(Date.now() - 3_600_000),
    directoryId: 'directory_acme',
  });

  before(() => {
    const folder = makeTestFolder('serve');
    home = join(folder, 'home');
    policies = join(folder, 'policies');
    mkdirSync(policies);
    writeFileSync(join(policies, 'acme.policy.yaml'), 'version: rollcall/v1\ntenant: acme\n');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  after(async () => {
    // Ends the server that a killed process left behind.
    const log = { info: () => undefined, warn: () => undefined };
    await (await startEmbedded({ home, log })).stop();
  });

  async function serve(): Promise<Served> {
    const main = new URL('../../../src/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, 'serve'], {
      cwd: policies,
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        PORT: '0',
        LOG_LEVEL: 'silent',
        ROLLCALL_HOME: home,
        ROLLCALL_POLICIES: policies,
        ROLLCALL_API_TOKEN: token,
        WORKOS_WEBHOOK_SECRET: secret,
        ROLLCALL_POLL_INTERVAL_MS: '20',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => (said += text.toString()));
    }
    const exited = once(child, 'exit');
    const served: Served = { child, url: '', said: () => said, exited };
    const found = await hears(served, /Rollcall listens on (\S+)/);
    return { ...served, url: found[1] ?? '' };
  }

  async function hears({ child, said, exited }: Served, sentence: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = sentence.exec(said());
      if (found) return found;
      if (child.exitCode !== null) throw new Error(said());
      const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
      await Promise.race([exited, ...streams.map((stream) => once(stream, 'data'))]);
    }
  }

  async function ask<T>({ url }: Served, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  }

  async function post({ url }: Served, event: WorkosEvent | undefined): Promise<void> {
    const body = JSON.stringify(event);
    const headers = { 'workos-signature': signWebhook(body, secret, new Date()) };
    const answer = await fetch(`${url}/api/webhooks/workos`, { method: 'POST', headers, body });
    assert.equal(answer.status, 200);
  }

  async function superuser(): Promise<Client> {
    const file = JSON.parse(readFileSync(join(home, 'database.json'), 'utf8')) as {
      port: number;
      superuser: { name: string; password: string };
    };
    const { name, password } = file.superuser;
    const client = new Client(`postgres://${name}:${password}@127.0.0.1:${file.port}/rollcall`);
    // A server that ends takes its connections along.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Holds up the next batch where it writes, until the returned connection commits. */
  async function holdUpBatches(): Promise<Client> {
    const client = await superuser();
    await client.query('begin');
    await client.query('lock table users in share row exclusive mode');
    return client;
  }

  const hire = (name: string): WorkosEvent | undefined =>
    idp.hire({ email: `${name}@acme.com`, firstName: name, lastName: 'X', attributes: {} }).events[0];
  const emails = async (served: Served): Promise<(string | null)[]> => {
    const { data } = await ask<{ data: { email: string | null }[] }>(served, 'GET', '/tenants/acme/users');
    return data.map(({ email }) => email).sort();
  };

  it('on SIGTERM finishes the batch, leaves with 0, and lets the next process go on', async () => {
    const served = await serve();
    await ask(served, 'POST', '/tenants/acme/directories', {
      source: 'workos',
      workos_id: 'directory_acme',
      idp: 'okta',
    });
    const lock = await holdUpBatches();
    await post(served, hire('ada'));
    await untilSomebodyWaits(lock);
    served.child.kill('SIGTERM');
    await hears(served, /Stopping/);
    const left = served.child.exitCode;
    await lock.query('commit');
    assert.equal(left, null, 'it left in the middle of the batch');
    assert.deepEqual(await served.exited, [0, null], served.said());
    await lock.end().catch(() => undefined);

    // Nobody else has worked on it since.
    const log = { info: () => undefined, warn: () => undefined };
    const embedded = await startEmbedded({ home, log });
    const client = await superuser();
    const inbox = await client.query('select status from inbox');
    const users = await client.query('select 1 from users');
    await client.end();
    await embedded.stop();
    assert.deepEqual(inbox.rows, [{ status: 'applied' }]);
    assert.equal(users.rowCount, 1);
  });

  it('on SIGKILL loses nothing that was answered: the next process does it, once', async () => {
    const served = await serve();
    assert.deepEqual(await emails(served), ['ada@acme.com']);
    const lock = await holdUpBatches();
    for (const name of ['ben', 'cleo', 'dan']) await post(served, hire(name));
    await untilSomebodyWaits(lock);
    served.child.kill('SIGKILL');
    await served.exited;
    await lock.query('commit');
    await lock.end();

    const next = await serve();
    const all = ['ada', 'ben', 'cleo', 'dan'].map((name) => `${name}@acme.com`);
    while ((await emails(next)).length < all.length);
    assert.deepEqual(await emails(next), all);
    const { data } = await ask<{ data: unknown[] }>(
      next,
      'GET',
      '/tenants/acme/audit-records?action=user.provisioned',
    );
    assert.equal(data.length, all.length);
    next.child.kill('SIGTERM');
    assert.deepEqual(await next.exited, [0, null]);
  });
});
