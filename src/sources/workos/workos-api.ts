import { isJsonObject, type JsonObject } from '../storable-json.ts';

export interface WorkosApiOptions {
  /** Without a slash at the end. */
  url: string;
  apiKey: string;
  /** Milliseconds for a whole answer. */
  timeoutMs?: number;
}

/** What WorkOS answered. A fault names what happened and holds nothing that the other side said. */
export type WorkosAnswer<T> =
  | { kind: 'ok'; value: T }
  /** Too many requests; after so long WorkOS wants the next one, if it said so. */
  | { kind: 'rate_limited'; retryAfterMs: number | null }
  /** The API key is wrong or may not do this. */
  | { kind: 'unauthorized' }
  /** What was asked for is not there, or cannot be asked like this. */
  | { kind: 'refused'; status: number }
  /** No whole answer, or one that nobody can read. */
  | { kind: 'unavailable'; because: 'no_answer' | 'server_error' | 'unreadable' };

/** One page of a list. */
export interface WorkosPage {
  /** As they arrived, not looked at. */
  data: unknown[];
  /** What WorkOS names as the place of the next page; null: there is none. */
  after: string | null;
}

/** One record of WorkOS. */
export interface WorkosRecord {
  /** As it arrived, not looked at. */
  record: JsonObject;
  /** When WorkOS answered, by its own clock; null where it does not say so. In whole seconds. */
  answeredAt: Date | null;
}

export interface WorkosApi {
  /** One record, such as `/directories/directory_01...`. As `list` otherwise. */
  get(path: string, signal?: AbortSignal): Promise<WorkosAnswer<WorkosRecord>>;
  /**
   * One page of a list endpoint such as `/events`.
   *
   * @param signal ends the request, which then rejects with an AbortError
   */
  list(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<WorkosAnswer<WorkosPage>>;
}

const DEFAULT_TIMEOUT_MS = 20_000;
/** Bytes. A page of a hundred people with everything that is known about them is far below. */
const LARGEST_ANSWER = 32_000_000;

/**
 * The API of WorkOS, as far as Rollcall asks it. Not the SDK: that rewrites what it reads and leaves parts of a person
 * out that the webhook has, so that the two could not be read alike.
 */
export function createWorkosApi({
  url,
  apiKey,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: WorkosApiOptions): WorkosApi {
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json', 'user-agent': 'rollcall' };
  const ask = async <T>(
    path: string,
    read: (text: string | null, answer: Response) => WorkosAnswer<T>,
    signal: AbortSignal | undefined,
  ): Promise<WorkosAnswer<T>> => {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await fetch(`${url}${path}`, {
        headers,
        // Whoever redirects would be sent the API key.
        redirect: 'error',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      if (answer.ok) return read(await readText(answer), answer);
      await answer.body?.cancel();
      return toFault(answer);
    } catch (fault) {
      if (signal?.aborted === true) throw fault;
      return { kind: 'unavailable', because: 'no_answer' };
    }
  };
  return {
    get: (path, signal) => ask(path, toRecord, signal),
    list: (path, query, signal) => ask(`${path}?${new URLSearchParams(query).toString()}`, toPage, signal),
  };
}

/** Null where it is too long. */
async function readText(answer: Response): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > LARGEST_ANSWER) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function toPage(text: string | null): WorkosAnswer<WorkosPage> {
  const body = parse(text);
  if (!isJsonObject(body) || !Array.isArray(body.data)) return { kind: 'unavailable', because: 'unreadable' };
  const after = isJsonObject(body.list_metadata) ? body.list_metadata.after : null;
  return { kind: 'ok', value: { data: body.data, after: typeof after === 'string' ? after : null } };
}

function toRecord(text: string | null, { headers }: Response): WorkosAnswer<WorkosRecord> {
  const record = parse(text);
  if (!isJsonObject(record)) return { kind: 'unavailable', because: 'unreadable' };
  const answeredAt = new Date(headers.get('date') ?? '');
  return {
    kind: 'ok',
    value: { record, answeredAt: Number.isNaN(answeredAt.getTime()) ? null : answeredAt },
  };
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** By the status alone: the body of a 429 is a bare text. */
function toFault({ status, headers }: Response): WorkosAnswer<never> {
  if (status === 429)
    return { kind: 'rate_limited', retryAfterMs: toMilliseconds(headers.get('retry-after')) };
  if (status === 401 || status === 403) return { kind: 'unauthorized' };
  if (status >= 500) return { kind: 'unavailable', because: 'server_error' };
  return { kind: 'refused', status };
}

/** Only the form in seconds; WorkOS documents no other. */
function toMilliseconds(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null;
}
