import { RollcallError, type ErrorCode } from '../domain/rollcall-error.ts';
import type { Problem } from '../generated/api.ts';

/** The admin API of a running service, for commands. Shapes are those of schemas/api.schema.json. */
export interface AdminApiClient {
  /** @param path below /api/v1 */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
  /** A file, sent as it is read. */
  upload<T>(path: string, type: string, bytes: AsyncIterable<Uint8Array>): Promise<T>;
  /** Every item of a list, page by page, as one answer of the API. */
  all<List>(path: string): Promise<List>;
}

type Body = NonNullable<RequestInit['body']>;

/** A plan over very many people takes its time. */
const LONGEST_ANSWER_MS = 600_000;

/**
 * What the server refuses is thrown as the same command beside the database would throw it; what is wrong on the way says
 * what to look at. The token appears in no message.
 *
 * @param url of the service, without a slash at the end
 * @throws RollcallError with the server's code and sentence; internal (retryable) where no service answers
 */
export function adminApiClient(url: string, token: string): AdminApiClient {
  async function send<T>(method: string, path: string, type: string | null, body?: Body): Promise<T> {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(type === null ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
      // A token is for the service that was named, and for no other that it may point to.
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    }).catch((error: unknown) => {
      throw unreachable(url, error);
    });
    const text = await answer.text().catch((error: unknown) => {
      throw unreachable(url, error);
    });
    const parsed = parsedJson(text);
    if (answer.ok && (parsed !== undefined || answer.status === 204)) return parsed as T;
    throw refusal(url, answer, parsed);
  }
  const call = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> =>
    body === undefined
      ? send(method, path, null)
      : send(method, path, 'application/json', JSON.stringify(body));
  const get = <T>(path: string): Promise<T> => call<T>('GET', path);
  return {
    get,
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
    upload: (path, type, bytes) => send('POST', path, type, ReadableStream.from(bytes) as Body),
    async all<List>(path: string) {
      const data: unknown[] = [];
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ limit: '200', ...(cursor === null ? {} : { cursor }) });
        const page: { data: unknown[]; next_cursor: string | null } = await get(
          `${path}?${query.toString()}`,
        );
        data.push(...page.data);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return { data, next_cursor: null } as List;
    },
  };
}

/** The codes that mean for a command what they mean for the API; any other fault is the server's own. */
const passedOn: readonly ErrorCode[] = [
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'payload_too_large',
  'policy_invalid',
  'database_unavailable',
];

function refusal(url: string, answer: Response, parsed: unknown): RollcallError {
  if (answer.status >= 300 && answer.status < 400) {
    return fault(
      `${url} answers with a redirection. Set ROLLCALL_SERVER, or --server, to the address that it leads to.`,
    );
  }
  const problem = asProblem(parsed);
  if (problem === null) {
    return fault(
      `${url} answered ${answer.status}, and not as Rollcall does. Is that the address of the service (ROLLCALL_SERVER, or --server)?`,
      answer.status >= 500,
    );
  }
  const { type, title, status, code, detail, instance, retryable, ...details } = problem;
  const known = passedOn.find((each) => each === code);
  return new RollcallError(known ?? 'internal', `${detail}${remedyOf(problem)}`, {
    retryable: retryable ?? false,
    details,
    cause: new Error(`${type}: ${title} (${status} ${code}, ${instance})`),
  });
}

/** What to set, where it is the token. */
function remedyOf({ code, instance }: Problem): string {
  if (code === 'unauthenticated') return ' Set ROLLCALL_TOKEN to a token of this server.';
  if (code === 'forbidden')
    return ' Set ROLLCALL_TOKEN to a token that may: planning and looking need the scope read, pushing and activating write.';
  return code === 'internal' ? ` (${instance})` : '';
}

function unreachable(url: string, error: unknown): RollcallError {
  const why = causeOf(error);
  return fault(
    `No service answers at ${url}${why === null ? '' : ` (${why})`}. Check ROLLCALL_SERVER, or --server, that the service runs, and that this machine may reach it.`,
    true,
  );
}

/** The plainest word of Node's fault, such as ECONNREFUSED. */
function causeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'TimeoutError') return 'no answer within 10 minutes';
  const { cause } = error;
  if (!(cause instanceof Error)) return null;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? (cause.message === '' ? null : cause.message);
}

function fault(sentence: string, retryable = false): RollcallError {
  return new RollcallError('internal', sentence, { retryable });
}

function asProblem(parsed: unknown): Problem | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { code, detail } = parsed as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string' ? (parsed as Problem) : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
