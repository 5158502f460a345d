import { execFileSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';

/** The user that the server runs as where that is not this process's own: PostgreSQL refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * @param ownedDirectory a directory that an earlier start may have made: its owner stays the user of the server
 * @returns null when this process is not root, and so the server runs as the same user
 */
export function chooseServerUser(ownedDirectory: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const existing = statSync(ownedDirectory, { throwIfNoEntry: false });
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const found = findUser('postgres') ?? findUser('nobody');
  if (found !== null) return found;
  throw new RollcallError(
    'invalid_configuration',
    'PostgreSQL does not run as root, and this machine has no user "postgres" or "nobody" to run it as. ' +
      'Start Rollcall as an ordinary user, or set DATABASE_URL.',
  );
}

function findUser(name: string): ServerUser | null {
  try {
    const ask = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString());
    const user = { uid: ask('-u'), gid: ask('-g') };
    return Number.isSafeInteger(user.uid) && user.uid !== 0 ? user : null;
  } catch {
    return null;
  }
}

/** Whether the user may pass through every directory down to this one, judged by the permission bits. */
export function mayEnter(directory: string, user: ServerUser): boolean {
  for (let at = realpathSync(directory); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
