import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Actor } from '../domain/change.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import { insertPolicyVersion, readPolicyVersion } from '../store/policy-versions.ts';
import { activateVersion, writePolicyProblem, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';

/** A policy document that has been checked. */
export interface CheckedPolicy {
  yaml: string;
  effective: EffectivePolicy;
  origin: 'file' | 'default' | 'api';
  /** Who wrote it, as far as is known: a file name, a token's name. */
  author: string;
}

/**
 * Makes a policy a new version of a tenant and puts it in force; everyone is then reconsidered by the lanes. The same
 * policy again changes nothing, except that a problem noted before is gone.
 *
 * @param trx in the scope of the tenant, with its row locked
 */
export async function activatePolicy(
  deps: Pick<TenancyDeps, 'clock' | 'policyContext'>,
  trx: Transaction,
  tenant: TenantRow,
  policy: CheckedPolicy,
  actor: Actor,
): Promise<{ outcome: 'activated' | 'unchanged'; version: number }> {
  const { catalog } = deps.policyContext;
  const digest = createHash('sha256')
    .update(canonicalJson([policy.yaml, policy.effective, catalog]))
    .digest('hex');
  const active = tenant.active_policy_version;
  if (active !== null && (await readPolicyVersion(trx, tenant.id, active)).digest === digest) {
    if (tenant.policy_problem !== null) await writePolicyProblem(trx, tenant.id, null);
    return { outcome: 'unchanged', version: active };
  }
  const now = deps.clock.now();
  const version = await insertPolicyVersion(trx, tenant.id, { ...policy, catalog, digest, created_at: now });
  await activateVersion(trx, tenant.id, version, policy.origin === 'default');
  await insertAuditRecords(
    trx,
    tenant.id,
    [
      {
        actor,
        action: 'policy.activated',
        userId: null,
        directoryId: null,
        before: active === null ? null : { version: active },
        after: { version, origin: policy.origin, author: policy.author },
        reason: `Version ${version} of the policy is in force, from ${policy.author}`,
        eventIds: [],
        policyVersion: version,
      },
    ],
    now,
  );
  return { outcome: 'activated', version };
}
