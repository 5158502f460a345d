import { describeDatabaseFault } from './database-fault.ts';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const OLDEST_SERVER = 140_000;
/** Connections that a server keeps for others than Rollcall: superusers, backups, psql. */
const LEFT_TO_OTHERS = 5;

/** Whether there is a database that answers, new enough, and with connections enough. */
export async function checkDatabase(patient: Patient): Promise<Finding> {
  const { config } = patient;
  const probed = await patient
    .probe()
    .catch((fault: unknown) => describeDatabaseFault(fault, config.databaseUrl));
  if ('status' in probed) return probed;
  if (probed.kind === 'unknown') return skipped('Which database is meant is not known.');
  if (probed.kind === 'not_made')
    return ok(`There is none yet: the first start makes one in ${config.home}.`);
  const { version, versionNumber, isReplica, maxConnections } = probed.probe;
  const ms = probed.answeredAt.getTime() - probed.askedAt.getTime();
  if (versionNumber < OLDEST_SERVER) {
    return problem(`It is PostgreSQL ${version}, and Rollcall needs 14 or newer.`, 'Upgrade it.');
  }
  if (isReplica) {
    return problem('It is a replica, which nothing can be written to.', 'Name the primary in DATABASE_URL.');
  }
  if (config.databasePoolSize > maxConnections - LEFT_TO_OTHERS) {
    return warning(
      `PostgreSQL ${version} allows ${maxConnections} connections, and one process of Rollcall takes up to ${config.databasePoolSize}.`,
      'Raise max_connections, or lower ROLLCALL_DATABASE_POOL_SIZE.',
    );
  }
  const place = probed.embedded ? 'Embedded ' : '';
  return ok(`${place}PostgreSQL ${version} answers${ms > 0 ? ` in ${ms} ms` : ''}.`);
}
