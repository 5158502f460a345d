import type { Transaction } from './database.ts';

// What is looked up for each of several keys is fenced by OFFSET 0: one look at an index for each, also before PostgreSQL
// has counted how large a directory is. Joined, it may read the whole directory instead.

export interface GroupRow {
  id: string;
  directory_id: string;
  source_id: string;
  external_id: string | null;
  name: string | null;
  /** The whole record of a SCIM group without its members; null for other sources. */
  resource: unknown;
  gone: boolean;
  occurred_at: Date | string | null;
  event_id: string | null;
}

/** The groups behind the given (directory, source id) pairs. */
export async function findGroups(
  trx: Transaction,
  tenantId: string,
  directoryIds: string[],
  sourceIds: string[],
): Promise<GroupRow[]> {
  const result = await trx.raw<{ rows: GroupRow[] }>(
    `select g.id, g.directory_id, g.source_id, g.external_id, g.name, g.resource, g.gone, g.occurred_at, g.event_id
       from unnest(?::uuid[], ?::text[]) as wanted (directory_id, source_id)
      cross join lateral (
            select * from directory_groups d
             where d.tenant_id = ? and d.directory_id = wanted.directory_id and d.source_id = wanted.source_id
            offset 0) g`,
    [directoryIds, sourceIds, tenantId],
  );
  return result.rows;
}

/** So many names of before are kept of a group. */
const MOST_FORMER_NAMES = 5;

export async function writeGroups(trx: Transaction, tenantId: string, rows: GroupRow[]): Promise<void> {
  if (rows.length === 0) return;
  await trx.send(
    `insert into directory_groups as g
            (tenant_id, id, directory_id, source_id, external_id, name, resource, gone, occurred_at, event_id, created_at)
     select ?::uuid, id, directory_id, source_id, external_id, name, resource, gone, occurred_at, event_id, occurred_at
       from jsonb_to_recordset(?::jsonb) as r (
              id uuid, directory_id uuid, source_id text, external_id text, name text, resource jsonb,
              gone boolean, occurred_at timestamptz, event_id text)
     on conflict (tenant_id, id) do update
        set external_id = excluded.external_id, name = excluded.name, resource = excluded.resource,
            gone = excluded.gone, occurred_at = excluded.occurred_at, event_id = excluded.event_id,
            created_at = coalesce(g.created_at, excluded.created_at),
            former_names = case
              when g.name is null or g.name = excluded.name then g.former_names
              else (array_prepend(g.name, array_remove(g.former_names, g.name)))[1:?]
            end`,
    [tenantId, JSON.stringify(rows), MOST_FORMER_NAMES],
  );
}

export interface MembershipRow {
  directory_user_id: string;
  directory_group_id: string;
  present: boolean;
  occurred_at: string;
  event_id: string;
}

/** Writes memberships, last writer wins; returns those that were news. */
export async function writeMemberships(
  trx: Transaction,
  tenantId: string,
  rows: MembershipRow[],
): Promise<{ directory_user_id: string; directory_group_id: string }[]> {
  if (rows.length === 0) return [];
  const result = await trx.raw<{ rows: { directory_user_id: string; directory_group_id: string }[] }>(
    `insert into group_memberships as m
            (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
     select ?::uuid, directory_user_id, directory_group_id, present, occurred_at, event_id
       from jsonb_to_recordset(?::jsonb) as r (
              directory_user_id uuid, directory_group_id uuid, present boolean,
              occurred_at timestamptz, event_id text)
     on conflict (tenant_id, directory_user_id, directory_group_id) do update
        set present = excluded.present, occurred_at = excluded.occurred_at, event_id = excluded.event_id
      where (excluded.occurred_at, not excluded.present, excluded.event_id collate "C")
          > (m.occurred_at, not m.present, m.event_id collate "C")
     returning m.directory_user_id, m.directory_group_id`,
    [tenantId, JSON.stringify(rows)],
  );
  return result.rows;
}

/** Everyone who is in one of these groups, once for each group. */
export async function findMembers(
  trx: Transaction,
  tenantId: string,
  groupIds: string[],
): Promise<{ directory_user_id: string; directory_group_id: string }[]> {
  if (groupIds.length === 0) return [];
  const result = await trx.raw<{ rows: { directory_user_id: string; directory_group_id: string }[] }>(
    `select directory_user_id, directory_group_id from group_memberships
      where tenant_id = ? and directory_group_id = any(?::uuid[]) and present`,
    [tenantId, groupIds],
  );
  return result.rows;
}

/** Every group that these people are in, by the source's id. */
export async function findMembershipsOf(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<{ directory_user_id: string; source_id: string }[]> {
  if (directoryUserIds.length === 0) return [];
  const result = await trx.raw<{ rows: { directory_user_id: string; source_id: string }[] }>(
    `select m.directory_user_id, g.source_id
       from (select * from group_memberships
              where tenant_id = ? and directory_user_id = any(?::uuid[]) and present offset 0) m
      cross join lateral (
            select source_id from directory_groups where tenant_id = ? and id = m.directory_group_id offset 0) g`,
    [tenantId, directoryUserIds, tenantId],
  );
  return result.rows;
}
