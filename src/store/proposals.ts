import type { Actor } from '../domain/change.ts';
import type { Transaction } from './database.ts';
import { forgetDifferences } from './shadow-differences.ts';

const BEFORE_EVERYONE = '00000000-0000-0000-0000-000000000000';

/**
 * Sets the version that is decided by as well and not applied, or none; everyone is then compared anew. Needs the
 * tenant's row locked.
 */
export async function writeProposal(
  trx: Transaction,
  tenantId: string,
  proposal: { version: number; by: Actor; at: Date } | null,
): Promise<void> {
  await forgetDifferences(trx, tenantId);
  await trx.raw(
    `update tenants set proposed_policy_version = ?::integer, policy_proposed_by = ?::jsonb,
            policy_proposed_at = ?::timestamptz, shadow_after = ?::uuid
      where id = ?`,
    [
      proposal?.version ?? null,
      proposal === null ? null : JSON.stringify(proposal.by),
      proposal?.at ?? null,
      // Without a proposal, rules that the policy in force proposes are compared from now on; without those, nothing is.
      BEFORE_EVERYONE,
      tenantId,
    ],
  );
}

/**
 * After a version was put in force: if it is what was proposed, the proposal has come true. What was noted was about
 * the policy before; everyone is reconsidered under the new one, and compared with it.
 */
export async function passProposal(trx: Transaction, tenantId: string): Promise<void> {
  await forgetDifferences(trx, tenantId);
  await writeShadowAfter(trx, tenantId, null);
  await trx.raw(
    `update tenants t set proposed_policy_version = null, policy_proposed_by = null, policy_proposed_at = null
       from policy_versions a, policy_versions p
      where t.id = ? and a.tenant_id = t.id and p.tenant_id = t.id
        and a.version = t.active_policy_version and p.version = t.proposed_policy_version and a.digest = p.digest`,
    [tenantId],
  );
}

/** Where comparing everyone has come; null when it is done. */
export async function writeShadowAfter(
  trx: Transaction,
  tenantId: string,
  after: string | null,
): Promise<void> {
  await trx.raw('update tenants set shadow_after = ? where id = ?', [after, tenantId]);
}
