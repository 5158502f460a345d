import type { Actor } from '../../domain/change.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type {
  GroupMappingApplication,
  GroupMappingOnceActive,
  GroupMappingPlan,
  GroupMappingPlanRequest,
  PolicyPutInForce,
} from '../../generated/api.ts';
import { readTenant } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';
import { planPolicy } from '../plan-policy.ts';
import { parseProposal } from '../policy-plan/proposal.ts';
import { pushPolicy } from '../push-policy.ts';
import { editMapping, type EditedMapping, type MappingEdits } from './edit-mapping.ts';
import { planOnceActive } from './plan-once-active.ts';

/** How many people of a group are named, unless more are asked for. */
const usuallyNamed = 10;

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
  { groups, remove = [], people = usuallyNamed }: GroupMappingPlanRequest,
): Promise<GroupMappingPlan> {
  const { yaml, over } = await editedPolicy(deps, tenant, { groups, remove });
  const plan = await planPolicy(deps, tenant, { yaml, people });
  return { over, plan, once_active: await onceActive(deps, tenant, yaml, people) };
}

async function onceActive(
  deps: TenancyDeps,
  { id, slug }: TenantRef,
  yaml: string,
  named: number,
): Promise<GroupMappingOnceActive | null> {
  const proposal = parseProposal(deps, slug, yaml);
  return deps.database.inSnapshot(id, async (trx) => {
    const tenant = await readTenant(trx, id);
    if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
    const policy = await deps.policies.load(trx, tenant);
    const proposed = deps.policies.compile(proposal, policy.version);
    return planOnceActive(trx, id, { policy, proposed, now: deps.clock.now(), named });
  });
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
  { groups, remove = [], over, plan }: GroupMappingApplication,
  { author, actor }: { author: string; actor: Actor },
): Promise<PolicyPutInForce> {
  const edited = await editedPolicy(deps, tenant, { groups, remove });
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
  edits: MappingEdits,
): Promise<EditedMapping> {
  return database.inTenant(id, async (trx) => {
    const tenant = await readTenant(trx, id);
    if (tenant?.active_policy_version == null) {
      throw new RollcallError('not_found', 'The tenant has no policy in force.');
    }
    return editMapping(trx, tenant, await policies.load(trx, tenant), edits);
  });
}
