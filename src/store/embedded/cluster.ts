import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { createPrivateFile, ensureHome, readPrivateFile, replacePrivateFile } from '../home-directory.ts';
import { isPostmasterOf, readPostmaster } from './postmaster.ts';
import { placesOutside, reachablePlace } from './places.ts';
import { chooseServerUser, mayEnter, type ServerUser } from './server-user.ts';

/** The embedded database of one home: where it lies, and how to get in. */
export interface Cluster {
  /** Holds `data` and `server.log`; belongs to the server's user. */
  directory: string;
  dataDirectory: string;
  logFile: string;
  user: ServerUser | null;
  credentials: Credentials;
  /** Remembers the port, so that the next start takes the same one if it is free. */
  rememberPort(port: number): void;
}

/** What `database.json` in the home says. */
export interface Credentials {
  /** Relative to the home where it lies inside, so that a home can be moved. */
  directory: string;
  port: number | null;
  superuser: { name: string; password: string };
  owner: { name: string; password: string; database: string };
}

/**
 * Reads `database.json`, or decides where the database of this home will lie and writes it. Two processes that do so at
 * once agree, because the file is created whole and only once.
 */
export function openCluster(home: string, say: (sentence: string) => void): Cluster {
  ensureHome(home);
  const path = join(home, 'database.json');
  if (!existsSync(path)) createCredentials(home, path, say);
  const credentials = readCredentials(path);
  const directory = resolve(home, credentials.directory);
  const dataDirectory = join(directory, 'data');
  return {
    directory,
    dataDirectory,
    logFile: join(directory, 'server.log'),
    user: chooseServerUser(directory),
    credentials,
    rememberPort: (port) => {
      if (credentials.port === port) return;
      credentials.port = port;
      replacePrivateFile(path, render(credentials));
    },
  };
}

function createCredentials(home: string, path: string, say: (sentence: string) => void): void {
  const directory = makeDirectory(home, say);
  const password = () => randomBytes(24).toString('base64url');
  const inside = relative(home, directory);
  const created = createPrivateFile(
    path,
    render({
      directory: inside.startsWith('..') || isAbsolute(inside) ? directory : inside,
      port: null,
      superuser: { name: 'postgres', password: password() },
      owner: { name: 'rollcall', password: password(), database: 'rollcall' },
    }),
  );
  if (isAbsolute(inside) || inside.startsWith('..')) {
    if (!created) rmSync(directory, { recursive: true, force: true });
    else {
      say(`The database lies in ${directory}: the user that PostgreSQL runs as cannot enter ${home}.`);
    }
  }
}

/** In the home where the server's user can go there; otherwise outside, under a name that tells whose it is. */
function makeDirectory(home: string, say: (sentence: string) => void): string {
  const inside = join(home, 'database');
  if (existsSync(join(inside, 'data'))) {
    throw new RollcallError(
      'invalid_configuration',
      `${inside} holds a database, but ${join(home, 'database.json')} with its passwords is gone. ` +
        `Restore that file, or move ${inside} away to start anew.`,
    );
  }
  const user = chooseServerUser(inside);
  if (user === null || mayEnter(home, user)) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    if (user !== null) chownSync(inside, user.uid, user.gid);
    return inside;
  }
  const place = reachablePlace(placesOutside(), user);
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 12);
  leaveOrphans(place, digest, say);
  const outside = mkdtempSync(join(place, `${digest}-`));
  chownSync(outside, user.uid, user.gid);
  writeFileSync(join(outside, 'home'), `${home}\n`);
  return outside;
}

/** Databases of this home whose `database.json` is gone: nobody can get in any more, so nobody needs their servers. */
function leaveOrphans(place: string, digest: string, say: (sentence: string) => void): void {
  for (const name of readdirSync(place).filter((entry) => entry.startsWith(`${digest}-`))) {
    const orphan = join(place, name);
    const postmaster = readPostmaster(join(orphan, 'data'));
    if (postmaster !== null && isPostmasterOf(postmaster.pid, join(orphan, 'data'))) {
      process.kill(postmaster.pid, 'SIGINT');
    }
    say(`An earlier database of this home lies in ${orphan}; its passwords are gone, so it can be removed.`);
  }
}

function render(credentials: Credentials): string {
  return `${JSON.stringify(credentials, null, 2)}\n`;
}

function readCredentials(path: string): Credentials {
  try {
    return JSON.parse(readPrivateFile(path)) as Credentials;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RollcallError('invalid_configuration', `${path} is broken: ${error.message}. Restore it.`, {
      cause: error,
    });
  }
}
