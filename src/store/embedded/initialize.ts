import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { isAlive } from './postmaster.ts';
import { runAs } from './run-as.ts';

/**
 * Makes the data directory unless it is there: beside its place and then moved, so that it is whole or not there, and
 * of two processes that do so at once one wins.
 */
export async function initialize(cluster: Cluster, binaries: Binaries, isDurable: boolean): Promise<void> {
  removeAbandonedDrafts(cluster.directory);
  if (existsSync(cluster.dataDirectory)) {
    refuseOtherVersion(cluster, binaries);
    return;
  }
  const draft = join(cluster.directory, `initdb-${process.pid}-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  try {
    writeFileSync(passwordFile, cluster.credentials.superuser.password, { flag: 'wx', mode: 0o600 });
    if (cluster.user !== null) chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
    const { code, output } = await runAs(cluster.user, binaries.initdb, [
      ...['-D', draft, '-U', cluster.credentials.superuser.name, `--pwfile=${passwordFile}`],
      // A locale that PostgreSQL brings itself: the same on every machine, and it survives upgrades of the system.
      ...[
        '-A',
        'scram-sha-256',
        '-E',
        'UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      ...['--no-instructions', ...(isDurable ? [] : ['--no-sync'])],
    ]);
    if (code !== 0)
      throw new RollcallError('database_unavailable', `The database cannot be made: ${output.trim()}`);
    renameSync(draft, cluster.dataDirectory);
  } catch (error) {
    if (!existsSync(cluster.dataDirectory)) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function refuseOtherVersion(cluster: Cluster, binaries: Binaries): void {
  const written = readFileSync(join(cluster.dataDirectory, 'PG_VERSION'), 'utf8').trim();
  if (written === String(binaries.major)) return;
  throw new RollcallError(
    'invalid_configuration',
    `The database in ${cluster.dataDirectory} was written by PostgreSQL ${written}, and this Rollcall brings ` +
      `PostgreSQL ${binaries.major}. Dump it with the Rollcall that wrote it and load it here, or set ROLLCALL_HOME ` +
      'to an empty folder.',
  );
}

/** What a killed initdb left behind. */
function removeAbandonedDrafts(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = /^initdb-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(directory, name), { recursive: true, force: true });
  }
}
