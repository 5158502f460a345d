import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isAlive, isPostmasterOf, readPostmaster } from '../../src/store/embedded/postmaster.ts';

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
/** Three servers side by side took a quarter of it. */
const NEEDED_MEMORY_BYTES = 2_000_000_000;

/** The folders of this run by the place that they lie in. */
const folders = new Map<string, string>();

/** The one folder of this run in that place. The number in its name tells a later run whether this one still lives. */
function runFolder(place: string): string {
  const made = folders.get(place);
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(place, `rollcall-test-${process.pid}-`));
  // As root the database server runs as another user, and has to pass through.
  chmodSync(folder, 0o711);
  // Tests that run side by side are in processes of their own, in which Mocha calls no teardown.
  if (folders.size === 0) process.once('exit', removeRunFolders);
  folders.set(place, folder);
  return folder;
}

/** A new folder that is gone after the run, with every embedded database server that was started in it. */
export function makeTestFolder(name: string): string {
  return makeFolderIn(tmpdir(), name);
}

/**
 * The same in memory, where the system has the room. Tests make and drop some hundreds of databases of 300 files, which
 * costs a disk up to ten times as much CPU.
 */
export function makeTestFolderInMemory(name: string): string {
  return makeFolderIn(hasMemory() ? MEMORY : tmpdir(), name);
}

function makeFolderIn(place: string, name: string): string {
  const made = mkdtempSync(join(runFolder(place), `${name}-`));
  chmodSync(made, 0o711);
  return made;
}

function hasMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= NEEDED_MEMORY_BYTES;
}

/** Removes the folders of this run; ends at once whatever server still runs there. */
export function removeRunFolders(): void {
  for (const folder of folders.values()) removeWithServers(folder);
  folders.clear();
}

/** Removes what killed runs left behind. */
export function removeAbandonedFolders(): void {
  for (const place of [tmpdir(), MEMORY].filter((each) => existsSync(each))) {
    for (const name of readdirSync(place)) {
      const pid = /^rollcall-test-(\d+)-/.exec(name)?.[1];
      if (pid === undefined || isAlive(Number(pid))) continue;
      const abandoned = join(place, name);
      if (statSync(abandoned).uid === (process.getuid?.() ?? 0)) removeWithServers(abandoned);
    }
  }
}

function removeWithServers(abandoned: string): void {
  for (const file of readdirSync(abandoned, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('database.json')) endServer(join(abandoned, file));
  }
  rmSync(abandoned, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function endServer(file: string): void {
  const home = dirname(file);
  const { directory } = JSON.parse(readFileSync(file, 'utf8')) as { directory: string };
  const place = resolve(home, directory);
  const postmaster = readPostmaster(join(place, 'data'));
  if (postmaster !== null && isPostmasterOf(postmaster.pid, join(place, 'data'))) {
    process.kill(postmaster.pid, 'SIGQUIT');
  }
  // Where the home was closed to the server's user, its database lies outside.
  if (!place.startsWith(home))
    rmSync(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
