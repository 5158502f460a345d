import { RollcallError } from '../../domain/rollcall-error.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { readTenantsWithPolicyProblem } from '../../store/doctor-read.ts';
import { readPolicyContext } from '../../tenancy/policy-context.ts';
import { inDatabase } from './database-fault.ts';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the catalog, the default policy and each policy file load. */
export function checkPolicyFiles({ config, wrong }: Pick<Patient, 'config' | 'wrong'>): Finding {
  if (wrong.has('ROLLCALL_POLICIES')) return skipped('ROLLCALL_POLICIES is wrong.');
  try {
    const { context, files } = readPolicyContext(config.policiesDirectory);
    const broken = files
      .filter(({ text, file }) =>
        parsePolicy(text, file, context).diagnostics.some(({ severity }) => severity === 'error'),
      )
      .map(({ file }) => file);
    if (broken.length === 0) {
      return ok(
        `Catalog, default policy and ${files.length} ${files.length === 1 ? 'policy' : 'policies'} load.`,
      );
    }
    return warning(
      `${broken.join(', ')} ${broken.length === 1 ? 'does' : 'do'} not load: their last good versions stay in force.`,
      '`rollcall policy check` says where and why.',
    );
  } catch (fault) {
    if (!(fault instanceof RollcallError)) throw fault;
    return problem(
      fault.message.split('\n')[0] ?? 'The policies cannot be read.',
      'Without catalog and default policy the service does not start. `rollcall policy check` says what is wrong.',
    );
  }
}

/** Whether each tenant has the policy in force that its file says. */
export function checkPoliciesInForce(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async () => {
    const tenants = await (await patient.database()).acrossTenants(readTenantsWithPolicyProblem);
    if (tenants.length === 0) return ok('No policy file was refused at the last start.');
    return warning(
      `The policy files of ${tenants.join(', ')} are not in force.`,
      '`rollcall tenant list` says why.',
    );
  });
}
