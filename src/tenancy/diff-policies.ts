import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyDiff, PolicyDiffRequest } from '../generated/api.ts';
import { policyDifferences } from '../policy/differences/policy-differences.ts';
import { textDifference } from '../policy/differences/text-difference.ts';
import { completeStored, type EffectivePolicy } from '../policy/effective-policy.ts';
import { onOneLine } from '../policy/plain-english/in-quotes.ts';
import { withoutPullMarker } from '../policy/pull-marker.ts';
import type { Transaction } from '../store/database.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import { readTenant, type TenantRow } from '../store/tenants.ts';
import { parseTenantPolicy } from './parse-tenant-policy.ts';
import type { TenancyDeps } from './deps.ts';

interface Side {
  /** Null: it is not a version yet. */
  version: number | null;
  called: string;
  yaml: string;
  effective: EffectivePolicy;
}

/**
 * How a policy, or a version of it, differs from what is in force or from another version.
 *
 * @throws RollcallError invalid_request, not_found, policy_invalid with `diagnostics` in its details
 */
export async function diffPolicies(
  deps: TenancyDeps,
  { id, slug }: Pick<TenantRow, 'id' | 'slug'>,
  { yaml, file, version, against }: PolicyDiffRequest,
): Promise<PolicyDiff> {
  if ((yaml === undefined) === (version === undefined)) {
    throw new RollcallError('invalid_request', 'Name either a policy (`yaml`) or a `version`.');
  }
  const written = yaml === undefined ? null : writtenSide(deps, slug, yaml, file);
  return deps.database.inTenant(id, async (trx) => {
    const inForce = (await readTenant(trx, id))?.active_policy_version ?? null;
    const wanted = against ?? inForce;
    if (wanted === null) throw new RollcallError('not_found', 'The tenant has no policy in force.');
    const before = await storedSide(trx, id, wanted);
    const after = written ?? (await storedSide(trx, id, version ?? wanted));
    return {
      tenant: slug,
      before: wanted,
      after: after.version,
      differences: policyDifferences(before.effective, after.effective),
      text: textDifference(before.yaml, after.yaml, { before: before.called, after: after.called }),
    };
  });
}

function writtenSide(deps: TenancyDeps, slug: string, yaml: string, file = `${slug}.policy.yaml`): Side {
  const { effective } = parseTenantPolicy(deps, slug, { yaml, file }, 'it cannot be compared');
  return { version: null, called: onOneLine(file), yaml: withoutPullMarker(yaml), effective };
}

async function storedSide(trx: Transaction, tenantId: string, version: number): Promise<Side> {
  const stored = await readPolicyVersion<EffectivePolicy>(trx, tenantId, version);
  return {
    version,
    called: `version ${version}`,
    yaml: stored.yaml,
    effective: completeStored(stored.effective),
  };
}
