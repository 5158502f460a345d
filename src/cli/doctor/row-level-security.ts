import { readTenantIsolation } from '../../store/doctor-read.ts';
import { inDatabase } from './database-fault.ts';
import { ok, problem, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the database keeps tenants apart for the role that the service works as. */
export function checkRowLevelSecurity(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async ({ probe }) => {
    const { role, bypasses, seen } = await readTenantIsolation(await patient.database());
    if (bypasses || seen) {
      return problem(
        `Row-level security does not bind the role ${role}: tenants are not kept apart by the database.`,
        `As an administrator: CREATE ROLE rollcall_app NOLOGIN; GRANT rollcall_app TO "${probe.login}"; then run \`rollcall migrate\`.`,
      );
    }
    return ok(`It binds the role ${role}, which sees no other tenant's rows.`);
  });
}
