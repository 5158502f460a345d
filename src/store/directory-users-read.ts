import type { DirectoryUser } from '../generated/api.ts';
import type { Transaction } from './database.ts';

/** More than these are not told apart by somebody who looks for one. */
const MOST_FOUND = 20;

const columns = `d.id, d.directory_id, coalesce(d.external_id, d.source_id) as external_id,
            d.active and not d.gone as active, u.id as user_id`;
const withAccounts = 'left join users u on u.tenant_id = d.tenant_id and u.directory_user_id = d.id';

/** The people of a tenant's directories whom the identity provider, or the source, knows by this id. */
export async function findDirectoryUsersById(
  trx: Transaction,
  tenantId: string,
  externalId: string,
): Promise<DirectoryUser[]> {
  const result = await trx.raw<{ rows: DirectoryUser[] }>(
    `select ${columns}
       from (select distinct k.directory_user_id
               from directories c
               join directory_user_keys k on k.tenant_id = c.tenant_id and k.directory_id = c.id
                and k.key = any(?::text[])
              where c.tenant_id = ?) found
       join directory_users d on d.tenant_id = ? and d.id = found.directory_user_id
       ${withAccounts}
      order by d.id limit ?`,
    [[`idp:${externalId}`, `src:${externalId}`], tenantId, tenantId, MOST_FOUND],
  );
  return result.rows;
}

/**
 * The people of a tenant's directories who have this e-mail address, in any capitals.
 *
 * Only those of SCIM directories have an index for that. Whoever has an account with this address is found by that;
 * for the rest the records are read, which takes a second for some hundred thousand of them.
 */
export async function findDirectoryUsersByEmail(
  trx: Transaction,
  tenantId: string,
  email: string,
): Promise<DirectoryUser[]> {
  const result = await trx.raw<{ rows: DirectoryUser[] }>(
    `select ${columns}
       from directory_users d
       ${withAccounts}
      where d.tenant_id = ?
        and (u.email_key = lower(?)
             or lower(d.resource ->> 'userName') = lower(?)
             or exists (select 1 from jsonb_path_query(d.resource, '$.emails[*].value') as v (email)
                         where lower(v.email #>> '{}') = lower(?)))
      order by d.id limit ?`,
    [tenantId, email, email, email, MOST_FOUND],
  );
  return result.rows;
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
