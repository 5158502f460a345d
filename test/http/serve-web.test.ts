import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import express from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { answerFaults } from '../../src/http/error-response.ts';
import { noteRequests } from '../../src/http/request-log.ts';
import { serveWeb } from '../../src/http/serve-web.ts';
import { NONCE_PLACEHOLDER } from '../../src/http/web-security.ts';
import { makeTestFolder } from '../support/run-folder.ts';

const script = `${'console.log("a page"); '.repeat(20)}\n`;
const page = `<meta property="csp-nonce" nonce="${NONCE_PLACEHOLDER}"><script type="module" nonce="${NONCE_PLACEHOLDER}" src="/assets/index-a1.js"></script>`;

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

describe('the web application as it is served', () => {
  let folder: string;
  let server: Server;

  const build = (): void => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), page);
    writeFileSync(join(folder, 'assets', 'index-a1.js'), script);
    writeFileSync(join(folder, 'assets', 'index-a1.js.br'), brotliCompressSync(script));
    writeFileSync(join(folder, 'assets', 'index-a1.js.gz'), gzipSync(script));
    writeFileSync(join(folder, 'assets', 'inter-b2.woff2'), 'a typeface');
  };
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const asked = request({ port, path, method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
        });
      });
      asked.on('error', reject);
      asked.end();
    });

  beforeEach(async () => {
    folder = makeTestFolder('dist-web');
    const logger = pino({ level: 'silent' });
    const app = express();
    app.set('etag', false);
    app.use(noteRequests(logger, new Registry()));
    app.use(
      serveWeb(
        { publicUrl: 'https://rollcall.example.com', embedOrigins: ['https://app.example.com'] },
        folder,
      ),
    );
    app.use(answerFaults(logger));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('answers every address below /portal and /admin with the page, under a policy with a nonce of its own', async () => {
    build();
    const nonces = new Set<string>();
    for (const path of [
      '/portal',
      '/portal/',
      '/portal/people/1?x=1',
      '/admin',
      '/admin/tenants/acme/activity',
    ]) {
      const { status, headers, body } = await ask(path);
      assert.equal(status, 200, path);
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(headers['content-type'] ?? '', /^text\/html/);
      const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
      assert.equal(body.toString(), page.replaceAll(NONCE_PLACEHOLDER, nonce));
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 5);
  });

  it('lets only the portal be framed', async () => {
    build();
    const ancestors = async (path: string) =>
      /frame-ancestors (.*)/.exec(String((await ask(path)).headers['content-security-policy']))?.[1];
    assert.equal(await ancestors('/portal/activity'), 'https://app.example.com');
    assert.equal(await ancestors('/admin'), "'none'");
    assert.equal(await ancestors('/portals'), undefined);
  });

  it('sends files compressed as asked for, to be kept for good', async () => {
    build();
    const brotli = await ask('/assets/index-a1.js', { 'accept-encoding': 'gzip, deflate, br' });
    assert.equal(brotli.headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(brotli.body).toString(), script);
    const gzip = await ask('/assets/index-a1.js', { 'accept-encoding': 'gzip' });
    assert.equal(gzip.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(gzip.body).toString(), script);
    for (const accepted of [{}, { 'accept-encoding': 'br;q=0' }, { 'accept-encoding': 'zstd' }]) {
      const plain = await ask('/assets/index-a1.js', accepted);
      assert.equal(plain.headers['content-encoding'], undefined);
      assert.equal(plain.body.toString(), script);
      assert.equal(plain.headers.vary, 'Accept-Encoding');
      assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
    }
    const typeface = await ask('/assets/inter-b2.woff2', { 'accept-encoding': 'br' });
    assert.deepEqual(
      [typeface.headers['content-type'], typeface.body.toString()],
      ['font/woff2', 'a typeface'],
    );
    assert.equal((await ask('/assets/index-a1.js', {}, 'HEAD')).body.length, 0);
  });

  it('has no other files, wherever a name points', async () => {
    build();
    for (const path of [
      '/assets/index-old.js',
      '/assets/index-a1.js.br',
      '/assets/index-a1.js/more',
      '/assets/..%2findex.html',
      '/assets/__proto__',
      '/assets/%2e%2e/index.html',
      '/index.html',
    ]) {
      assert.equal((await ask(path)).status, 404, path);
    }
  });

  it('is only read', async () => {
    build();
    for (const path of ['/admin', '/portal/people', '/assets/index-a1.js']) {
      const { status, headers } = await ask(path, {}, 'POST');
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'], path);
    }
  });

  it('leads from the address of the service to the console', async () => {
    const { status, headers } = await ask('/');
    assert.deepEqual([status, headers.location], [302, '/admin']);
  });

  it('says what to do while it is not built, and is there once it is', async () => {
    const { status, body, headers } = await ask('/admin');
    assert.equal(status, 503);
    assert.match(body.toString(), /npm run build:web/);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/);
    build();
    assert.equal((await ask('/admin')).status, 200);
  });
});
