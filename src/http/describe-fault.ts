import { RollcallError } from '../domain/rollcall-error.ts';

/** A fault as it may be logged. */
export interface FaultDescription {
  kind: string;
  code: string | null;
  message: string | null;
  table: string | null;
  constraint: string | null;
  frames: string[];
  cause: FaultDescription | null;
}

/**
 * What a log may say of a fault: PostgreSQL repeats values in its messages ("Key (email)=(...) already exists"), so
 * of its errors only the SQLSTATE, table and constraint are kept. A message of ours, or of JavaScript itself, is.
 */
export function describeFault(error: unknown, depth = 0): FaultDescription {
  if (!(error instanceof Error)) {
    return {
      kind: typeof error,
      code: null,
      message: null,
      table: null,
      constraint: null,
      frames: [],
      cause: null,
    };
  }
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown };
  const fromJavaScript =
    error instanceof RollcallError || error instanceof TypeError || error instanceof RangeError;
  return {
    kind: error.name,
    code: typeof code === 'string' ? code : null,
    message: fromJavaScript ? error.message : null,
    table: typeof table === 'string' ? table : null,
    constraint: typeof constraint === 'string' ? constraint : null,
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => line.trim()),
    cause: error.cause === undefined || depth >= 4 ? null : describeFault(error.cause, depth + 1),
  };
}
