import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { mayEnter, type ServerUser } from './server-user.ts';

/** Where things go that the server's user must reach and that ROLLCALL_HOME hides from it, best first. */
export function placesOutside(): string[] {
  const temporary = join(tmpdir(), `rollcall-${process.getuid?.() ?? 0}`);
  return process.platform === 'win32' ? [temporary] : ['/var/lib/rollcall', temporary];
}

/** The first of the folders that can be made, that is ours, and that the server's user can pass through. */
export function reachablePlace(candidates: string[], user: ServerUser | null): string {
  const refusals: string[] = [];
  for (const place of candidates) {
    try {
      if (mkdirSync(place, { recursive: true }) !== undefined && user !== null) chmodSync(place, 0o711);
      // In a folder that somebody else made, they could put programs and databases of their own.
      if (!belongsToUs(place)) refusals.push(`${place} belongs to somebody else`);
      else if (user !== null && !mayEnter(place, user))
        refusals.push(`${place} is closed to the user ${user.uid}`);
      else return place;
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  throw new RollcallError(
    'invalid_configuration',
    `No folder can be found for the embedded PostgreSQL (${refusals.join('; ')}). ` +
      'Set ROLLCALL_HOME to a folder that every user may enter, such as /srv/rollcall, or set DATABASE_URL.',
  );
}

export function belongsToUs(path: string): boolean {
  const me = process.getuid?.();
  return me === undefined || statSync(path).uid === me;
}
