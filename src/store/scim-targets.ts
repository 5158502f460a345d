import type { Transaction } from './database.ts';

// What is looked up for each of several keys is fenced by OFFSET 0: one look at an index for each, also before PostgreSQL
// has counted how large a directory is. Joined, it may read the whole directory instead.

/** A resource of a directory, by the id that its identity provider knows. */
export interface ResourceKey {
  directoryId: string;
  id: string;
}

export interface UserTarget {
  directory_id: string;
  id: string;
  /** Of the row of directory_users. */
  row_id: string;
  resource: Record<string, unknown>;
  created_at: Date;
  occurred_at: Date;
  /** Was removed. */
  gone: boolean;
  /** Has left, and is kept as the last administrator: for the identity provider nothing has happened. */
  held: boolean;
  /** A hold keeps a role or an account for them as the last administrator, whatever would take it. */
  waits: boolean;
  groups: { value: string; display: string | null }[] | null;
}

/** The SCIM users that are to be changed. Who is gone is not there, unless held as the last administrator. */
export async function readUserTargets(
  trx: Transaction,
  tenantId: string,
  keys: ResourceKey[],
): Promise<UserTarget[]> {
  if (keys.length === 0) return [];
  const result = await trx.raw<{ rows: UserTarget[] }>(
    `select * from (
       select u.directory_id, u.source_id as id, u.id as row_id, u.resource, u.created_at, u.occurred_at, u.gone,
              w.waits, w.waits and (u.gone or not u.active) as held,
              (select jsonb_agg(jsonb_build_object('value', g.source_id, 'display', g.name) order by g.source_id)
                 from group_memberships m
                 join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.directory_group_id and not g.gone
                where m.tenant_id = u.tenant_id and m.directory_user_id = u.id and m.present
                  and m.occurred_at > coalesce(case when u.gone then u.created_at else u.removed_at end, '-infinity')
              ) as groups
         from unnest(?::uuid[], ?::text[]) as wanted (directory_id, id)
        cross join lateral (
              select * from directory_users d
               where d.tenant_id = ? and d.directory_id = wanted.directory_id and d.source_id = wanted.id
                 and d.resource is not null and d.occurred_at is not null
              offset 0) u
        cross join lateral (
              select exists (select 1 from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
                              where p.tenant_id = u.tenant_id and p.directory_user_id = u.id and p.status = 'open'
                                and h.kind = 'sole_admin')
                  or exists (select 1 from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
                              where p.tenant_id = u.tenant_id and p.directory_user_id = u.id and p.status = 'rejected'
                                and h.kind = 'sole_admin') as waits
              offset 0) w) t
      where not t.gone or t.held`,
    [keys.map(({ directoryId }) => directoryId), keys.map(({ id }) => id), tenantId],
  );
  return result.rows;
}

/** Someone who has a name that is wanted. */
export interface NameOwner {
  /** Of `wanted`. */
  index: number;
  by: 'userName' | 'externalId' | 'reference';
  id: string;
  row_id: string;
  external_id: string | null;
  gone: boolean;
}

/**
 * Who has these user names (without case) and external ids, in the same directory: also those who are gone, and
 * references to someone not yet known (`reference`: a membership named the external id). Who was last heard of is first.
 */
export async function readNameOwners(
  trx: Transaction,
  tenantId: string,
  wanted: { directoryId: string; userName: string | null; externalId: string | null }[],
): Promise<NameOwner[]> {
  if (wanted.length === 0) return [];
  const result = await trx.raw<{ rows: NameOwner[] }>(
    // Under row-level security an index is used only where a column is compared with a plain value: lower() goes before.
    `with wanted as materialized (
       select directory_id, lower(user_name) as user_name_key, external_id, index
         from unnest(?::uuid[], ?::text[], ?::text[], ?::int[]) as w (directory_id, user_name, external_id, index)
     )
     select w.index, 'userName' as by, u.source_id as id, u.id as row_id, u.external_id, u.gone, u.occurred_at
       from wanted w
      cross join lateral (
            select * from directory_users d
             where d.tenant_id = ? and d.directory_id = w.directory_id and d.user_name_key = w.user_name_key
            offset 0) u
     union all
     select w.index, case when u.resource is null then 'reference' else 'externalId' end, u.source_id, u.id,
            u.external_id, u.gone, u.occurred_at
       from wanted w
      cross join lateral (
            select * from directory_users d
             where d.tenant_id = ? and d.directory_id = w.directory_id and d.external_id = w.external_id
            offset 0) u
     union all
     select w.index, 'reference', u.source_id, u.id, u.external_id, u.gone, u.occurred_at
       from wanted w
      cross join lateral (
            select * from directory_users d
             where d.tenant_id = ? and d.directory_id = w.directory_id and d.source_id = w.external_id
               and d.resource is null and d.occurred_at is null
            offset 0) u
      order by occurred_at desc nulls last`,
    [
      wanted.map(({ directoryId }) => directoryId),
      // Nobody has an empty name.
      wanted.map(({ userName }) => userName ?? ''),
      wanted.map(({ externalId }) => externalId ?? ''),
      wanted.map((_, index) => index),
      tenantId,
      tenantId,
      tenantId,
    ],
  );
  return result.rows;
}

export interface GroupTarget {
  directory_id: string;
  id: string;
  /** Of the row of directory_groups. */
  row_id: string;
  resource: Record<string, unknown> | null;
  name: string | null;
  external_id: string | null;
  created_at: Date;
  occurred_at: Date;
}

/** The SCIM groups that are to be changed, those that are gone left out. Their members are not read. */
export async function readGroupTargets(
  trx: Transaction,
  tenantId: string,
  keys: ResourceKey[],
): Promise<GroupTarget[]> {
  if (keys.length === 0) return [];
  const result = await trx.raw<{ rows: GroupTarget[] }>(
    `select g.directory_id, g.source_id as id, g.id as row_id, g.resource, g.name, g.external_id, g.created_at,
            g.occurred_at
       from unnest(?::uuid[], ?::text[]) as wanted (directory_id, id)
      cross join lateral (
            select * from directory_groups d
             where d.tenant_id = ? and d.directory_id = wanted.directory_id and d.source_id = wanted.id
               and not d.gone and d.occurred_at is not null
            offset 0) g`,
    [keys.map(({ directoryId }) => directoryId), keys.map(({ id }) => id), tenantId],
  );
  return result.rows;
}

/** The groups that have these names (without case), in the same directory. */
export async function readGroupNameOwners(
  trx: Transaction,
  tenantId: string,
  wanted: { directoryId: string; name: string }[],
): Promise<{ index: number; id: string }[]> {
  if (wanted.length === 0) return [];
  const result = await trx.raw<{ rows: { index: number; id: string }[] }>(
    `with wanted as materialized (
       select directory_id, lower(name) as name_key, index
         from unnest(?::uuid[], ?::text[], ?::int[]) as w (directory_id, name, index)
     )
     select w.index, g.source_id as id
       from wanted w
       join directory_groups g
         on g.tenant_id = ? and g.directory_id = w.directory_id and g.name_key = w.name_key and not g.gone`,
    [
      wanted.map(({ directoryId }) => directoryId),
      wanted.map(({ name }) => name),
      wanted.map((_, index) => index),
      tenantId,
    ],
  );
  return result.rows;
}

/** Whether each of these values is a member of its group now; only those that are come back. */
export async function readPresentMembers(
  trx: Transaction,
  tenantId: string,
  asked: { groupRowId: string; directoryId: string; value: string }[],
): Promise<{ group_row_id: string; value: string }[]> {
  if (asked.length === 0) return [];
  const result = await trx.raw<{ rows: { group_row_id: string; value: string }[] }>(
    // One look at each primary key, also before PostgreSQL has counted how large a group is: joined, it may read the
    // whole group for each value.
    `with asked as materialized (
       select a.group_row_id, a.value,
              (select k.directory_user_id from directory_user_keys k
                where k.tenant_id = ? and k.directory_id = a.directory_id and k.key = a.key) as person_id
         from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[]) as a (group_row_id, directory_id, value, key)
     )
     select a.group_row_id, a.value
       from asked a
      where (select m.present and not u.gone and (u.removed_at is null or m.occurred_at > u.removed_at)
               from group_memberships m
               join directory_users u on u.tenant_id = m.tenant_id and u.id = m.directory_user_id
              where m.tenant_id = ? and m.directory_user_id = a.person_id
                and m.directory_group_id = a.group_row_id)`,
    [
      tenantId,
      asked.map(({ groupRowId }) => groupRowId),
      asked.map(({ directoryId }) => directoryId),
      asked.map(({ value }) => value),
      asked.map(({ value }) => `src:${value}`),
      tenantId,
    ],
  );
  return result.rows;
}

/** The members of a group other than those named, by the ids that the identity provider knows. */
export async function readOtherMembers(
  trx: Transaction,
  tenantId: string,
  group: { rowId: string; directoryId: string },
  except: string[],
): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select u.source_id as id
       from group_memberships m
       join directory_users u
         on u.tenant_id = m.tenant_id and u.id = m.directory_user_id and not u.gone
        and (u.removed_at is null or m.occurred_at > u.removed_at)
      where m.tenant_id = ? and m.directory_group_id = ? and m.present
        and m.directory_user_id not in (
              select k.directory_user_id from directory_user_keys k
               where k.tenant_id = ? and k.directory_id = ? and k.key = any(?::text[]))`,
    [tenantId, group.rowId, tenantId, group.directoryId, except.map((value) => `src:${value}`)],
  );
  return result.rows.map((row) => row.id);
}

/**
 * Gives out `count` instants of a directory's clock, one millisecond apart and later than all before, and notes that
 * the directory was heard of; returns the first in milliseconds since 1970. So what is applied later also counts as
 * later, whichever process applies it and whatever its clock says.
 */
export async function advanceClock(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  count: number,
  now: Date,
): Promise<number> {
  const result = await trx.raw<{ rows: { clock: Date }[] }>(
    `update directories
        set clock = greatest(?::timestamptz, clock + interval '1 millisecond') + ? * interval '1 millisecond',
            last_event_at = ?::timestamptz, last_applied_at = ?::timestamptz
      where tenant_id = ? and id = ?
     returning clock`,
    [now, count - 1, now, now, tenantId, directoryId],
  );
  return (result.rows[0]?.clock ?? now).getTime() - (count - 1);
}
