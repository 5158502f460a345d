import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parse } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { ServerUser } from './server-user.ts';

export interface Finished {
  /** Null when the program could not be started, or was ended by a signal. */
  code: number | null;
  /** What it printed, both streams in one. */
  output: string;
}

/** Runs one of PostgreSQL's programs to its end, as the server's user. */
export async function runAs(user: ServerUser | null, program: string, args: string[]): Promise<Finished> {
  const child = spawn(program, args, { ...spawnOptions(user, program), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  } catch (error) {
    refuseForbiddenUser(error, user);
    return { code: null, output: (error as Error).message };
  }
}

/**
 * User, folder and environment for PostgreSQL's programs. The environment is made anew: PGDATA, PGPORT and the like of
 * whoever starts Rollcall must not reach them, and their messages must be in English to be understood.
 */
export function spawnOptions(user: ServerUser | null, program: string) {
  const { PATH, SystemRoot } = process.env;
  return {
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    // Not the current folder: the server's user may be unable to enter it.
    cwd: parse(program).root,
    env: { ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), LC_ALL: 'C', TZ: 'UTC' },
  };
}

/** A container may call its user root and yet forbid it to become another one. */
export function refuseForbiddenUser(error: unknown, user: ServerUser | null): void {
  if (user === null || (error as NodeJS.ErrnoException).code !== 'EPERM') return;
  throw new RollcallError(
    'invalid_configuration',
    `PostgreSQL does not run as root, and root may not run programs as another user (${user.uid}) here. ` +
      'Start Rollcall as an ordinary user, or set DATABASE_URL.',
    { cause: error },
  );
}
