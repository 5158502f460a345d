import type { Transaction } from './database.ts';

/** An account that a person had before they started fresh with another one: deactivated, and no directory user's. */
export interface FormerAccount {
  user_id: string;
  /** Whose it was; null where the directory knows nobody of that id any more. */
  directory_user_id: string | null;
}

/** The former accounts of these people. */
export async function readFormerAccountsOf(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<FormerAccount[]> {
  const result = await trx.raw<{ rows: FormerAccount[] }>(
    `select u.id as user_id, d.id as directory_user_id
       from (select id, directory_id, coalesce(external_id, source_id) as external_id from directory_users
              where tenant_id = ? and id = any(?::uuid[]) offset 0) d
      -- One look at the index for each person: joined, all accounts may be read instead.
      cross join lateral (
            select id, directory_id, directory_user_id, status from users
             where tenant_id = ? and external_id = d.external_id
            offset 0) u
      where u.directory_id = d.directory_id and u.directory_user_id is null and u.status = 'deactivated'`,
    [tenantId, directoryUserIds, tenantId],
  );
  return result.rows;
}

/** Those of these accounts that are former ones. */
export async function findFormerAccounts(
  trx: Transaction,
  tenantId: string,
  userIds: string[],
): Promise<FormerAccount[]> {
  if (userIds.length === 0) return [];
  const result = await trx.raw<{ rows: FormerAccount[] }>(
    `select u.id as user_id, coalesce(known.id, named.id) as directory_user_id
       from users u
       left join lateral (
              select id from directory_users
               where tenant_id = u.tenant_id and directory_id = u.directory_id and external_id = u.external_id
               limit 1) known on true
       left join lateral (
              select id from directory_users
               where tenant_id = u.tenant_id and directory_id = u.directory_id and source_id = u.external_id
                 and external_id is null
               limit 1) named on true
      where u.tenant_id = ? and u.id = any(?::uuid[]) and u.directory_user_id is null and u.status = 'deactivated'`,
    [tenantId, userIds],
  );
  return result.rows;
}
