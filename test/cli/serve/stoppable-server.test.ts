import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeStoppable } from '../../../src/cli/serve/stoppable-server.ts';

describe('A server that is stopped', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  after(() => {
    agent.destroy();
  });

  /** @param deadline absent where the test must end before any */
  async function serve(listener: RequestListener, deadline = 3_600_000) {
    const server = createServer({ keepAliveTimeout: 3_600_000 }, listener);
    const stop = makeStoppable(server, deadline);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, stop };
  }
  const ask = (port: number) =>
    new Promise<string | undefined>((resolve, reject) => {
      request({ port, host: '127.0.0.1', agent }, (answer) => {
        answer.resume();
        answer.on('end', () => {
          resolve(answer.headers.connection);
        });
      })
        .on('error', reject)
        .end();
    });

  it('gets rid of a client that keeps its connection busy', async () => {
    let stopped: Promise<void> | undefined;
    const { port, stop } = await serve((_request, response) => {
      // The first answer says keep-alive already when the stop is asked for.
      response.flushHeaders();
      stopped ??= stop();
      response.end('ok');
    });
    const connections: (string | undefined)[] = [];
    const keepAsking = async () => {
      for (;;) connections.push(await ask(port));
    };
    await assert.rejects(keepAsking(), /ECONNREFUSED|ECONNRESET|socket hang up/);
    await stopped;
    assert.deepEqual(connections, ['keep-alive', 'close']);
  });

  it('answers what it has begun, and asks that client to leave', async () => {
    let answer: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const { port, stop } = await serve((_request, response) => {
      answer = () => response.end('late');
      begun();
    });
    const asked = ask(port);
    await begins;
    const stopped = stop();
    answer();
    assert.equal(await asked, 'close');
    await stopped;
  });

  it('waits for nobody after the deadline', async () => {
    let begun: () => void = () => undefined;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const { port, stop } = await serve(() => {
      begun();
    }, 1);
    const asked = assert.rejects(ask(port), /ECONNRESET|socket hang up/);
    await begins;
    await stop();
    await asked;
  });
});
