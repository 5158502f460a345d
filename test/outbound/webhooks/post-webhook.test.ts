import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createWebhookPoster, type PosterOptions } from '../../../src/outbound/webhooks/post-webhook.ts';

describe('posting a webhook', () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });

  async function serve(answer: RequestListener): Promise<{ url: string; server: Server }> {
    const server = createServer(answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push({
      close() {
        server.closeAllConnections();
        server.close();
      },
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
  }
  function poster(options: Partial<PosterOptions> = {}) {
    const made = createWebhookPoster({ allowPrivate: true, timeoutMs: 2_000, ...options });
    open.push(made);
    return made;
  }

  it('says the status and what was asked for, and nothing else of the answer', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(503, { 'retry-after': '7', 'x-secret': 'theirs' }).end('their words');
    });
    assert.deepEqual(await poster().post(url, {}, '{}'), { kind: 'answered', status: 503, retryAfter: '7' });
  });

  it('reads no more of an answer than is worth it', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    assert.deepEqual(await poster().post(url, {}, '{}'), { kind: 'answered', status: 200, retryAfter: null });
  });

  it('gives up on an answer whose body never ends', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200).write('x');
    });
    const attempt = await poster({ timeoutMs: 60 }).post(url, {}, '{}');
    assert.deepEqual(attempt, { kind: 'unanswered', because: 'No whole answer came within 0.06 s.' });
  });

  it('keeps its connection for the next one', async () => {
    const ports = new Set<unknown>();
    const { url } = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(204).end();
    });
    const one = poster();
    for (let i = 0; i < 3; i += 1) await one.post(url, {}, '{}');
    assert.equal(ports.size, 1);
  });

  it('takes another connection where the one that it kept was closed', async () => {
    let requests = 0;
    const { url } = await serve((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.resetAndDestroy();
      else response.writeHead(204).end();
    });
    const one = poster();
    await one.post(url, {}, '{}');
    assert.deepEqual(await one.post(url, {}, '{}'), { kind: 'answered', status: 204, retryAfter: null });
    assert.equal(requests, 3);
  });

  it('connects to no private address that a name leads to', async () => {
    let asked = 0;
    const { url } = await serve(() => (asked += 1));
    const { port } = new URL(url);
    const one = poster({
      allowPrivate: false,
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    });
    const attempt = await one.post(`https://hooks.example.com:${port}/`, {}, '{}');
    assert.match(attempt.kind === 'unanswered' ? attempt.because : '', /private.*nothing is sent/);
    for (const address of [url, `https://127.0.0.1:${port}/`, `https://2130706433:${port}/`]) {
      assert.equal((await one.post(address, {}, '{}')).kind, 'unanswered', address);
    }
    assert.equal(asked, 0);
  });

  it('says what went wrong where nobody listens, or not in HTTP', async () => {
    const { url, server } = await serve(() => undefined);
    server.close();
    await once(server, 'close');
    const refused = await poster().post(url, {}, '{}');
    assert.deepEqual(refused, { kind: 'unanswered', because: 'The connection was refused.' });

    const other = createTcpServer((socket) => socket.end('+OK my secret greeting\r\n'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    open.push(other);
    const strange = await poster().post(
      `http://127.0.0.1:${(other.address() as AddressInfo).port}/`,
      {},
      '{}',
    );
    assert.equal(strange.kind, 'unanswered');
    assert.doesNotMatch(JSON.stringify(strange), /secret/);
  });
});
