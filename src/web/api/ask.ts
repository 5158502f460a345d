import type { ApiShapes, Problem } from '../../generated/api.ts';
import { shownHalf } from '../session/half.ts';
import { ApiProblem } from './api-problem.ts';

export type ShapeName = keyof ApiShapes;
export type Shape<Name extends ShapeName> = Required<ApiShapes>[Name];
/** The parts of an address below /api/v1; each is encoded. */
export type Path = readonly string[];
export type Query = object;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Ask {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** Of a change that must not happen twice, however often it is sent. */
  idempotencyKey?: string;
}

/**
 * Asks the admin API as whoever is signed in. The shape is that of the answer, by its name in schemas/api.schema.json:
 *
 *     const page = await ask('TenantList', 'GET', ['tenants'], { query: { limit: 50 } });
 *     await ask(null, 'DELETE', ['browser-sessions', id]); // answered 204
 *
 * Throws `ApiProblem`, and an AbortError once `signal` has aborted.
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
  asked: Ask = {},
): Promise<unknown> {
  const answer = await send(method, addressOf(path, asked.query), asked);
  return shape === null ? null : bodyOf(answer, asked.signal);
}

/** What is beside the API: signing in and out. The address is whole, such as /portal/leave. */
export async function askBeside(method: 'GET' | 'POST', address: string, body?: unknown): Promise<unknown> {
  return bodyOf(await send(method, address, { body }));
}

async function bodyOf(answer: Response, signal?: AbortSignal): Promise<unknown> {
  try {
    return await answer.json();
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiProblem('unreadable', answer.status, null, error);
  }
}

async function send(
  method: string,
  address: string,
  { body, signal, idempotencyKey }: Ask,
): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        Accept: 'application/json, application/problem+json',
        // Pages of other origins cannot send it: the service takes a cookie only with it. It also says which session counts.
        'Rollcall-App': shownHalf(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiProblem('network', null, null, error);
  }
  if (answer.ok) return answer;
  throw new ApiProblem('refused', answer.status, await problemOf(answer));
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
