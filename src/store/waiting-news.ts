import type { Transaction } from './database.ts';

/**
 * Who of these people is named by an event that still waits, by any of their ids. The inbox is read as far as it waits,
 * and once, however many people are asked about.
 *
 * @returns their directory user ids
 */
export async function readPeopleWithWaitingNews(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<string[]> {
  if (directoryUserIds.length === 0) return [];
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `with named as materialized (
       select directory_user_id, directory_id, key from directory_user_keys
        where tenant_id = ? and directory_user_id = any(?::uuid[])),
     waiting as materialized (
       select distinct directory_id, key
         from inbox
        cross join lateral (values ('src:' || (payload #>> '{news,person,sourceId}')),
                                   ('idp:' || (payload #>> '{news,person,externalId}'))) as n (key)
        where tenant_id = ? and status = 'waiting' and key is not null)
     select distinct directory_user_id as id from named join waiting using (directory_id, key)`,
    [tenantId, directoryUserIds, tenantId],
  );
  return result.rows.map(({ id }) => id);
}
