import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

const javaScript = `
  import { createClient, requireActiveUser, requireWritable, verifyWebhook, WebhookRefused } from 'ENTRY';
  const client = createClient({ url: 'http://127.0.0.1:9', token: 'rc_x', retries: 0 });
  const guard = requireActiveUser({ client, identify: () => null });
  const fault = await client.checkAccess({ tenant: 'acme', user_id: 'x' }).catch((fault) => fault.name);
  let refused = null;
  try { verifyWebhook('{}', {}, { secrets: 'whsec_YQ==' }); } catch (error) { refused = error instanceof WebhookRefused; }
  console.log(JSON.stringify([typeof guard, typeof guard.forget, typeof requireWritable(), fault, refused]));
`;

const typeScript = `
  import express from 'express';
  import { createClient, requireActiveUser, requireWritable, verifyWebhook } from 'rollcall/client';
  const client = createClient({ url: 'http://127.0.0.1:9', token: 'rc_x' });
  const guard = requireActiveUser({
    client,
    identify: (request) => ({ tenant: 'acme', user_id: request.get('x-user') ?? '' }),
  });
  const app = express();
  app.get('/', guard, (request, response) => {
    const role: string | null | undefined = request.rollcall?.role;
    response.json(role);
  });
  app.post('/', guard, requireWritable(), (_request, response) => void response.end());
  app.post('/webhooks', express.raw({ type: 'application/json' }), (request, response) => {
    const { message } = verifyWebhook(request.body as Buffer, request.headers, { secrets: 'whsec_x' });
    if (message.type === 'user.deactivated') {
      const userId: string = message.data.user_id;
      console.log(userId);
    }
    guard.forget(message);
    response.end();
  });
  // @ts-expect-error there is no such field
  void client.checkAccess({ tenant: 'acme', user: 'x' });
  // @ts-expect-error the answer has no such field
  void client.checkAccess({ tenant: 'acme', user_id: 'x' }).then(({ permitted }) => permitted);
`;

describe('the package, in a product of its own', () => {
  let folder: string;
  const link = (name: string) => {
    const target = join(folder, 'node_modules', name);
    mkdirSync(join(target, '..'), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), target);
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-product-'));
    const installed = join(folder, 'node_modules', 'rollcall');
    mkdirSync(installed, { recursive: true });
    cpSync(join(root, 'package.json'), join(installed, 'package.json'));
    cpSync(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
    link('standardwebhooks');
    link('@types/express');
    link('@types/node');
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const expected = ['function', 'function', 'function', 'RollcallUnreachable', true];
  async function printed(file: string): Promise<unknown> {
    // Without what newer versions of Node do to TypeScript.
    const { stdout } = await run(process.execPath, ['--no-strip-types', file], { cwd: folder });
    return JSON.parse(stdout) as unknown;
  }

  it('is plain JavaScript where it is installed', async () => {
    writeFileSync(join(folder, 'use.js'), javaScript.replace('ENTRY', 'rollcall/client'));
    assert.deepEqual(await printed('use.js'), expected);
  });

  it('is plain JavaScript where the folder was copied, also into a product of CommonJS', async () => {
    const copied = join(folder, 'commonjs');
    cpSync(join(root, 'dist'), join(copied, 'rollcall'), { recursive: true });
    writeFileSync(join(copied, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(
      join(copied, 'use.mjs'),
      javaScript.replace('ENTRY', './rollcall/client/rollcall-client.js'),
    );
    assert.deepEqual(await printed(join(copied, 'use.mjs')), expected);
  });

  it('brings its types along', async () => {
    writeFileSync(join(folder, 'use.ts'), typeScript);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
    await run(process.execPath, [tsc, ...options, 'use.ts'], { cwd: folder }).catch((fault: unknown) => {
      assert.fail((fault as { stdout: string }).stdout);
    });
  });

  it('is what the sources say', async () => {
    await run(process.execPath, [join(root, 'build-client.ts'), '--check'], { cwd: root });
  });
});
