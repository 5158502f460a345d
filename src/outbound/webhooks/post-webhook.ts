import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { problemOfUrl, publicLookup, type Resolve } from './public-address.ts';

/** What came of one attempt. Of an answer only this is kept, never its text. */
export type Attempt =
  | { kind: 'answered'; status: number; retryAfter: string | null }
  /** `because`: a sentence that holds nothing the other side said. */
  | { kind: 'unanswered'; because: string };

export interface WebhookPoster {
  post(url: string, headers: Record<string, string>, body: string): Promise<Attempt>;
  /** Closes idle connections. */
  close(): void;
}

export interface PosterOptions {
  /** Whether private addresses, and http, are allowed. */
  allowPrivate: boolean;
  /** Milliseconds for the whole attempt, the answer's body included. */
  timeoutMs?: number;
  resolve?: Resolve;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** Of an answer's body so much is read, so that the connection can be used again; whoever sends more loses it. */
const MOST_BODY_BYTES = 16_384;
const MOST_SOCKETS_PER_HOST = 64;
const IDLE_SOCKETS = 256;

/** Sends webhooks: to public addresses alone, over connections that are kept, without ever following a redirect. */
export function createWebhookPoster(options: PosterOptions): WebhookPoster {
  const { allowPrivate, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const lookup = publicLookup(allowPrivate, options.resolve);
  const kept = { keepAlive: true, maxSockets: MOST_SOCKETS_PER_HOST, maxFreeSockets: IDLE_SOCKETS };
  const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) };

  const attempt = (target: URL, headers: Record<string, string>, body: string): Promise<Attempt | 'stale'> =>
    new Promise((resolve) => {
      const asked = { method: 'POST', headers, lookup };
      const request: ClientRequest =
        target.protocol === 'https:'
          ? requestHttps(target, { ...asked, agent: agents['https:'] })
          : requestHttp(target, { ...asked, agent: agents['http:'] });
      const finish = (outcome: Attempt | 'stale'): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const timer = setTimeout(() => {
        finish({ kind: 'unanswered', because: `No whole answer came within ${timeoutMs / 1_000} s.` });
        request.destroy();
      }, timeoutMs);
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The other side had closed a kept connection before it got this.
        const stale = request.reusedSocket && error.code === 'ECONNRESET';
        finish(stale ? 'stale' : { kind: 'unanswered', because: inWords(error) });
      });
      request.on('response', (response) => {
        readToEnd(response, (error) => {
          if (error !== null) finish({ kind: 'unanswered', because: inWords(error) });
          else {
            const retryAfter = response.headers['retry-after'] ?? null;
            finish({ kind: 'answered', status: response.statusCode ?? 0, retryAfter });
          }
        });
      });
      request.end(body);
    });

  return {
    async post(url, headers, body) {
      // Once more: what is allowed may have changed since the address was taken.
      const problem = problemOfUrl(url, allowPrivate);
      if (problem !== null) return { kind: 'unanswered', because: problem };
      const target = new URL(url);
      const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
      for (;;) {
        const outcome = await attempt(target, sent, body).catch(refused);
        if (outcome !== 'stale') return outcome;
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

/** Reads the body away. More of it than is worth it counts as its end. */
function readToEnd(response: IncomingMessage, done: (error: Error | null) => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) return;
    done(null);
    response.destroy();
  });
  response.on('end', () => {
    done(null);
  });
  response.on('error', done);
}

/** What Node does not even send. */
function refused(error: unknown): Attempt {
  return { kind: 'unanswered', because: inWords(error as NodeJS.ErrnoException) };
}

const words: Record<string, string> = {
  PRIVATE_ADDRESS: 'The name leads to a private, local or reserved address, where nothing is sent.',
  ENOTFOUND: 'The name cannot be found.',
  EAI_AGAIN: 'The name cannot be found at the moment.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before an answer came.',
  ETIMEDOUT: 'No connection could be made in time.',
  HPE_INVALID_CONSTANT: 'What answered does not speak HTTP.',
};

/** Codes are those of Node and OpenSSL; messages might quote the other side. */
function inWords(error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.name;
  return words[code] ?? `The connection failed (${code.slice(0, 60)}).`;
}
