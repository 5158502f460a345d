import { RollcallError } from '../domain/rollcall-error.ts';
import type { UserStatus } from '../domain/decision.ts';
import type { Transaction } from './database.ts';

/**
 * Makes sure that a user is active and stays so until the transaction ends: a deactivation that runs at the same time
 * waits, and then finds what was made here and revokes it.
 *
 * @throws RollcallError not_found, conflict where the user is not active
 */
export async function requireActiveUser(trx: Transaction, tenantId: string, userId: string): Promise<void> {
  const status = await statusOf(trx, tenantId, userId);
  if (status !== 'active') {
    throw new RollcallError('conflict', `The user is ${status}; only an active user can have one.`);
  }
}

/** As requireActiveUser, for what also somebody may have who has left and may still read. */
export async function requireUserWhoMaySignIn(
  trx: Transaction,
  tenantId: string,
  userId: string,
): Promise<void> {
  const status = await statusOf(trx, tenantId, userId);
  if (status !== 'active' && status !== 'read_only') {
    throw new RollcallError('conflict', `The user is ${status} and may not sign in.`);
  }
}

/** Locks the user against a change of the status. */
async function statusOf(trx: Transaction, tenantId: string, userId: string): Promise<UserStatus> {
  const result = await trx.raw<{ rows: { status: UserStatus }[] }>(
    'select status from users where tenant_id = ? and id = ? for share',
    [tenantId, userId],
  );
  const user = result.rows[0];
  if (user === undefined) throw new RollcallError('not_found', 'There is no user with this id.');
  return user.status;
}
