import type { Actor } from '../domain/change.ts';
import { refusalOf, stateAfter, type DirectoryStep } from '../domain/directory-state.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { startDirectory as startLocked } from '../reconcile/hear-directories.ts';
import { beforeEveryone } from '../reconcile/parts.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import { endAwaiting } from '../store/awaited-directories.ts';
import type { Transaction } from '../store/database.ts';
import { readUnusualStates, setDirectoryState } from '../store/directory-rows.ts';
import { writeReconsiderAfter, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';
import { planStepLocked, type PlannedStep } from './directory-plan/plan-directory.ts';
import { lockDirectory } from './lock-directory.ts';

/** Who takes a step, and the hash of the plan that it must still come to; null: whatever it comes to. */
export interface StepRequest {
  actor: Actor;
  plan: string | null;
}

/**
 * Activates a directory: from now on what was decided is applied, beginning with everyone there is. One that is active
 * stays as it is; with a plan that is a conflict, because there is none for it.
 *
 * @throws RollcallError not_found, conflict (in another state, or it would do something else than was planned)
 */
export async function activateDirectory(
  deps: TenancyDeps,
  tenantId: string,
  directoryId: string,
  request: StepRequest,
): Promise<void> {
  await takeStep(deps, tenantId, { directoryId, step: 'activate', people: null }, request);
}

/**
 * Pauses a directory: what it says is kept, and nothing is applied but leaving, where the policy says so.
 *
 * @throws RollcallError not_found, conflict (not active)
 */
export async function pauseDirectory(
  deps: TenancyDeps,
  tenantId: string,
  directoryId: string,
  actor: Actor,
): Promise<void> {
  await takeStep(deps, tenantId, { directoryId, step: 'pause', people: null }, { actor, plan: null });
}

/**
 * Resumes a paused directory: what it has said meanwhile is applied, everyone being looked at once.
 *
 * @throws RollcallError not_found, conflict (not paused, or it would do something else than was planned)
 */
export async function resumeDirectory(
  deps: TenancyDeps,
  tenantId: string,
  directoryId: string,
  request: StepRequest,
): Promise<void> {
  await takeStep(deps, tenantId, { directoryId, step: 'resume', people: null }, request);
}

/**
 * Disconnects a directory for good: nothing of it is taken in any more, and its people keep their accounts or leave as
 * anybody leaves, guards and the last administrator included.
 *
 * @throws RollcallError not_found, conflict (disconnected already, or it would do something else than was planned)
 */
export async function disconnectDirectory(
  deps: TenancyDeps,
  tenantId: string,
  directoryId: string,
  request: StepRequest & { people: 'keep' | 'deactivate' },
): Promise<void> {
  await takeStep(deps, tenantId, { directoryId, step: 'disconnect', people: request.people }, request);
}

/**
 * Ends the setting up of a directory, because its identity provider has sent a first request. One that has been heard of
 * before stays as it is.
 *
 * @throws RollcallError not_found
 */
export async function startDirectory(
  deps: Pick<TenancyDeps, 'database' | 'policies' | 'clock'>,
  tenantId: string,
  directoryId: string,
): Promise<void> {
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant } = await lockDirectory(trx, tenantId, directoryId);
    const [directory] = await readUnusualStates(trx, tenantId, [directoryId]);
    if (directory?.state !== 'setting_up') return;
    const policy = await deps.policies.load(trx, tenant);
    await startLocked({ trx, tenantId, policy, now: deps.clock.now() }, directory, null);
  });
}

type Step = Omit<PlannedStep, 'step'> & { step: DirectoryStep };

async function takeStep(
  deps: TenancyDeps,
  tenantId: string,
  { directoryId, step, people }: Step,
  { actor, plan }: StepRequest,
): Promise<void> {
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant, directory } = await lockDirectory(trx, tenantId, directoryId);
    // Whoever has no plan in mind wants it active, and that it is. What was planned was something to be done.
    if (step === 'activate' && directory.state === 'active' && plan === null) return;
    const refusal = refusalOf(step, directory.state);
    if (refusal !== null) throw new RollcallError('conflict', refusal);
    if (plan !== null && step !== 'pause') {
      await refuseOtherPlan(deps, trx, tenant, { directoryId, step, people }, plan);
    }
    const state = stateAfter(step);
    await setDirectoryState(trx, tenantId, directoryId, state, people === 'deactivate');
    if (step === 'disconnect') await endAwaiting(trx, directoryId);
    if (step !== 'pause') await writeReconsiderAfter(trx, tenantId, beforeEveryone);
    const { action, reason } = said[step];
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor,
          action,
          userId: null,
          directoryId,
          before: { state: directory.state },
          after: { state, ...(people === null ? {} : { people }) },
          reason: people === null ? reason : `${reason}${thenInWords[people]}`,
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      deps.clock.now(),
    );
  });
  deps.wakeLanes();
}

const said: Record<DirectoryStep, { action: `directory.${string}`; reason: string }> = {
  activate: {
    action: 'directory.activated',
    reason: 'The directory was activated: what its events decide is applied from now on',
  },
  pause: {
    action: 'directory.paused',
    reason: 'The directory was paused: what it says is kept, and waits until it is resumed',
  },
  resume: {
    action: 'directory.resumed',
    reason: 'The directory was resumed: what it has said meanwhile is applied',
  },
  disconnect: {
    action: 'directory.disconnected',
    reason: 'The directory was disconnected: nothing of it is taken in any more, and its people ',
  },
};

const thenInWords = { keep: 'keep their accounts', deactivate: 'lose access' } as const;

/** The plan is made again behind the lock, so nothing comes between looking and doing. */
async function refuseOtherPlan(
  deps: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  planned: PlannedStep,
  expected: string,
): Promise<void> {
  const hash = await planStepLocked(deps, trx, tenant, planned);
  if (hash === expected) return;
  throw new RollcallError(
    'conflict',
    'The policy or the people have changed since this plan was made, so that it would do something else now. Nothing was changed. Plan again, look at it, and use the new hash.',
    { details: { plan: hash } },
  );
}
