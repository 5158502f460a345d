import type { Transaction } from './database.ts';

/**
 * How many active accounts are those of people of whom a resync says, in news that still waits, that they are gone. What
 * one resync says came at one time.
 */
export async function countWaitingLeavers(
  trx: Transaction,
  tenantId: string,
  receivedAt: Date,
): Promise<number> {
  const result = await trx.raw<{ rows: [{ count: number }] }>(
    `select count(distinct u.id)::int as count
       from (select directory_id, person, type, status from inbox
              where tenant_id = ? and received_at = ? offset 0) i
      cross join lateral (
            select directory_user_id from directory_user_keys
             where tenant_id = ? and directory_id = i.directory_id and key = 'src:' || i.person offset 0) k
      cross join lateral (
            select id from users
             where tenant_id = ? and directory_user_id = k.directory_user_id and status = 'active' offset 0) u
      where i.type = 'resync.user_gone' and i.status = 'waiting'`,
    [tenantId, receivedAt, tenantId, tenantId],
  );
  return result.rows[0].count;
}

/** Whether people wait already because of this cause. */
export async function isHeldBecauseOf(trx: Transaction, tenantId: string, cause: string): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1 from holds where tenant_id = ? and kind = 'deactivations' and cause = ? and status = 'open' limit 1`,
    [tenantId, cause],
  );
  return result.rows.length > 0;
}
