import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { Transaction } from './database.ts';

export interface StoredResource {
  id: string;
  resource: DirectoryUserResource;
}

/** The stored records of these people. */
export async function readResources(
  trx: Transaction,
  tenantId: string,
  ids: string[],
): Promise<StoredResource[]> {
  const result = await trx.raw<{ rows: StoredResource[] }>(
    `select id, resource from directory_users
      where tenant_id = ? and id = any(?::uuid[]) and resource is not null`,
    [tenantId, ids],
  );
  return result.rows;
}

/** Adds records of people of whom none is stored; returns who got one. */
export async function fillResources(
  trx: Transaction,
  tenantId: string,
  rows: StoredResource[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `update directory_users d set resource = r.resource
       from jsonb_to_recordset(?::jsonb) as r (id uuid, resource jsonb)
      where d.tenant_id = ? and d.id = r.id and d.resource is null
     returning d.id`,
    [JSON.stringify(rows), tenantId],
  );
  return result.rows.map((row) => row.id);
}

/** Replaces stored records, and forgets addresses that are in them no more. Their clocks stay: this is no news. */
export async function replaceResources(
  trx: Transaction,
  tenantId: string,
  rows: StoredResource[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx.send(
    `with given as materialized (select id, resource from jsonb_to_recordset(?::jsonb) as r (id uuid, resource jsonb)),
          forgotten as (
            delete from directory_user_emails e using given g
             where e.tenant_id = ? and e.directory_user_id = g.id
               and not exists (select 1 from jsonb_path_query(g.resource, '$.emails[*].value') as v (email)
                                where lower(v.email #>> '{}') = e.email_key))
     update directory_users d set resource = g.resource from given g
      where d.tenant_id = ? and d.id = g.id`,
    [JSON.stringify(rows), tenantId, tenantId],
  );
}
