import { RollcallError } from '../domain/rollcall-error.ts';

/** PostgreSQL says: going away, starting up, too many connections, or the session was ended from outside. */
const faultStates = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '53300']);

/** The operating system says: nobody there, or the line broke. */
const faultCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What pg says in words only; knex puts the statement before it. */
const faultMessages =
  /(?:^| - )(?:connection terminated|connection ended|timeout expired|client has encountered a connection error|client was closed|timeout exceeded when trying to connect)/i;

/**
 * Whether the database went away, rather than refused what was asked: the same work may succeed in a moment.
 * A wrapped fault is still one.
 */
export function isConnectionFault(error: unknown): boolean {
  return layersOf(error).some(isFault);
}

/** The SQLSTATE of PostgreSQL, the code of a RollcallError, or else the error's name. Never a value. */
export function codeOf(fault: unknown): string {
  if (fault instanceof RollcallError) return fault.code;
  return sqlStateOf(fault) ?? (fault instanceof Error ? fault.name : 'unknown');
}

const CANCELLED = '57014';

/** Whether PostgreSQL cancelled a statement, as it does with one that takes longer than any may. */
export function isCancelled(error: unknown): boolean {
  return sqlStateOf(error) === CANCELLED;
}

/** Cancelled for its length, deadlocked, not serializable, a lock that was not to be had. */
const contentionStates = new Set([CANCELLED, '40P01', '40001', '55P03']);

/**
 * Whether PostgreSQL ended the work because of others, or for taking too long. Nothing of it was kept, and the same work
 * may succeed in a moment.
 */
export function isContention(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && contentionStates.has(state);
}

/** The SQLSTATE that PostgreSQL gave, also through a fault that wraps its error; null where there is none. */
export function sqlStateOf(error: unknown): string | null {
  for (const { code } of layersOf(error) as { code?: unknown }[]) {
    // The codes of the operating system, such as EPIPE, have no digit.
    if (typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

/** An error and what it wraps, outermost first; objection keeps PostgreSQL's own error as `nativeError`. */
function layersOf(error: unknown): Error[] {
  const layers: Error[] = [];
  for (let seen = error; seen instanceof Error && layers.length < 8;) {
    layers.push(seen);
    seen = seen.cause ?? (seen as { nativeError?: unknown }).nativeError;
  }
  return layers;
}

function isFault(error: Error): boolean {
  if (error instanceof RollcallError) return error.code === 'database_unavailable';
  if (error.name === 'KnexTimeoutError') return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    return faultStates.has(code) || faultCodes.has(code) || /^08[0-9A-Z]{3}$/.test(code);
  }
  return faultMessages.test(error.message);
}

/** Runs `work`; when the database goes away under it, says so in a sentence. Other errors pass unchanged. */
export async function namingConnectionFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RollcallError || !isConnectionFault(error)) throw error;
    throw new RollcallError(
      'database_unavailable',
      'The database cannot be reached just now. Nothing was lost; the same request can be sent again.',
      { retryable: true, cause: error },
    );
  }
}
