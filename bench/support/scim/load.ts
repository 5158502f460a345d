import { connect, type Socket } from 'node:net';

/** One request, ready to be written to a connection. */
export interface Exchange {
  request: Buffer;
  /** The status that makes it count. */
  expected: number;
}

export interface Answer {
  status: number;
  body: Buffer;
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
 * Sends requests over kept-alive connections, on each the next one when its last was answered, for a time or until there
 * are none left. Speaks just enough HTTP/1.1 to take little of the CPU that is being measured.
 *
 * @param next the request for a connection, counted from 0; null for none
 */
export async function sendLoad(
  origin: Origin,
  connections: number,
  milliseconds: number,
  next: (connection: number) => Exchange | null,
  onAnswer?: (answer: Answer, connection: number) => void,
): Promise<Load> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(origin)));
  const load: Load = { count: 0, failed: 0, seconds: 0, durations: [] };
  const began = performance.now();
  await Promise.all(
    lines.map(async (line, connection) => {
      while (performance.now() - began < milliseconds) {
        const exchange = next(connection);
        if (exchange === null) break;
        const sent = performance.now();
        const answer = await line.ask(exchange.request);
        if (answer.status === exchange.expected) {
          load.count += 1;
          load.durations.push(performance.now() - sent);
        } else {
          load.failed += 1;
        }
        onAnswer?.(answer, connection);
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
  ask(request: Buffer): Promise<Answer>;
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

function exchangeOver(socket: Socket, request: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === null) return;
      done();
      resolve(answer);
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

/** An answer with Content-Length or without a body; null while it is incomplete. */
function readAnswer(received: Buffer): Answer | null {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = received.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && status !== 204 && status !== 304) {
    throw new Error(`an answer without its length: ${head}`);
  }
  const body = received.subarray(end + 4);
  return body.length < Number(length ?? 0) ? null : { status, body };
}
