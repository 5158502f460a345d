import type { Transaction } from './database.ts';

// What is looked up for each of several keys is fenced by OFFSET 0: one look at an index for each, also before PostgreSQL
// has counted how large a directory is. Joined, it may read the whole directory instead.

/** A known name of a person in a directory, and the clock of the record behind it. */
export interface KnownPerson {
  directory_id: string;
  key: string;
  id: string;
  occurred_at: Date | null;
  gone: boolean;
  event_id: string | null;
}

/** The people behind the given (directory, key) pairs; `directoryIds[i]` belongs to `keys[i]`. */
export async function findPeopleByKeys(
  trx: Transaction,
  tenantId: string,
  directoryIds: string[],
  keys: string[],
): Promise<KnownPerson[]> {
  const result = await trx.raw<{ rows: KnownPerson[] }>(
    `select k.directory_id, k.key, u.id, u.occurred_at, u.gone, u.event_id
       from unnest(?::uuid[], ?::text[]) as wanted (directory_id, key)
      cross join lateral (
            select * from directory_user_keys n
             where n.tenant_id = ? and n.directory_id = wanted.directory_id and n.key = wanted.key
            offset 0) k
      cross join lateral (
            select * from directory_users d where d.tenant_id = ? and d.id = k.directory_user_id
            offset 0) u`,
    [directoryIds, keys, tenantId, tenantId],
  );
  return result.rows;
}

export interface PersonRow {
  id: string;
  directory_id: string;
  external_id: string | null;
  source_id: string;
  resource: unknown;
  active: boolean;
  gone: boolean;
  occurred_at: string | null;
  event_id: string | null;
}

/**
 * Writes people's records. A row without a clock only makes the person known; a removal keeps the record that was
 * there, so that it can still be explained who left.
 */
export async function writePeople(trx: Transaction, tenantId: string, rows: PersonRow[]): Promise<void> {
  if (rows.length === 0) return;
  await trx.send(
    `insert into directory_users as d
            (tenant_id, id, directory_id, external_id, source_id, resource, active, gone, occurred_at, event_id,
             created_at)
     select ?::uuid, id, directory_id, external_id, source_id, resource, active, gone, occurred_at, event_id,
            occurred_at
       from jsonb_to_recordset(?::jsonb) as r (
              id uuid, directory_id uuid, external_id text, source_id text, resource jsonb,
              active boolean, gone boolean, occurred_at timestamptz, event_id text)
     on conflict (tenant_id, id) do update
        set external_id = coalesce(excluded.external_id, d.external_id),
            source_id = excluded.source_id,
            resource = coalesce(excluded.resource, d.resource),
            active = excluded.active,
            gone = excluded.gone,
            occurred_at = excluded.occurred_at,
            event_id = excluded.event_id,
            -- Who returns has a new record, unless it is the same: then the removal was refused.
            created_at = case when d.gone and not excluded.gone and excluded.source_id <> d.source_id
                              then excluded.created_at
                              else coalesce(d.created_at, excluded.created_at) end
      where excluded.occurred_at is not null`,
    [tenantId, JSON.stringify(rows)],
  );
}

/** Notes when people or groups were removed; returns those for whom that is later than what was known. */
export async function writeRemovals(
  trx: Transaction,
  tenantId: string,
  table: 'directory_users' | 'directory_groups',
  rows: { id: string; removed_at: string }[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `update ${table} t set removed_at = r.removed_at
       from jsonb_to_recordset(?::jsonb) as r (id uuid, removed_at timestamptz)
      where t.tenant_id = ? and t.id = r.id and (t.removed_at is null or t.removed_at < r.removed_at)
     returning t.id`,
    [JSON.stringify(rows), tenantId],
  );
  return result.rows.map((row) => row.id);
}

/** Marks people gone whose source's record became someone else's, unless later news of them is known; returns who was. */
export async function retirePeople(
  trx: Transaction,
  tenantId: string,
  rows: { id: string; occurred_at: string; event_id: string }[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `update directory_users d
        set active = false, gone = true, occurred_at = r.occurred_at, event_id = r.event_id
       from jsonb_to_recordset(?::jsonb) as r (id uuid, occurred_at timestamptz, event_id text)
      where d.tenant_id = ? and d.id = r.id
        and (d.occurred_at is null
             or (r.occurred_at, true, r.event_id collate "C") > (d.occurred_at, d.gone, d.event_id collate "C"))
     returning d.id`,
    [JSON.stringify(rows), tenantId],
  );
  return result.rows.map((row) => row.id);
}

/** Gives the memberships of one name of a person to the person behind it, last writer wins. */
export async function adoptMemberships(
  trx: Transaction,
  tenantId: string,
  adopted: { from: string; to: string }[],
): Promise<void> {
  if (adopted.length === 0) return;
  await trx.send(
    `insert into group_memberships as m
            (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
     select distinct on (r."to", f.directory_group_id)
            f.tenant_id, r."to", f.directory_group_id, f.present, f.occurred_at, f.event_id
       from jsonb_to_recordset(?::jsonb) as r ("from" uuid, "to" uuid)
       join group_memberships f on f.tenant_id = ? and f.directory_user_id = r."from"
      order by r."to", f.directory_group_id, f.occurred_at desc, f.present, f.event_id collate "C" desc
     on conflict (tenant_id, directory_user_id, directory_group_id) do update
        set present = excluded.present, occurred_at = excluded.occurred_at, event_id = excluded.event_id
      where (excluded.occurred_at, not excluded.present, excluded.event_id collate "C")
          > (m.occurred_at, not m.present, m.event_id collate "C")`,
    [JSON.stringify(adopted), tenantId],
  );
}

export interface PersonKeyRow {
  directory_id: string;
  key: string;
  directory_user_id: string;
}

export async function writePersonKeys(
  trx: Transaction,
  tenantId: string,
  rows: PersonKeyRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx.send(
    `insert into directory_user_keys as k (tenant_id, directory_id, key, directory_user_id)
     select ?::uuid, directory_id, key, directory_user_id
       from jsonb_to_recordset(?::jsonb) as r (directory_id uuid, key text, directory_user_id uuid)
     on conflict (tenant_id, directory_id, key) do update
        set directory_user_id = excluded.directory_user_id
      where k.directory_user_id is distinct from excluded.directory_user_id`,
    [tenantId, JSON.stringify(rows)],
  );
}

/** The e-mail addresses by which people of SCIM directories are looked up: replaces those of each person named. */
export async function writePersonEmails(
  trx: Transaction,
  tenantId: string,
  people: { id: string; directory_id: string; emails: string[] }[],
): Promise<void> {
  if (people.length === 0) return;
  const given = people.flatMap(({ id, directory_id, emails }) =>
    emails.map((email) => ({ id, directory_id, email })),
  );
  await trx.send(
    `with given as materialized (
       select distinct id, directory_id, lower(email) as email_key
         from jsonb_to_recordset(?::jsonb) as r (id uuid, directory_id uuid, email text)
     ), removed as (
       delete from directory_user_emails e
        where e.tenant_id = ? and e.directory_user_id = any(?::uuid[])
          and not exists (select 1 from given g where g.id = e.directory_user_id and g.email_key = e.email_key)
     )
     insert into directory_user_emails (tenant_id, directory_id, email_key, directory_user_id)
     select ?::uuid, directory_id, email_key, id from given
     on conflict do nothing`,
    [JSON.stringify(given), tenantId, people.map(({ id }) => id), tenantId],
  );
}
