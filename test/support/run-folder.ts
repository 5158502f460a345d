import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isAlive, isPostmasterOf, readPostmaster } from '../../src/store/embedded/postmaster.ts';

let folder: string | undefined;

/** The one temporary folder of this run. The number in its name tells a later run whether this one still lives. */
function runFolder(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), `rollcall-test-${process.pid}-`));
    // As root the database server runs as another user, and has to pass through.
    chmodSync(folder, 0o711);
    // Tests that run side by side are in processes of their own, in which Mocha calls no teardown.
    process.once('exit', removeRunFolder);
  }
  return folder;
}

/** A new folder that is gone after the run, with every embedded database server that was started in it. */
export function makeTestFolder(name: string): string {
  const made = mkdtempSync(join(runFolder(), `${name}-`));
  chmodSync(made, 0o711);
  return made;
}

/** Removes the folder of this run; ends at once whatever server still runs there. */
export function removeRunFolder(): void {
  if (folder !== undefined) removeWithServers(folder);
  folder = undefined;
}

/** Removes what killed runs left behind. */
export function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^rollcall-test-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const abandoned = join(tmpdir(), name);
    if (statSync(abandoned).uid === (process.getuid?.() ?? 0)) removeWithServers(abandoned);
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
