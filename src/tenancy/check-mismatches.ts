import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyMismatches, PolicyMismatchesRequest } from '../generated/api.ts';
import { mismatchDiagnostics } from '../policy/mismatch.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { ActivePolicy } from '../reconcile/active-policy.ts';
import { findMismatches } from '../reconcile/find-mismatches.ts';
import type { Transaction } from '../store/database.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import { readTenant, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';

/**
 * Where a policy and the directories of a tenant do not go together any more, as they are at this moment. Writes nothing
 * and waits for nobody.
 *
 * @param request a policy to look at; null for the one in force
 * @throws RollcallError not_found, policy_invalid with `diagnostics` in its details
 */
export async function checkMismatches(
  deps: TenancyDeps,
  { id, slug }: { id: string; slug: string },
  request: PolicyMismatchesRequest | null,
): Promise<PolicyMismatches> {
  return deps.database.inSnapshot(id, async (trx) => {
    const tenant = await readTenant(trx, id);
    if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
    const file = request?.file ?? `${slug}.policy.yaml`;
    const { policy, yaml } =
      request === null ? await inForce(deps, trx, tenant) : parse(deps, slug, request.yaml, file);
    const now = deps.clock.now();
    const { mismatches, people } = await findMismatches(trx, id, policy, now);
    return {
      policy_version: request === null ? policy.version : null,
      checked_at: now.toISOString(),
      people,
      diagnostics: mismatchDiagnostics(mismatches, yaml, file),
    };
  });
}

interface Looked {
  policy: ActivePolicy;
  yaml: string;
}

async function inForce({ policies }: TenancyDeps, trx: Transaction, tenant: TenantRow): Promise<Looked> {
  if (tenant.active_policy_version === null) {
    throw new RollcallError('not_found', 'The tenant has no policy in force.');
  }
  const policy = await policies.load(trx, tenant);
  const { yaml } = await readPolicyVersion(trx, tenant.id, policy.version);
  return { policy, yaml };
}

function parse({ policies, policyContext }: TenancyDeps, slug: string, yaml: string, file: string): Looked {
  const { document, effective, diagnostics } = parsePolicy(yaml, file, policyContext);
  const refuse = (sentence: string): RollcallError =>
    new RollcallError('policy_invalid', sentence, { details: { diagnostics } });
  if (!document || !effective)
    throw refuse('The policy has errors, so it was not held against the directory.');
  if (document.tenant !== slug) {
    throw refuse(`The policy says "tenant: ${document.tenant ?? ''}", but the tenant is ${slug}.`);
  }
  return { policy: policies.compile({ effective, catalog: policyContext.catalog }, 0), yaml };
}
