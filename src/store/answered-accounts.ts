import type { Transaction } from './database.ts';

/**
 * Notes whose account people have, as somebody has answered.
 *
 * @param account the id of a user, `new` for an account of their own, or `matched` for the one that their keys find
 */
export async function writeAnsweredAccount(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
  account: string,
): Promise<void> {
  await trx.raw(
    'update directory_users set answered_account = ? where tenant_id = ? and id = any(?::uuid[])',
    [account, tenantId, directoryUserIds],
  );
}
