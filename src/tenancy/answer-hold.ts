import { validate } from 'uuid';
import type { Actor } from '../domain/change.ts';
import type { Approver, HoldAnswer } from '../domain/hold-answer.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Hold } from '../generated/api.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { readWaitingPeople } from '../store/holds-read.ts';
import { showHold } from './show-hold.ts';
import type { TenancyDeps } from './deps.ts';

export interface AnsweredHold {
  holdId: string;
  answer: HoldAnswer;
  actor: Actor;
  /** Whether the policy lets them (`guards.approvers`) is the flow's to say. */
  as: Approver;
}

/**
 * Answers a hold, and shows it as it is afterwards. Where an approval is refused because by now it would do more than
 * was shown, what is held is brought up to date first, so that looking again shows what would be done.
 *
 * @throws RollcallError not_found, invalid_request, forbidden, conflict
 */
export async function answerHold(
  deps: Pick<TenancyDeps, 'database' | 'policies' | 'clock'>,
  tenantId: string,
  { holdId, answer: given, actor, as }: AnsweredHold,
): Promise<Hold> {
  const answer = given.verdict === 'approve' ? { ...given, account: accountOf(given.account) } : given;
  try {
    return await deps.database.inTenant(tenantId, async (trx) => {
      await reconcile(deps, trx, tenantId, { kind: 'answer', holdId, answer, actor, as });
      return showHold(trx, tenantId, holdId);
    });
  } catch (error) {
    if (error instanceof RollcallError && 'would_do_more' in error.details) {
      await lookAgain(deps, tenantId, holdId, actor);
    }
    throw error;
  }
}

/** The account that was named, by its id as it is stored. */
function accountOf(account: string | null): string | null {
  if (account === null || account === 'new') return account;
  if (validate(account)) return account.toLowerCase();
  throw new RollcallError(
    'invalid_request',
    '`account` must be the id of a user, or `new` for a new account.',
    {
      details: { errors: [{ field: 'account', message: 'It is neither the id of a user nor `new`.' }] },
    },
  );
}

/** In a transaction of its own, because the one of the refusal is gone. */
async function lookAgain(
  deps: Pick<TenancyDeps, 'database' | 'policies' | 'clock'>,
  tenantId: string,
  holdId: string,
  actor: Actor,
): Promise<void> {
  await deps.database.inTenant(tenantId, async (trx) => {
    const directoryUserIds = await readWaitingPeople(trx, tenantId, holdId);
    await reconcile(deps, trx, tenantId, { kind: 'people', directoryUserIds, actor });
  });
}
