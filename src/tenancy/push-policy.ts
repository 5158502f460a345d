import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyPutInForce } from '../generated/api.ts';
import type { Catalog } from '../generated/catalog.ts';
import { completeStored, type EffectivePolicy } from '../policy/effective-policy.ts';
import type { Transaction } from '../store/database.ts';
import { isPolicyVersion, readPolicyVersion } from '../store/policy-versions.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';
import { activatePolicy, policyDigest, reactivateVersion, type CheckedPolicy } from './activate-policy.ts';
import type { TenancyDeps } from './deps.ts';
import { parseTenantPolicy } from './parse-tenant-policy.ts';
import { planLocked } from './plan-policy.ts';
import { showListedVersion } from './show-policy.ts';
import { unseenInWords, unseenVersion } from './unseen-version.ts';

export interface PushRequest {
  yaml: string;
  /** The file in version control that it is from; null where it is from none. */
  file: string | null;
  /** The hash of the plan that it must still come to; null: whatever it comes to. */
  plan: string | null;
  /** The version that it is to replace; null: any that git has seen. */
  over: number | null;
  author: string;
}

type TenantRef = Pick<TenantRow, 'id' | 'slug'>;

/**
 * Puts a policy in force as a new version of a tenant. What is in force already stays as it is.
 *
 * @throws RollcallError policy_invalid (with `diagnostics` in its details), conflict where something else is in force than
 *   the push knows of, or where it would do something else than was planned
 */
export async function pushPolicy(
  deps: TenancyDeps,
  tenant: TenantRef,
  request: PushRequest,
  actor: Actor,
): Promise<PolicyPutInForce> {
  const policy = checkPushed(deps, tenant, request);
  return change(deps, tenant, async (trx, locked) => {
    const isSame = await isInForce(deps, trx, locked, policy);
    // Also the second time that the same push arrives: what it replaced is in force no more.
    if (!isSame) await refuseToUndo(trx, locked, request);
    if (!isSame && request.plan !== null) await refuseOtherPlan(deps, trx, locked, policy, request.plan);
    return activatePolicy(deps, trx, locked, policy, actor);
  });
}

/**
 * Puts an older version of a tenant's policy in force again, as it was. It becomes no new version.
 *
 * @throws RollcallError not_found, conflict as for a push
 */
export async function goBackToVersion(
  deps: TenancyDeps,
  tenant: TenantRef,
  request: { version: number; plan: string | null; over: number | null },
  actor: Actor,
): Promise<PolicyPutInForce> {
  const { version, plan, over } = request;
  return change(deps, tenant, async (trx, locked) => {
    if (version !== locked.active_policy_version) {
      if (over !== null) await refuseOverOther(trx, locked, over);
      if (plan !== null) {
        const stored = await readPolicyVersion<EffectivePolicy>(trx, locked.id, version);
        const policy = { ...stored, effective: completeStored(stored.effective) };
        await refuseOtherPlan(deps, trx, locked, policy, plan);
      }
    }
    return { version, ...(await reactivateVersion(deps, trx, locked, version, actor)) };
  });
}

async function change(
  deps: TenancyDeps,
  { id }: TenantRef,
  work: (
    trx: Transaction,
    locked: TenantRow,
  ) => Promise<{ outcome: 'activated' | 'unchanged'; version: number }>,
): Promise<PolicyPutInForce> {
  const done = await deps.database.inTenant(id, async (trx): Promise<PolicyPutInForce> => {
    const locked = await lockTenant(trx, id);
    if (!locked) throw new RollcallError('not_found', 'There is no such tenant.');
    const { outcome, version } = await work(trx, locked);
    return {
      outcome,
      version: await showListedVersion(trx, id, version),
      replaced: outcome === 'activated' ? locked.active_policy_version : null,
    };
  });
  if (done.outcome === 'activated') deps.wakeLanes();
  return done;
}

function checkPushed(
  deps: Pick<TenancyDeps, 'policyContext'>,
  { slug }: TenantRef,
  { yaml, file, author }: PushRequest,
): CheckedPolicy {
  const named = { yaml, file: file ?? `${slug}.policy.yaml` };
  const { effective } = parseTenantPolicy(deps, slug, named, 'it is not put in force');
  return { yaml, effective, origin: file === null ? 'api' : 'file', author };
}

async function isInForce(
  deps: Pick<TenancyDeps, 'policyContext'>,
  trx: Transaction,
  { id, active_policy_version: active }: TenantRow,
  policy: CheckedPolicy,
): Promise<boolean> {
  if (active === null) return false;
  const { digest } = await readPolicyVersion(trx, id, active);
  return digest === policyDigest(policy, deps.policyContext.catalog);
}

async function refuseToUndo(trx: Transaction, tenant: TenantRow, { yaml, over }: PushRequest): Promise<void> {
  if (over !== null) {
    await refuseOverOther(trx, tenant, over);
    return;
  }
  const unseen = await unseenVersion(trx, tenant, yaml);
  if (unseen === null) return;
  throw new RollcallError(
    'conflict',
    `${unseenInWords(unseen)} Nothing was changed. Pull it with \`rollcall policy pull ${tenant.slug}\` and make the change on top of it, or say that it is to be replaced with \`--over ${unseen.version}\` (\`over\` in the API).`,
    { details: { version_in_force: unseen.version } },
  );
}

async function refuseOverOther(
  trx: Transaction,
  { id, slug, active_policy_version: active }: TenantRow,
  over: number,
): Promise<void> {
  if (active === over) return;
  const inForce = active === null ? 'no version is in force' : `version ${active} is in force`;
  const isThere = active !== null && (await isPolicyVersion(trx, id, over));
  const says = isThere
    ? `Version ${over} is to be replaced, but ${inForce}. Nothing was changed. See what changed since with \`rollcall policy diff ${slug} --version ${active} --against ${over}\`.`
    : `Version ${over} is to be replaced, and there is no such version: ${inForce}. Nothing was changed.`;
  throw new RollcallError('conflict', says, { details: { version_in_force: active } });
}

/** The plan is made again behind the lock, so nothing comes between looking and doing. */
async function refuseOtherPlan(
  deps: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  policy: CheckedPolicy & { catalog?: Catalog },
  expected: string,
): Promise<void> {
  const { hash } = await planLocked(deps, trx, tenant, policy);
  if (hash === expected) return;
  throw new RollcallError(
    'conflict',
    'The policy or the people of the tenant have changed since this plan was made, so that it would do something else now. Nothing was changed. Plan again, look at it, and use the new hash.',
    { details: { plan: hash } },
  );
}
