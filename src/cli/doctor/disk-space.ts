import { statfsSync } from 'node:fs';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import { nearestFolder } from './home-folder.ts';
import type { Patient } from './patient.ts';

const MEGABYTE = 1_000_000;
const GIGABYTE = 1_000 * MEGABYTE;

/** Bytes that are free, which the embedded database needs. */
export function checkDiskSpace(
  { config, wrong }: Pick<Patient, 'config' | 'wrong'>,
  freeBytes: (folder: string) => number = freeBytesOf,
): Finding {
  if (config.databaseUrl !== null) return skipped('The database is elsewhere, as DATABASE_URL says.');
  if (wrong.has('ROLLCALL_HOME') || wrong.has('DATABASE_URL')) {
    return skipped('Where the database is to be is not known.');
  }
  const free = freeBytes(nearestFolder(config.home));
  const says = `${free < GIGABYTE ? `${Math.floor(free / MEGABYTE)} MB` : `${(free / GIGABYTE).toFixed(1)} GB`} are free below ${config.home}`;
  const todo = 'Make room: without it the embedded database stops, and nothing can be received.';
  if (free < 200 * MEGABYTE) return problem(`${says}.`, todo);
  if (free < 2 * GIGABYTE) return warning(`${says}, which is little.`, todo);
  return ok(`${says}.`);
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
