import { createHash } from 'node:crypto';
import {
  refusalOf,
  stateAfter,
  type DirectoryState,
  type DirectoryStep,
} from '../../domain/directory-state.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { DirectoryPlan, DirectoryPlanReport, DirectoryPlanRequest } from '../../generated/api.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import { planEveryone } from '../../reconcile/plan-everyone.ts';
import type { Transaction } from '../../store/database.ts';
import { readDirectory } from '../../store/directory-rows.ts';
import { listGroups } from '../../store/groups-read.ts';
import { readTenant, type TenantRow } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';
import { createPlaces, readProposal } from '../policy-plan/proposal.ts';
import { summarize, type Summary } from '../policy-plan/summarize.ts';
import { reportOn, type Reporting } from './report.ts';

/** How many people of a group are named, unless more are asked for. */
const usuallyNamed = 10;
/** Where all of them are. */
export const everybody = Infinity;
/** Groups without a mapping that are named; of more, the oldest. */
const mostUnmapped = 20;

/** What would be done to a directory, and what would become of its people where it is disconnected. */
export interface PlannedStep {
  directoryId: string;
  step: Exclude<DirectoryStep, 'pause'>;
  people: 'keep' | 'deactivate' | null;
}

/**
 * What activating, resuming or disconnecting a directory would do to people, as they are at this moment. Writes nothing
 * and waits for nobody.
 *
 * @throws RollcallError not_found, conflict (the directory is in another state), invalid_request
 */
export async function planDirectory(
  deps: TenancyDeps,
  { id, slug }: { id: string; slug: string },
  directoryId: string,
  request: DirectoryPlanRequest,
): Promise<DirectoryPlan> {
  return deps.database.inSnapshot(id, async (trx) => {
    const tenant = await readTenant(trx, id);
    const directory = tenant && (await readDirectory(trx, id, directoryId));
    if (!tenant || !directory) throw new RollcallError('not_found', 'There is no such directory.');
    const planned = { directoryId, ...stepOf(directory.state, request) };
    const report = reportOn(directoryId);
    const { hash, lookedAt, summary, policy } = await foresee(deps, trx, tenant, planned, {
      report,
      named: request.named ?? usuallyNamed,
    });
    const placeOf = createPlaces(await readProposal(trx, tenant, policy.version));
    return {
      tenant: slug,
      directory: directoryId,
      state: directory.state,
      step: planned.step,
      people_then: planned.people,
      hash,
      outcome: summary.people.held > 0 ? 'held' : summary.people.changed > 0 ? 'changes' : 'nothing',
      policy_version: policy.version,
      planned_at: deps.clock.now().toISOString(),
      // Of one that is let go it does not matter any more what its groups give.
      report: report.finish(
        planned.step === 'disconnect'
          ? { count: 0, named: [] }
          : await unmappedGroups(trx, tenant.id, directoryId, policy),
      ),
      people: { looked_at: lookedAt, ...summary.people },
      actions: summary.actions,
      groups: summary.groups.map(({ pointer, ...group }) => ({
        ...group,
        place: pointer === null ? null : placeOf(pointer),
      })),
      holds: summary.holds,
    };
  });
}

/**
 * The hash that a plan of this step would have now.
 *
 * @param trx in the scope of the tenant, with its row locked, so that nothing comes between the plan and what follows
 */
export async function planStepLocked(
  deps: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  planned: PlannedStep,
): Promise<string> {
  const { hash } = await foresee(deps, trx, tenant, planned, { report: null, named: 0 });
  return hash;
}

function stepOf(
  state: DirectoryState,
  { step: asked, people }: DirectoryPlanRequest,
): Pick<PlannedStep, 'step' | 'people'> {
  const step = asked ?? (state === 'paused' ? 'resume' : 'activate');
  const refusal = refusalOf(step, state);
  if (refusal !== null) throw new RollcallError('conflict', refusal);
  if (step === 'disconnect' && people === undefined) {
    throw new RollcallError('invalid_request', 'Say what happens to the people: `keep` or `deactivate`.');
  }
  if (step !== 'disconnect' && people !== undefined) {
    throw new RollcallError('invalid_request', 'What happens to the people is asked only to disconnect.');
  }
  return { step, people: people ?? null };
}

async function foresee(
  { policies, clock }: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  { directoryId, step, people }: PlannedStep,
  { report, named }: { report: Reporting | null; named: number },
): Promise<{ hash: string; lookedAt: number; summary: Summary; policy: ActivePolicy }> {
  const policy = await policies.load(trx, tenant);
  const summary = summarize(policy, named);
  const asIf = { directoryId, state: stateAfter(step), peopleLeft: people === 'deactivate' };
  const lookedAt = await planEveryone(
    { trx, tenantId: tenant.id, policy, asIf, now: clock.now() },
    { actor: { kind: 'policy', id: `version ${policy.version}` } },
    (foreseen) => {
      summary.add(foreseen);
      report?.add(foreseen);
    },
  );
  const finished = summary.finish();
  const hash = createHash('sha256')
    .update(`${step} ${directoryId} ${people ?? ''} ${finished.effectsDigest}`)
    .digest('hex')
    .slice(0, 32);
  return { hash, lookedAt, summary: finished, policy };
}

async function unmappedGroups(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { compiled }: ActivePolicy,
): Promise<DirectoryPlanReport['unmapped_groups']> {
  const found: DirectoryPlanReport['unmapped_groups'] = { count: 0, named: [] };
  let after: string[] | null = null;
  do {
    const page = await listGroups(trx, tenantId, { directory_id: directoryId }, { limit: 200, after });
    for (const { id, source_id: sourceId, external_id: externalId, name, member_count } of page.items) {
      if (compiled.matchGroups([{ sourceId, externalId, name }]).length > 0) continue;
      found.count += 1;
      if (found.named.length < mostUnmapped) found.named.push({ id, name, members: member_count });
    }
    after = page.next;
  } while (after !== null);
  return found;
}
