import { countDirectoriesByHealth } from '../../store/directory-health-rows.ts';
import { inDatabase } from './database-fault.ts';
import { ok, problem, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** How the directories do, as the service has found them last. */
export function checkDirectories(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async () => {
    const counts = await (await patient.database()).acrossTenants(countDirectoriesByHealth);
    const todo = '`rollcall health` says which, why, and what to do.';
    const all = counts.ok + counts.attention + counts.failing;
    if (counts.failing > 0) return problem(`Directories that fail: ${counts.failing} of ${all}.`, todo);
    if (counts.attention > 0)
      return warning(`Directories that want attention: ${counts.attention} of ${all}.`, todo);
    return ok(all === 0 ? 'There are no directories yet.' : `All directories do well (${all}).`);
  });
}
