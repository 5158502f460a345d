import type { PersonPlan } from '../../domain/change.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { Occasion } from '../../reconcile/reconcile.ts';
import { readNamesOfUser, readPeopleWhoWaited } from '../../store/recorded-history.ts';
import { findOpenHoldOf, findUserByNames } from '../../store/rehearsed-tenant.ts';
import type { Act } from './recorded-acts.ts';
import type { Stage } from './stage.ts';

/** What somebody did, and where it is to be done again. */
export interface Counterparts {
  stage: Stage;
  policy: ActivePolicy;
  act: Extract<Act, { kind: 'answer' | 'registration' | 'manual_role' }>;
  run: (occasion: Occasion) => Promise<PersonPlan[]>;
}

type Answer = Extract<Act, { kind: 'answer' }>;
type Registered = Extract<Act, { kind: 'registration' }>;
type ManualRole = Extract<Act, { kind: 'manual_role' }>;

/** Registers an account again. */
export async function registerAgain({ stage, run }: Counterparts, act: Registered): Promise<boolean> {
  const [plan] = await run({ kind: 'registration', user: act.user, actor: act.actor });
  if (plan?.after) stage.registered.set(act.userId, plan.after.id);
  return true;
}

/** Sets a role again, of the account that is the same person's; false where there is none. */
export async function setRoleAgain({ stage, run }: Counterparts, act: ManualRole): Promise<boolean> {
  const userId = await counterpartOf(stage, act.userId);
  if (userId === null) return false;
  await run({ kind: 'manual_role', userId, role: act.role, actor: act.actor });
  return true;
}

/**
 * Gives the same answer to the hold of the same kind in which one of the same people waits; false where nobody does. That
 * it would do more by now than was shown is not asked: it was not shown to anybody.
 */
export async function answerAgain({ stage, policy, run }: Counterparts, act: Answer): Promise<boolean> {
  const { trx, tenantId, real } = stage;
  for (const person of await readPeopleWhoWaited(real.trx, real.tenantId, act.holdId)) {
    const holdId = await findOpenHoldOf(trx, tenantId, act.holdKind, person);
    if (holdId === null) continue;
    const account = await accountOf(stage, act, person.answered_account);
    const answer =
      act.verdict === 'reject'
        ? ({ verdict: 'reject', revision: null } as const)
        : ({ verdict: 'approve', revision: null, account } as const);
    const approvers = policy.effective.guards?.approvers ?? ['operator'];
    const as = approvers.includes('operator') ? 'operator' : 'tenant_admin';
    await run({ kind: 'answer', holdId, answer, actor: act.actor, as });
    return true;
  }
  return false;
}

/** Whose account it was said to be, of those who are here. */
async function accountOf(
  stage: Stage,
  { holdKind }: Answer,
  answered: string | null,
): Promise<string | null> {
  if (holdKind !== 'ambiguous_match' && holdKind !== 'existing_account') return null;
  if (answered === null || answered === 'matched') return null;
  return answered === 'new' ? 'new' : counterpartOf(stage, answered);
}

async function counterpartOf(
  { trx, tenantId, real, registered }: Stage,
  userId: string,
): Promise<string | null> {
  const known = registered.get(userId);
  if (known !== undefined) return known;
  const names = await readNamesOfUser(real.trx, real.tenantId, userId);
  return names === null ? null : findUserByNames(trx, tenantId, names);
}
