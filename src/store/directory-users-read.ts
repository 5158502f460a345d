import type { DirectoryUser } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const directoryUsersKeyset = ['uuid'] as const satisfies KeysetPart[];

export interface DirectoryUserFilter {
  /** In any capitals. */
  email?: string;
  /** The identity provider's own id, or the source's. */
  external_id?: string;
}

const columns = `d.id, d.directory_id, coalesce(d.external_id, d.source_id) as external_id,
            d.active and not d.gone as active, u.id as user_id`;
const withAccounts = 'left join users u on u.tenant_id = d.tenant_id and u.directory_user_id = d.id';

/**
 * The people of a tenant's directories, the oldest first.
 *
 * For an e-mail address there is no index but that of SCIM directories: the records are read, which takes a second for
 * some hundred thousand of them.
 */
export async function listDirectoryUsers(
  trx: Transaction,
  tenantId: string,
  { email, external_id }: DirectoryUserFilter,
  { limit, after }: PageRequest,
): Promise<Page<DirectoryUser>> {
  const where = sqlConditions();
  where.add('d.tenant_id = ?', tenantId);
  if (external_id !== undefined) {
    where.add(
      `d.id in (select k.directory_user_id
                  from directories c
                  join directory_user_keys k on k.tenant_id = c.tenant_id and k.directory_id = c.id
                   and k.key = any(?::text[])
                 where c.tenant_id = ?)`,
      [`idp:${external_id}`, `src:${external_id}`],
      tenantId,
    );
  }
  if (email !== undefined) {
    where.add(
      `(lower(d.resource ->> 'userName') = lower(?)
        or exists (select 1 from jsonb_path_query(d.resource, '$.emails[*].value') as v (email)
                    where lower(v.email #>> '{}') = lower(?)))`,
      email,
      email,
    );
  }
  if (after?.[0] !== undefined) where.add('d.id > ?', after[0]);
  const result = await trx.raw<{ rows: DirectoryUser[] }>(
    `select ${columns} from directory_users d ${withAccounts} where ${where.text()} order by d.id limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}

export async function findDirectoryUser(
  trx: Transaction,
  tenantId: string,
  id: string,
): Promise<DirectoryUser | null> {
  const result = await trx.raw<{ rows: DirectoryUser[] }>(
    `select ${columns} from directory_users d ${withAccounts} where d.tenant_id = ? and d.id = ?`,
    [tenantId, id],
  );
  return result.rows[0] ?? null;
}
