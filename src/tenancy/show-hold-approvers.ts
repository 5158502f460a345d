import type { Approver } from '../domain/hold-answer.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { HoldApprovers } from '../generated/api.ts';
import { approversOf } from '../reconcile/answer-hold.ts';
import { namesSuccessors } from '../reconcile/find-successor.ts';
import type { Transaction } from '../store/database.ts';
import { readTenant } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';

/**
 * Who may answer the holds of a tenant, whether `as` is one of them, and what the policy does where nobody has. Throws
 * `not_found` without a policy in force.
 */
export async function showHoldApprovers(
  { policies }: Pick<TenancyDeps, 'policies'>,
  trx: Transaction,
  tenantId: string,
  as: Approver,
): Promise<HoldApprovers> {
  const tenant = await readTenant(trx, tenantId);
  if (tenant?.active_policy_version == null) {
    throw new RollcallError('not_found', 'The tenant has no policy in force.');
  }
  const policy = await policies.load(trx, tenant);
  const approvers = [...approversOf(policy)];
  const { guards, sole_admin: soleAdmin } = policy.effective;
  return {
    approvers,
    includes_you: approvers.includes(as),
    promotes: namesSuccessors(policy),
    unanswered: {
      guards: guards?.unanswered?.action ?? null,
      sole_admin: soleAdmin.if_unanswered?.action ?? null,
    },
  };
}
