import { execFileSync } from 'node:child_process';
import {
  chownSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a server writes into `postmaster.pid` of its data directory while it lives. */
export interface Postmaster {
  pid: number;
  /** Null while it has not yet opened its port. */
  port: number | null;
  isReady: boolean;
}

/** @returns null where no server has signed in, or it is signing in at this moment */
export function readPostmaster(dataDirectory: string): Postmaster | null {
  // PostgreSQL, "Server Files": pid, data directory, start time, port, socket directory, address, memory key, status.
  const lines = readLines(dataDirectory);
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  const port = Number(lines[3]);
  return {
    pid,
    port: Number.isSafeInteger(port) && port > 0 ? port : null,
    isReady: lines[7]?.trim() === 'ready',
  };
}

/** Whether that process exists and is the server of this data directory, not another one that got its number. */
export function isPostmasterOf(pid: number, dataDirectory: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') return commandLine(pid).includes(dataDirectory);
  try {
    // PostgreSQL works from within its data directory.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDirectory);
  } catch {
    return commandLine(pid).includes(dataDirectory);
  }
}

/**
 * Takes the lock file away from a process that only has the number of a dead server. PostgreSQL itself would not: it
 * believes any living process of its own user. The number becomes that of the process that starts the server, which
 * PostgreSQL knows not to be one; the rest of the file stays, since by its memory key PostgreSQL notices survivors.
 */
export function disown(dataDirectory: string, stale: Postmaster): void {
  const lines = readLines(dataDirectory);
  if (Number(lines[0]) !== stale.pid) return;
  const path = join(dataDirectory, 'postmaster.pid');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, [String(process.pid), ...lines.slice(1)].join('\n'), { mode: 0o600 });
  if (process.getuid?.() === 0) {
    const owner = statSync(dataDirectory);
    chownSync(draft, owner.uid, owner.gid);
  }
  renameSync(draft, path);
}

/** A machine that lost its power can leave a lock file with nothing in it, which PostgreSQL never removes. */
export function removeEmptyLock(dataDirectory: string): void {
  const path = join(dataDirectory, 'postmaster.pid');
  const lock = statSync(path, { throwIfNoEntry: false });
  // A server that is signing in at this moment has an empty one too, for an instant.
  if (lock?.size === 0 && Date.now() - lock.mtimeMs > 10_000) rmSync(path);
}

/** Whether a process of this number exists, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readLines(dataDirectory: string): string[] {
  try {
    return readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { stdio: 'pipe' }).toString();
  } catch {
    return '';
  }
}
