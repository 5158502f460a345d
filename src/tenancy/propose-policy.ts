import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { withoutPullMarker } from '../policy/pull-marker.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import { insertPolicyVersion, readPolicyVersion } from '../store/policy-versions.ts';
import { writeProposal } from '../store/proposals.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';
import { policyDigest, type CheckedPolicy } from './activate-policy.ts';
import type { TenancyDeps } from './deps.ts';
import { parseTenantPolicy } from './parse-tenant-policy.ts';

export interface ProposalRequest {
  /** A policy, or the number of a version that is there. */
  policy: { yaml: string; file: string | null } | { version: number };
  author: string;
}

type TenantRef = Pick<TenantRow, 'id' | 'slug'>;

/**
 * Proposes a policy: from then on each decision is taken under it as well, and nothing of it is applied. It takes the
 * place of what was proposed before. Everyone is compared with it once, by the lanes, without being reconsidered.
 *
 * @throws RollcallError policy_invalid (with `diagnostics` in its details), not_found for an unknown version, conflict for
 *   the policy that is in force
 */
export async function proposePolicy(
  deps: TenancyDeps,
  tenant: TenantRef,
  request: ProposalRequest,
  actor: Actor,
): Promise<'proposed' | 'unchanged'> {
  const { policy } = request;
  const checked = 'yaml' in policy ? checkProposed(deps, tenant, policy, request.author) : policy;
  const outcome = await deps.database.inTenant(tenant.id, async (trx) => {
    const locked = await lockTenant(trx, tenant.id);
    if (!locked) throw new RollcallError('not_found', 'There is no such tenant.');
    const { version, author } =
      'version' in checked
        ? await readPolicyVersion(trx, locked.id, checked.version)
        : { version: await versionOf(deps, trx, locked, checked), author: checked.author };
    if (version === locked.active_policy_version) {
      throw new RollcallError(
        'conflict',
        `That is version ${version}, which is in force: there is nothing to propose.`,
      );
    }
    if (version === locked.proposed_policy_version) return 'unchanged';
    await propose(deps, trx, locked, { version, author, actor });
    return 'proposed';
  });
  if (outcome === 'proposed') deps.wakeLanes();
  return outcome;
}

/**
 * Withdraws what is proposed; the version stays. Rules that the policy in force proposes are compared from then on.
 *
 * @throws RollcallError not_found where no version is proposed
 */
export async function withdrawProposal(deps: TenancyDeps, { id }: TenantRef, actor: Actor): Promise<void> {
  await deps.database.inTenant(id, async (trx) => {
    const tenant = await lockTenant(trx, id);
    const version = tenant?.proposed_policy_version ?? null;
    if (version === null) {
      throw new RollcallError(
        'not_found',
        'No version of the policy is proposed. Rules with `status: proposed` are in the policy itself: push it without them.',
      );
    }
    await writeProposal(trx, id, null);
    await record(deps, trx, id, {
      actor,
      action: 'policy.proposal_withdrawn',
      before: { version },
      after: null,
      reason: `Version ${version} of the policy is proposed no more`,
      version,
    });
  });
  deps.wakeLanes();
}

function checkProposed(
  deps: Pick<TenancyDeps, 'policyContext'>,
  { slug }: TenantRef,
  { yaml, file }: { yaml: string; file: string | null },
  author: string,
): CheckedPolicy {
  const named = { yaml, file: file ?? `${slug}.policy.yaml` };
  const { effective } = parseTenantPolicy(deps, slug, named, 'it is not proposed');
  return { yaml, effective, origin: file === null ? 'api' : 'file', author };
}

/** The version in force or the proposed one, where the policy is exactly that, else a new one. */
async function versionOf(
  { clock, policyContext }: Pick<TenancyDeps, 'clock' | 'policyContext'>,
  trx: Transaction,
  tenant: TenantRow,
  policy: CheckedPolicy,
): Promise<number> {
  const { catalog } = policyContext;
  const digest = policyDigest(policy, catalog);
  for (const version of [tenant.active_policy_version, tenant.proposed_policy_version]) {
    if (version === null) continue;
    if ((await readPolicyVersion(trx, tenant.id, version)).digest === digest) return version;
  }
  const yaml = withoutPullMarker(policy.yaml);
  const created_at = clock.now();
  return insertPolicyVersion(trx, tenant.id, { ...policy, yaml, catalog, digest, created_at });
}

async function propose(
  deps: Pick<TenancyDeps, 'clock'>,
  trx: Transaction,
  tenant: TenantRow,
  { version, author, actor }: { version: number; author: string; actor: Actor },
): Promise<void> {
  const former = tenant.proposed_policy_version;
  await writeProposal(trx, tenant.id, { version, by: actor, at: deps.clock.now() });
  await record(deps, trx, tenant.id, {
    actor,
    action: 'policy.proposed',
    before: former === null ? null : { version: former },
    after: { version, author },
    reason: `Version ${version} of the policy is proposed, from ${author}: decisions are compared with it, and nothing of it is applied`,
    version,
  });
}

async function record(
  { clock }: Pick<TenancyDeps, 'clock'>,
  trx: Transaction,
  tenantId: string,
  entry: {
    actor: Actor;
    action: 'policy.proposed' | 'policy.proposal_withdrawn';
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
    reason: string;
    version: number;
  },
): Promise<void> {
  const { version, ...told } = entry;
  const whole = { ...told, userId: null, directoryId: null, eventIds: [], policyVersion: version };
  await insertAuditRecords(trx, tenantId, [whole], clock.now());
}
