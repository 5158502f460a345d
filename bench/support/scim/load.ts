import { connect, type Socket } from 'node:net';

/** One request, ready to be written to a connection. */
export interface Exchange {
  request: Buffer;
  /** The status that makes it count. */
  expected: number;
}

export interface Load {
  /** Answered as expected. */
  count: number;
  failed: number;
  seconds: number;
  /** Milliseconds of each request that was answered as expected. */
  durations: number[];
}

export interface Origin {
  host: string;
  port: number;
}

/**
 * Sends requests over kept-alive connections for a time, on each the next one when its last was answered. Speaks just enough HTTP/1.1 to take little of the CPU that is being measured.
 *
 * @param next the request for a connection, counted from 0
 */
export async function sendLoad(
  origin: Origin,
  connections: number,
  milliseconds: number,
  next: (connection: number) => Exchange,
): Promise<Load> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(origin)));
  const load: Load = { count: 0, failed: 0, seconds: 0, durations: [] };
  const began = performance.now();
  await Promise.all(
    [...lines].map(async (first, connection) => {
      let line = first;
      while (performance.now() - began < milliseconds) {
        const exchange = next(connection);
        const sent = performance.now();
        const status = await line.ask(exchange.request).catch(() => null);
        if (status === exchange.expected) {
          load.count += 1;
          load.durations.push(performance.now() - sent);
        } else {
          load.failed += 1;
          // A machine that stood still has let the server give up on the connection.
          if (status === null) line = lines[connection] = await openLine(origin);
        }
      }
    }),
  );
  load.seconds = (performance.now() - began) / 1_000;
  for (const line of lines) line.close();
  return load;
}

export function toRequest(
  { host, port }: Origin,
  { method, path, token, body }: { method: string; path: string; token: string; body?: unknown },
): Buffer {
  const content = body === undefined ? '' : JSON.stringify(body);
  const head =
    `${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\nauthorization: Bearer ${token}\r\n` +
    'accept: application/scim+json\r\nuser-agent: bench\r\n';
  const entity =
    body === undefined
      ? ''
      : `content-type: application/scim+json\r\ncontent-length: ${Buffer.byteLength(content)}\r\n`;
  return Buffer.from(`${head}${entity}\r\n${content}`);
}

interface Line {
  /** @returns the status of the answer */
  ask(request: Buffer): Promise<number>;
  close(): void;
}

async function openLine({ host, port }: Origin): Promise<Line> {
  const socket = connect(port, host);
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    ask: (request) => exchangeOver(socket, request),
    close: () => socket.destroy(),
  };
}

function exchangeOver(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const status = statusOf(received);
      if (status === null) return;
      done();
      resolve(status);
    };
    const onEnd = (): void => {
      done();
      reject(new Error('the server closed a connection instead of answering'));
    };
    const done = (): void => {
      socket.off('data', onData);
      socket.off('error', onEnd);
      socket.off('close', onEnd);
    };
    socket.on('data', onData);
    socket.on('error', onEnd);
    socket.on('close', onEnd);
    socket.write(request);
  });
}

/** Of an answer with Content-Length or without a body; null while it is incomplete. */
function statusOf(received: Buffer): number | null {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = received.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && status !== 204 && status !== 304) {
    throw new Error(`an answer without its length: ${head}`);
  }
  return received.length - end - 4 < Number(length ?? 0) ? null : status;
}
