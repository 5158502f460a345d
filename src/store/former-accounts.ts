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
       from directory_users d
       join users u on u.tenant_id = d.tenant_id and u.external_id = coalesce(d.external_id, d.source_id)
        and u.directory_id = d.directory_id
      where d.tenant_id = ? and d.id = any(?::uuid[]) and u.directory_user_id is null and u.status = 'deactivated'`,
    [tenantId, directoryUserIds],
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
