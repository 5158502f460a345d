import { RollcallProblem, RollcallUnreachable } from './api-fault.ts';

export interface ClientOptions {
  /** Of Rollcall, such as https://rollcall.example. */
  url: string;
  /** An API token. Access checks need the scope `access:check`, reading `read`, everything else `write`. */
  token: string;
  /** Milliseconds for a whole call, repetitions included; 5,000 unless told. */
  timeoutMs?: number;
  /** How often a request is repeated that can be repeated; 2 unless told. */
  retries?: number;
  /** Instead of the runtime's own. */
  fetch?: typeof fetch;
  /** Instead of a timer, between repetitions. */
  wait?: (milliseconds: number) => Promise<void>;
}

export interface ClientRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/v1, each part as it is. */
  path: string[];
  query?: object;
  body?: unknown;
  /** Sent again when it failed in a way that may pass: it changes nothing the second time. */
  repeatable: boolean;
  /** Makes a repetition of a write the same write. */
  idempotencyKey?: string;
}

/** Sends a request, and again where that is safe. The answer's body; undefined where it has none. */
export type SendRequest = (request: ClientRequest) => Promise<unknown>;

const firstWaitMs = 100;

/**
 * Speaks to the admin API.
 *
 * The calls throw RollcallProblem for what Rollcall refuses, and RollcallUnreachable where it did not answer in time.
 */
export function requestSender(options: ClientOptions): SendRequest {
  const { token, timeoutMs = 5_000, retries = 2 } = options;
  const ask = options.fetch ?? fetch;
  const wait = options.wait ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const base = baseOf(options.url);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('`token` must be an API token of Rollcall.');

  async function attempt(request: ClientRequest, leftMs: number): Promise<unknown> {
    const answer = await ask(addressOf(base, request), {
      method: request.method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
      // The token is for Rollcall and nobody that it might point to.
      redirect: 'error',
      signal: AbortSignal.timeout(leftMs),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    }).catch((cause: unknown) => {
      throw new RollcallUnreachable('Rollcall cannot be reached.', { cause });
    });
    return readAnswer(answer);
  }

  return async (request) => {
    const until = performance.now() + timeoutMs;
    for (let repeated = 0; ; repeated += 1) {
      try {
        return await attempt(request, Math.max(1, Math.ceil(until - performance.now())));
      } catch (fault) {
        const pause = request.repeatable && repeated < retries ? pauseAfter(fault, repeated) : null;
        if (pause === null || performance.now() + pause >= until) throw fault;
        await wait(pause);
      }
    }
  };
}

/** Milliseconds to wait before the next attempt, or null where another would end the same. */
function pauseAfter(fault: unknown, repeated: number): number | null {
  if (!(fault instanceof RollcallUnreachable || (fault instanceof RollcallProblem && fault.retryable))) {
    return null;
  }
  // Apart from each other, so that many do not come back at the same moment.
  return firstWaitMs * 2 ** repeated * (0.5 + Math.random());
}

async function readAnswer(answer: Response): Promise<unknown> {
  const text = await answer.text().catch((cause: unknown) => {
    throw new RollcallUnreachable('The answer of Rollcall broke off.', { cause });
  });
  const body = text === '' ? undefined : parsed(text);
  if (answer.ok && body !== null) return body;
  if (!answer.ok && isProblem(body)) throw new RollcallProblem(answer.status, body);
  throw new RollcallUnreachable(
    `Something else than Rollcall answered, with ${answer.status}: is \`url\` right, or is there a proxy?`,
  );
}

/** Null where it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

function baseOf(url: string): string {
  const { protocol, origin, pathname, username } = new URL(url);
  if (!['http:', 'https:'].includes(protocol) || username !== '') {
    throw new TypeError('`url` must be the address of Rollcall, such as https://rollcall.example.');
  }
  return `${origin}${pathname.replace(/\/+$/, '')}/api/v1`;
}

function addressOf(base: string, { path, query = {} }: ClientRequest): string {
  const parts = path.map((part) => {
    // Such a part would name another address than the one that is meant.
    if (['', '.', '..'].includes(part) || !part.isWellFormed()) {
      throw new TypeError('A slug or an id is empty, or is none.');
    }
    return encodeURIComponent(part);
  });
  const given = Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const pairs = given.map(([name, value]): [string, string] => [name, String(value)]);
  const search = new URLSearchParams(pairs).toString();
  return `${base}/${parts.join('/')}${search === '' ? '' : `?${search}`}`;
}
