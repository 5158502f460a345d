import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Actor } from '../domain/change.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { withoutPullMarker } from '../policy/pull-marker.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import { insertActivation, insertPolicyVersion, readPolicyVersion } from '../store/policy-versions.ts';
import { activateVersion, writeSeenByGit, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';

/** A policy document that has been checked. */
export interface CheckedPolicy {
  yaml: string;
  effective: EffectivePolicy;
  origin: 'file' | 'default' | 'api';
  /** Who wrote it, as far as is known: a file name, a token's name. */
  author: string;
}

/** Of everything that a policy's meaning depends on. The mark that a pull leaves in the text is none of it. */
export function policyDigest(
  { yaml, effective }: Pick<CheckedPolicy, 'yaml' | 'effective'>,
  catalog: Catalog,
): string {
  return createHash('sha256')
    .update(canonicalJson([withoutPullMarker(yaml), effective, catalog]))
    .digest('hex');
}

/**
 * Makes a policy a new version of a tenant and puts it in force; everyone is then reconsidered by the lanes. The same
 * policy again changes nothing, except that a problem noted before is gone, and that it is known to be in a file.
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
  const digest = policyDigest(policy, catalog);
  const isSeenByGit = policy.origin !== 'api';
  const active = tenant.active_policy_version;
  if (active !== null && (await readPolicyVersion(trx, tenant.id, active)).digest === digest) {
    const isNews = !tenant.policy_seen_by_git || tenant.policy_problem !== null;
    if (isSeenByGit && isNews) await writeSeenByGit(trx, tenant.id);
    return { outcome: 'unchanged', version: active };
  }
  const now = deps.clock.now();
  const version = await insertPolicyVersion(trx, tenant.id, {
    ...policy,
    yaml: withoutPullMarker(policy.yaml),
    catalog,
    digest,
    created_at: now,
  });
  await putInForce(trx, tenant, {
    version,
    at: now,
    origin: policy.origin,
    author: policy.author,
    actor,
    followsDefault: policy.origin === 'default',
    isSeenByGit,
    reason: `Version ${version} of the policy is in force, from ${policy.author}`,
  });
  return { outcome: 'activated', version };
}

/**
 * Puts a version of before in force again, as it was; everyone is then reconsidered. No file is known to hold it, so
 * neither a push nor a restart replaces it until somebody has pulled it.
 *
 * @param trx in the scope of the tenant, with its row locked
 * @throws RollcallError not_found
 */
export async function reactivateVersion(
  deps: Pick<TenancyDeps, 'clock'>,
  trx: Transaction,
  tenant: TenantRow,
  version: number,
  actor: Actor,
): Promise<{ outcome: 'activated' | 'unchanged' }> {
  const { origin, author } = await readPolicyVersion(trx, tenant.id, version);
  const active = tenant.active_policy_version;
  if (version === active) return { outcome: 'unchanged' };
  const instead = active === null ? '' : `, instead of version ${active}`;
  await putInForce(trx, tenant, {
    version,
    at: deps.clock.now(),
    origin,
    author,
    actor,
    // Also where it is the default policy of its day: that of today would undo the going back.
    followsDefault: false,
    isSeenByGit: false,
    reason: `Version ${version} of the policy is in force again${instead}`,
  });
  return { outcome: 'activated' };
}

interface NewlyInForce {
  version: number;
  /** Of a new version the time when it was made: another one would read as if it was brought back. */
  at: Date;
  origin: CheckedPolicy['origin'];
  author: string;
  actor: Actor;
  followsDefault: boolean;
  isSeenByGit: boolean;
  reason: string;
}

async function putInForce(
  trx: Transaction,
  tenant: TenantRow,
  { version, at, origin, author, actor, followsDefault, isSeenByGit, reason }: NewlyInForce,
): Promise<void> {
  const active = tenant.active_policy_version;
  await insertActivation(trx, tenant.id, { version, at, actor });
  await activateVersion(trx, tenant.id, version, { followsDefault, isSeenByGit });
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
        after: { version, origin, author },
        reason,
        eventIds: [],
        policyVersion: version,
      },
    ],
    at,
  );
}
