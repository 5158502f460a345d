import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyVersion, PolicyVersionSummary } from '../generated/api.ts';
import type { Transaction } from '../store/database.ts';
import type { Page, PageRequest } from '../store/keyset.ts';
import {
  listPolicyVersions,
  readListedVersion,
  readPolicyVersion,
  type ListedVersion,
} from '../store/policy-versions.ts';
import { readTenant } from '../store/tenants.ts';

/**
 * A version of a tenant's policy as the API shows it; without a number, the one in force.
 * @throws RollcallError not_found
 */
export async function showPolicyVersion(
  trx: Transaction,
  tenantId: string,
  version?: number,
): Promise<PolicyVersion> {
  const tenant = await readTenant(trx, tenantId);
  const wanted = version ?? tenant?.active_policy_version ?? null;
  if (wanted === null) throw new RollcallError('not_found', 'The tenant has no policy in force.');
  const policy = await readPolicyVersion<PolicyVersion['effective']>(trx, tenantId, wanted);
  const { in_force, activation, activated_at, activated_by } = await readListedVersion(trx, tenantId, wanted);
  return {
    version: policy.version,
    in_force,
    yaml: policy.yaml,
    effective: policy.effective,
    origin: policy.origin,
    author: policy.author,
    digest: policy.digest,
    created_at: policy.created_at.toISOString(),
    activated_at: activated_at?.toISOString() ?? null,
    activated_by,
    activation,
    problem: tenant?.policy_problem ?? null,
  };
}

/** One version as lists show it. Throws `not_found`. */
export async function showListedVersion(
  trx: Transaction,
  tenantId: string,
  version: number,
): Promise<PolicyVersionSummary> {
  return toSummary(await readListedVersion(trx, tenantId, version));
}

/** The versions of a tenant's policy, the newest first. */
export async function showPolicyVersions(
  trx: Transaction,
  tenantId: string,
  page: PageRequest,
): Promise<Page<PolicyVersionSummary>> {
  const { items, next } = await listPolicyVersions(trx, tenantId, page);
  return { items: items.map(toSummary), next };
}

function toSummary(row: ListedVersion): PolicyVersionSummary {
  return {
    version: row.version,
    in_force: row.in_force,
    origin: row.origin,
    author: row.author,
    created_at: row.created_at.toISOString(),
    digest: row.digest,
    yaml_digest: row.yaml_digest,
    activated_at: row.activated_at?.toISOString() ?? null,
    activated_by: row.activated_by,
    activation: row.activation,
  };
}
