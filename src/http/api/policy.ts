import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyVersion } from '../../generated/api.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import { readTenant } from '../../store/tenants.ts';
import { tenantRoute } from '../route.ts';

export const policyRoutes = {
  getPolicy: tenantRoute({
    method: 'get',
    path: '/policy',
    scope: 'read',
    summary: 'Show the policy in force',
    description: "`yaml` is the tenant's own file; `effective` has the default policy's sections too.",
    answer: 'PolicyVersion',
    perform: (deps, { tenant: { id } }) =>
      deps.database.inTenant(id, async (trx): Promise<PolicyVersion> => {
        const tenant = await readTenant(trx, id);
        if (tenant?.active_policy_version == null) {
          throw new RollcallError('not_found', 'The tenant has no policy in force.');
        }
        const policy = await readPolicyVersion<PolicyVersion['effective']>(
          trx,
          id,
          tenant.active_policy_version,
        );
        return {
          version: policy.version,
          yaml: policy.yaml,
          effective: policy.effective,
          origin: policy.origin,
          author: policy.author,
          digest: policy.digest,
          created_at: policy.created_at.toISOString(),
          problem: tenant.policy_problem,
        };
      }),
  }),
};
