import { RollcallError } from '../../domain/rollcall-error.ts';
import { schemaState } from '../../store/migrate.ts';
import { inDatabase } from './database-fault.ts';
import { ok, problem, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the database has every migration of this version, and what a newer one has done to it. */
export function checkMigrations(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async ({ url, embedded }) => {
    const state = await schemaState(url).catch((fault: unknown) => {
      if (fault instanceof RollcallError) return fault;
      throw fault;
    });
    if (state instanceof RollcallError) return problem(state.message, 'Or restore a backup from before.');
    const { pending, newer } = state;
    if (pending.length > 0) {
      const names = pending.length > 3 ? `${pending.length} of them` : pending.join(', ');
      const says = `The database lacks migrations: ${names}.`;
      return embedded
        ? warning(says, 'The next start, or any other command, applies them.')
        : problem(says, 'Back the database up, and run `rollcall migrate`.');
    }
    if (newer.length > 0) {
      return warning(
        `A newer Rollcall has migrated the database (${newer.join(', ')}); this version can live with it.`,
        'Bring this machine up to that version, too.',
      );
    }
    return ok('The database has every migration of this version.');
  });
}
