import { RollcallError } from '../../domain/rollcall-error.ts';
import { isConnectionFault, sqlStateOf } from '../../store/connection-fault.ts';
import { isNotMigrated } from '../../store/doctor-read.ts';
import { printable } from '../aligned-table.ts';
import { problem, skipped, type Finding } from './finding.ts';
import type { Patient, Probed } from './patient.ts';

/** Why a database cannot be used. The address is named without user and password. */
export function describeDatabaseFault(fault: unknown, url: string | null): Finding {
  const place = url === null ? 'The embedded database' : (URL.parse(url)?.host ?? 'The database');
  const name = decodeURIComponent(URL.parse(url ?? '')?.pathname.slice(1) ?? '');
  switch (codeOf(fault)) {
    case '28P01':
    case '28000':
      return problem(
        `${place} refuses the user or the password.`,
        'Set user and password in DATABASE_URL; characters such as @ and / are written as %40 and %2F.',
      );
    case '3D000':
      return problem(
        `${place} has no database ${JSON.stringify(name)}.`,
        'Make it (`createdb`), or name another one in DATABASE_URL.',
      );
    case '53300':
      return problem(
        `${place} has no connection left.`,
        'Raise max_connections, or lower ROLLCALL_DATABASE_POOL_SIZE of the processes that use it.',
      );
    case 'ECONNREFUSED':
      return problem(
        `Nobody listens at ${place}.`,
        'Start PostgreSQL, or correct host and port in DATABASE_URL.',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return problem(`The name of the host in ${place} is not known.`, 'Correct the host in DATABASE_URL.');
    case null:
      break;
  }
  if (fault instanceof RollcallError) return problem(fault.message, 'Do as it says, and run this again.');
  if (isConnectionFault(fault)) {
    return problem(
      `${place} does not answer in time.`,
      'May this machine reach it? Look at firewalls, security groups and pg_hba.conf.',
    );
  }
  const message = fault instanceof Error ? fault.message : String(fault);
  return problem(`${place} cannot be used: ${printable(message.slice(0, 200))}.`, 'Correct DATABASE_URL.');
}

function codeOf(fault: unknown): string | null {
  const state = sqlStateOf(fault);
  if (state !== null) return state;
  for (let layer = fault; layer instanceof Error; layer = layer.cause) {
    const { code } = layer as NodeJS.ErrnoException;
    if (code !== undefined) return code;
  }
  return null;
}

/**
 * A check that needs the database: where there is none, that is another check's to say.
 *
 * @param look what it looks at; a table that is not there is the check of migrations' to say
 */
export async function inDatabase(
  patient: Patient,
  look: (probed: Extract<Probed, { kind: 'there' }>) => Promise<Finding | Finding[]>,
): Promise<Finding | Finding[]> {
  const probed = await patient.probe().catch(() => null);
  if (probed === null) return skipped('The database cannot be asked.');
  if (probed.kind === 'not_made') return skipped('There is no database yet.');
  if (probed.kind === 'unknown') return skipped('Which database is meant is not known.');
  try {
    return await look(probed);
  } catch (fault) {
    if (isNotMigrated(fault)) return skipped('The database lacks migrations.');
    return describeDatabaseFault(fault, patient.config.databaseUrl);
  }
}
