import type { Transaction } from './database.ts';

export interface SeenGroupRow {
  id: string;
  source_id: string;
  external_id: string | null;
  name: string | null;
  gone: boolean;
}

/** The next groups that a tenant's directories have, or had, in the order of their ids. */
export async function readPageOfGroups(
  trx: Transaction,
  tenantId: string,
  after: string,
  limit: number,
): Promise<SeenGroupRow[]> {
  const result = await trx.raw<{ rows: SeenGroupRow[] }>(
    `select g.id, g.source_id, g.external_id, g.name,
            g.gone or d.state = 'disconnected' or d.upstream_state is not distinct from 'deleted' as gone
       from directory_groups g
       join directories d on d.tenant_id = g.tenant_id and d.id = g.directory_id
      where g.tenant_id = ? and g.id > ?
        -- Only named by a membership so far: nothing is known of it.
        and g.occurred_at is not null
      order by g.id limit ?`,
    [tenantId, after, limit],
  );
  return result.rows;
}

/** How many people who are there are in each of these groups, by their ids; a group that is empty is left out. */
export async function countMembers(
  trx: Transaction,
  tenantId: string,
  groupIds: readonly string[],
): Promise<Map<string, number>> {
  if (groupIds.length === 0) return new Map();
  const result = await trx.raw<{ rows: { id: string; members: number }[] }>(
    `select g.id, count(*)::int as members
       from directory_groups g
       join group_memberships m on m.tenant_id = g.tenant_id and m.directory_group_id = g.id and m.present
       join directory_users p on p.tenant_id = m.tenant_id and p.id = m.directory_user_id and not p.gone
      where g.tenant_id = ? and g.id = any(?::uuid[])
        and m.occurred_at > coalesce(greatest(p.removed_at, g.removed_at), '-infinity')
      group by g.id`,
    [tenantId, groupIds],
  );
  return new Map(result.rows.map(({ id, members }) => [id, members]));
}
