import type { ApiShapes, Problem } from '../../generated/api.ts';
import { shownHalf } from '../session/half.ts';
import { ApiProblem } from './api-problem.ts';
import { isAttended } from './attended.ts';
import { sessionOfPage } from './session-of-page.ts';
import { writeOnce } from './write-once.ts';

export type ShapeName = keyof ApiShapes;
export type Shape<Name extends ShapeName> = Required<ApiShapes>[Name];
/** The parts of an address below /api/v1; each is encoded. */
export type Path = readonly string[];
export type Query = object;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How long an answer is waited for, in milliseconds: something is shown, or it is worked out or done. */
const PATIENCE_MS = { show: 30_000, work: 120_000 };

export interface Ask {
  query?: Query;
  body?: unknown;
  /** Of a question that can be given up: it changes nothing, whatever its method. */
  signal?: AbortSignal;
}

/**
 * Asks the admin API as whoever is signed in. The shape is that of the answer, by its name in schemas/api.schema.json:
 *
 *     const page = await ask('TenantList', 'GET', ['tenants'], { query: { limit: 50 } });
 *     await ask(null, 'DELETE', ['browser-sessions', id]); // answered 204
 *
 * What is no GET and has no signal is a write: it happens once, however fast it is clicked, and also where the same dialog
 * repeats it after an attempt that got no answer. Answers with a secret have shapes whose names end in "Once". Throws `ApiProblem`, and an AbortError once `signal` has aborted.
 */
export async function ask<Name extends ShapeName>(
  shape: Name,
  method: Method,
  path: Path,
  asked?: Ask,
): Promise<Shape<Name>>;
export async function ask(shape: null, method: Method, path: Path, asked?: Ask): Promise<null>;
export async function ask(
  shape: ShapeName | null,
  method: Method,
  path: Path,
  { query, body, signal }: Ask = {},
): Promise<unknown> {
  const address = addressOf(path, query);
  const request = { method, address, body: body === undefined ? null : JSON.stringify(body) };
  const isAnswered = shape !== null;
  if (method === 'GET' || signal !== undefined)
    return send({ ...request, isAnswered, isWrite: false, key: null }, signal);
  const makesSecret = shape?.endsWith('Once') ?? false;
  return writeOnce(JSON.stringify(request), makesSecret, (key) =>
    send({ ...request, isAnswered, isWrite: true, key }),
  );
}

/** A file that the service has made. */
export interface AnsweredFile {
  name: string;
  content: Blob;
}

/** Asks for a file that depends on more than fits into an address. It changes nothing. */
export async function askFile(path: Path, body: object): Promise<AnsweredFile> {
  const request = { method: 'POST', address: addressOf(path), body: JSON.stringify(body) };
  return (await send({ ...request, isAnswered: 'file', isWrite: false, key: null })) as AnsweredFile;
}

/** What is beside the API: signing in and out. The address is whole, such as /portal/leave. */
export async function askBeside(method: 'GET' | 'POST', address: string, body?: unknown): Promise<unknown> {
  return send({
    ...{ method, address, body: body === undefined ? null : JSON.stringify(body) },
    ...{ isAnswered: true, isWrite: method !== 'GET', key: null },
  });
}

interface Sent {
  method: string;
  address: string;
  body: string | null;
  /** Whether the answer has a body, and if it is a file. */
  isAnswered: boolean | 'file';
  isWrite: boolean;
  /** The Idempotency-Key. */
  key: string | null;
}

async function send(sent: Sent, signal?: AbortSignal): Promise<unknown> {
  const { method, address, body, isAnswered, isWrite } = sent;
  const giveUp = new AbortController();
  const stop = (): void => {
    giveUp.abort();
  };
  let isLate = false as boolean;
  const timer = setTimeout(
    () => {
      isLate = true;
      stop();
    },
    method === 'GET' ? PATIENCE_MS.show : PATIENCE_MS.work,
  );
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop);
  let status: number | null = null;
  try {
    const answer = await fetch(address, {
      ...{ method, body, signal: giveUp.signal, headers: headersOf(sent) },
      ...{ credentials: 'same-origin', cache: 'no-store' },
    });
    ({ status } = answer);
    if (!answer.ok) throw new ApiProblem('refused', status, await problemOf(answer), { isWrite });
    if (isAnswered === 'file') return { name: fileNameOf(answer), content: await answer.blob() };
    return isAnswered ? ((await answer.json()) as unknown) : null;
  } catch (error) {
    if (error instanceof ApiProblem || signal?.aborted === true) throw error;
    const kind = isLate ? 'late' : status === null ? 'network' : 'unreadable';
    throw new ApiProblem(kind, status, null, { isWrite, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function fileNameOf(answer: Response): string {
  return /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'rollcall';
}

function headersOf({ body, key }: Sent): Record<string, string> {
  const session = sessionOfPage();
  return {
    Accept: 'application/json, application/problem+json',
    // Pages of other origins cannot send it: the service takes a cookie only with it. It also says which session counts.
    'Rollcall-App': shownHalf(),
    ...(session === null ? {} : { 'Rollcall-Session': session }),
    ...(isAttended() ? {} : { 'Rollcall-Unattended': '1' }),
    ...(body === null ? {} : { 'Content-Type': 'application/json' }),
    ...(key === null ? {} : { 'Idempotency-Key': key }),
  };
}

/** The address of something of the API, for links and requests. What is undefined or empty in the query is left out. */
export function addressOf(path: Path, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  const address = `/api/v1/${path.map(encodeURIComponent).join('/')}`;
  return search === '' ? address : `${address}?${search}`;
}

async function problemOf(answer: Response): Promise<Problem | null> {
  if (!(answer.headers.get('content-type') ?? '').includes('problem+json')) return null;
  try {
    return (await answer.json()) as Problem;
  } catch {
    return null;
  }
}
