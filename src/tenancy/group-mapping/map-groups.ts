import type { Actor } from '../../domain/change.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type {
  GroupMappingApplication,
  GroupMappingEdit,
  GroupMappingPlan,
  GroupMappingPlanRequest,
  PolicyPutInForce,
} from '../../generated/api.ts';
import { readTenant } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';
import { planPolicy } from '../plan-policy.ts';
import { pushPolicy } from '../push-policy.ts';
import { editMapping, type EditedMapping } from './edit-mapping.ts';

interface TenantRef {
  id: string;
  slug: string;
}

/**
 * What another mapping of groups would do to the people of a tenant. Writes nothing.
 *
 * @throws RollcallError as editMapping and planPolicy
 */
export async function planGroupMapping(
  deps: TenancyDeps,
  tenant: TenantRef,
  { groups, people }: GroupMappingPlanRequest,
): Promise<GroupMappingPlan> {
  const { yaml, over } = await editedPolicy(deps, tenant, groups);
  const plan = await planPolicy(deps, tenant, { yaml, ...(people === undefined ? {} : { people }) });
  return { over, plan };
}

/**
 * Puts another mapping of groups in force, as a new version of the policy that differs in nothing else.
 *
 * @throws RollcallError conflict where another version is in force than it was made from, or where it would do something
 *   else than was planned; else as editMapping
 */
export async function mapGroups(
  deps: TenancyDeps,
  tenant: TenantRef,
  { groups, over, plan }: GroupMappingApplication,
  { author, actor }: { author: string; actor: Actor },
): Promise<PolicyPutInForce> {
  const edited = await editedPolicy(deps, tenant, groups);
  if (edited.over !== over) {
    throw new RollcallError(
      'conflict',
      `The policy has changed meanwhile: version ${edited.over} is in force, and this was made from version ${over}. Nothing was changed. Look at the groups again.`,
      { details: { version_in_force: edited.over } },
    );
  }
  return pushPolicy(deps, tenant, { yaml: edited.yaml, file: null, plan: plan ?? null, over, author }, actor);
}

async function editedPolicy(
  { database, policies }: TenancyDeps,
  { id }: TenantRef,
  edits: readonly GroupMappingEdit[],
): Promise<EditedMapping> {
  return database.inTenant(id, async (trx) => {
    const tenant = await readTenant(trx, id);
    if (tenant?.active_policy_version == null) {
      throw new RollcallError('not_found', 'The tenant has no policy in force.');
    }
    return editMapping(trx, tenant, await policies.load(trx, tenant), edits);
  });
}
