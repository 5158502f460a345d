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
 * Looks through `cause`, so a wrapped fault is still one.
 */
export function isConnectionFault(error: unknown): boolean {
  for (let seen = error, depth = 0; seen instanceof Error && depth < 8; seen = seen.cause, depth += 1) {
    if (isFault(seen)) return true;
  }
  return false;
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
