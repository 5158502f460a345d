import type { Transaction } from './database.ts';

export interface KnownGroup {
  id: string;
  source_id: string;
  external_id: string | null;
  name: string | null;
}

/** Whose names are in the inbox, as the people whom the mirror has by them. */
const personOfNews = `
     cross join lateral (
           select directory_user_id from directory_user_keys
            where tenant_id = :tenant and directory_id = i.directory_id and key = 'src:' || i.person offset 0) k`;

const groupOfNews = `
        cross join lateral (
              select id from directory_groups
               where tenant_id = :tenant and directory_id = i.directory_id
                 and source_id = i.payload #>> '{news,group,sourceId}' and id = any(:giving) offset 0) g`;

/** What an account is is looked at apart, so that it is found by its person, also before PostgreSQL has counted the table. */
const accountOf = (person: string) => `
     cross join lateral (
           select id, status from users
            where tenant_id = :tenant and directory_user_id = ${person} offset 0) u
     where u.status = 'active'`;

/** What one resync says that may take access, of what still waits. What it says came at one time. */
const waitingNews = (kinds: string) => `
      (select directory_id, person, type, payload from inbox
        where tenant_id = :tenant and received_at = :receivedAt and status = 'waiting'
          and type in ('resync.user_gone', 'resync.user_seen', 'resync.left', 'resync.group_gone')
          and (${kinds}) offset 0) i`;

/**
 * How many active accounts are those of people of whom a resync says, in news that still waits, that they are gone or not
 * active any more.
 */
export async function countWaitingLeavers(
  trx: Transaction,
  tenantId: string,
  receivedAt: Date,
): Promise<number> {
  const leaving = `type = 'resync.user_gone'
           or (type = 'resync.user_seen' and payload #> '{news,active}' = 'false'::jsonb)`;
  return count(
    trx,
    `select count(distinct u.id)::int as count from ${waitingNews(leaving)} ${personOfNews} ${accountOf('k.directory_user_id')}`,
    { tenant: tenantId, receivedAt },
  );
}

/** The groups of directories, also those that are gone. */
export async function readGroupsOf(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
): Promise<KnownGroup[]> {
  const result = await trx.raw<{ rows: KnownGroup[] }>(
    `select id, source_id, external_id, name from directory_groups where tenant_id = ? and directory_id = any(?::uuid[])`,
    [tenantId, directoryIds],
  );
  return result.rows;
}

/**
 * How many active accounts are those of people who are in one of the groups that give access, and in none of them any more
 * once the news of a resync that still waits is applied.
 *
 * @param giving ids of groups
 */
export async function countWaitingOutsiders(
  trx: Transaction,
  tenantId: string,
  receivedAt: Date,
  giving: readonly string[],
): Promise<number> {
  return count(
    trx,
    `with ended as materialized (
       select k.directory_user_id, g.id as directory_group_id
         from ${waitingNews(`type = 'resync.left'`)} ${personOfNews} ${groupOfNews}
       union
       select m.directory_user_id, g.id
         from ${waitingNews(`type = 'resync.group_gone'`)} ${groupOfNews}
        cross join lateral (
              select directory_user_id from group_memberships
               where tenant_id = :tenant and directory_group_id = g.id and present offset 0) m),
     remaining as (
       select directory_user_id
         from (select directory_user_id, directory_group_id, true as has_ended from ended
               union all
               select m.directory_user_id, m.directory_group_id, false
                 from (select distinct directory_user_id from ended) e
                cross join lateral (
                      select directory_user_id, directory_group_id from group_memberships
                       where tenant_id = :tenant and directory_user_id = e.directory_user_id and present offset 0) m
                where m.directory_group_id = any(:giving)) membership
        group by directory_user_id, directory_group_id
       having not bool_or(has_ended))
     select count(distinct u.id)::int as count
       from (select directory_user_id from ended except select directory_user_id from remaining) e
       ${accountOf('e.directory_user_id')}`,
    { tenant: tenantId, receivedAt, giving },
  );
}

/** Whether people wait already because of this cause. */
export async function isHeldBecauseOf(trx: Transaction, tenantId: string, cause: string): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1 from holds where tenant_id = ? and kind = 'deactivations' and cause = ? and status = 'open' limit 1`,
    [tenantId, cause],
  );
  return result.rows.length > 0;
}

async function count(
  trx: Transaction,
  sql: string,
  values: { tenant: string; receivedAt: Date; giving?: readonly string[] },
): Promise<number> {
  const types = { tenant: 'uuid', receivedAt: 'timestamptz', giving: 'uuid[]' } as const;
  const bindings: unknown[] = [];
  const written = sql.replaceAll(/:(tenant|receivedAt|giving)\b/g, (_, name: keyof typeof types) => {
    bindings.push(values[name]);
    return `?::${types[name]}`;
  });
  const result = await trx.raw<{ rows: [{ count: number }] }>(written, bindings);
  return result.rows[0].count;
}
