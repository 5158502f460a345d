import { createHash } from 'node:crypto';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyPlan, PolicyPlanPerson, PolicyPlanRequest } from '../generated/api.ts';
import type { ProposedPolicy } from '../reconcile/active-policy.ts';
import { planEveryone } from '../reconcile/plan-everyone.ts';
import type { Transaction } from '../store/database.ts';
import { countTesting } from '../store/directory-people.ts';
import { readTenant, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';
import { comparePlans } from './policy-plan/compare-plans.ts';
import { createPlaces, digestOf, parseProposal, readProposal } from './policy-plan/proposal.ts';
import { summarize, type Summary } from './policy-plan/summarize.ts';

/** How many people of a group are named, unless more are asked for. */
const usuallyNamed = 10;

/**
 * What a policy would do to the people of a tenant, as they are at this moment. Writes nothing and waits for nobody.
 *
 * @throws RollcallError not_found, invalid_request, policy_invalid with `diagnostics` in its details
 */
export async function planPolicy(
  deps: TenancyDeps,
  { id, slug }: { id: string; slug: string },
  request: PolicyPlanRequest,
): Promise<PolicyPlan> {
  if ((request.yaml === undefined) === (request.version === undefined)) {
    throw new RollcallError('invalid_request', 'Name either a policy (`yaml`) or a `version`.');
  }
  const written = request.yaml === undefined ? null : parseProposal(deps, slug, request.yaml, request.file);
  return deps.database.inSnapshot(id, async (trx) => {
    const tenant = await readTenant(trx, id);
    if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
    const proposal = written ?? (await readProposal(trx, tenant, request.version ?? 0));
    const against = request.against === undefined ? null : await readProposal(trx, tenant, request.against);
    const most = request.people ?? usuallyNamed;
    const { hash, lookedAt, summary } = await foresee(deps, trx, tenant, proposal, {
      against,
      // Who is meant may be anywhere among them.
      named: request.find === undefined ? most : Infinity,
    });
    const isMeant = request.find === undefined ? null : meansPerson(request.find);
    const placeOf = createPlaces(proposal);
    return {
      tenant: slug,
      hash,
      outcome: outcomeOf(summary),
      base: tenant.active_policy_version ?? 0,
      proposal: { version: proposal.version, digest: digestOf(proposal) },
      against: request.against ?? null,
      planned_at: deps.clock.now().toISOString(),
      people: { looked_at: lookedAt, ...summary.people },
      testing: await countTesting(trx, id),
      actions: summary.actions,
      groups: summary.groups.map(({ pointer, ...group }) => ({
        ...group,
        ...(isMeant !== null && { named: group.named.filter(isMeant).slice(0, most) }),
        place: pointer === null ? null : placeOf(pointer),
      })),
      holds: summary.holds,
      diagnostics: proposal.diagnostics,
    };
  });
}

/**
 * What a plan of this policy would come to now; see PolicyPlan.
 *
 * @param trx in the scope of the tenant, with its row locked, so that nothing comes between the plan and what follows
 */
export async function planLocked(
  deps: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  {
    effective,
    catalog = deps.policyContext.catalog,
  }: Partial<ProposedPolicy> & Pick<ProposedPolicy, 'effective'>,
): Promise<Pick<PolicyPlan, 'hash' | 'outcome'>> {
  const proposal = { effective, catalog };
  const { hash, summary } = await foresee(deps, trx, tenant, proposal, { against: null, named: 0 });
  return { hash, outcome: outcomeOf(summary) };
}

/** Whether a person has this in a name or an id, in upper or lower case. */
function meansPerson(find: string): (person: PolicyPlanPerson) => boolean {
  const wanted = find.trim().toLowerCase();
  return ({ display_name: name, email, external_id: externalId, user_id: userId }) =>
    [name, email, externalId, userId].some((text) => text?.toLowerCase().includes(wanted) === true);
}

function outcomeOf({ people }: Pick<Summary, 'people'>): PolicyPlan['outcome'] {
  if (people.held > 0) return 'held';
  return people.changed > 0 ? 'changes' : 'nothing';
}

async function foresee(
  { policies, clock }: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  proposal: ProposedPolicy,
  { against, named }: { against: ProposedPolicy | null; named: number },
): Promise<{ hash: string; lookedAt: number; summary: Summary }> {
  const version = tenant.active_policy_version ?? 0;
  const flow = { trx, tenantId: tenant.id, now: clock.now() };
  const cause = { actor: { kind: 'policy', id: `version ${version + 1}` } } as const;
  const policy = policies.compile(proposal, version);
  const summary = summarize(policy, named);
  let tell = summary.add;
  if (against !== null) {
    const comparison = comparePlans();
    await planEveryone({ ...flow, policy: policies.compile(against, version) }, cause, comparison.note);
    tell = (foreseen) => {
      summary.add(comparison.differences(foreseen));
    };
  }
  const lookedAt = await planEveryone({ ...flow, policy }, cause, tell);
  const finished = summary.finish();
  const hash = createHash('sha256')
    .update(`${digestOf(proposal)} ${finished.effectsDigest}`)
    .digest('hex')
    .slice(0, 32);
  return { hash, lookedAt, summary: finished };
}
