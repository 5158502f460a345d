import type { Transaction } from './database.ts';

/** The guards that count over a sliding window. */
export type CountingGuard = 'deactivations' | 'admin_grants';

/** How many changes a guard has let pass since a moment. */
export async function countGuarded(
  trx: Transaction,
  tenantId: string,
  guard: CountingGuard,
  since: Date,
): Promise<number> {
  const result = await trx.raw<{ rows: [{ count: number }] }>(
    'select count(*)::int as count from guarded_changes where tenant_id = ? and guard = ? and at > ?',
    [tenantId, guard, since],
  );
  return result.rows[0].count;
}

/** Notes what a guard has let pass. */
export async function insertGuarded(
  trx: Transaction,
  tenantId: string,
  passed: { guard: CountingGuard; user_id: string }[],
  now: Date,
): Promise<void> {
  if (passed.length === 0) return;
  await trx.send(
    `insert into guarded_changes (tenant_id, guard, at, user_id)
     select ?::uuid, guard, ?::timestamptz, user_id
       from jsonb_to_recordset(?::jsonb) as r (guard text, user_id uuid)
     on conflict (tenant_id, guard, at, user_id) do nothing`,
    [tenantId, now, JSON.stringify(passed)],
  );
}

/** Forgets what no window reaches back to any more. */
export async function removeGuardedBefore(
  trx: Transaction,
  tenantId: string,
  guard: CountingGuard,
  before: Date,
): Promise<void> {
  await trx.send('delete from guarded_changes where tenant_id = ? and guard = ? and at <= ?', [
    tenantId,
    guard,
    before,
  ]);
}

/** How many accounts are active, counted no further than `enough`. */
export async function countActiveUsers(trx: Transaction, tenantId: string, enough: number): Promise<number> {
  const result = await trx.raw<{ rows: [{ count: number }] }>(
    `select count(*)::int as count
       from (select 1 from users where tenant_id = ? and status = 'active' limit ?) active`,
    [tenantId, enough],
  );
  return result.rows[0].count;
}

/** A group that these people have left, or that is gone. */
export interface EmptiedGroup {
  id: string;
  source_id: string;
  external_id: string | null;
  name: string | null;
  gone: boolean;
  /** Of those asked about. */
  people: string[];
}

/** Who is in a group: those whom the directory removed are not, although no news of the membership followed. */
const members = `
  select 1 from (select * from group_memberships
                  where tenant_id = ? and directory_group_id = g.id and present offset 0) m
   cross join lateral (select * from directory_users where tenant_id = ? and id = m.directory_user_id offset 0) u
   where not u.gone and (u.removed_at is null or m.occurred_at > u.removed_at)`;

/**
 * The groups that some of these people have left since a moment, or that went since, in which nobody is any more and
 * which lost so many by it. All is counted by the source's time, as memberships are, and no further than `least`; whoever
 * the directory removed is a member no more.
 */
export async function readEmptiedGroups(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
  { since, least }: { since: Date; least: number },
): Promise<EmptiedGroup[]> {
  const result = await trx.raw<{ rows: EmptiedGroup[] }>(
    `select g.id, g.source_id, g.external_id, g.name, g.gone, left_by.people
       from (select m.directory_group_id, array_agg(m.directory_user_id) as people
               from (select * from group_memberships
                      where tenant_id = ? and directory_user_id = any(?::uuid[]) offset 0) m
              where m.present or m.occurred_at > ?
              group by m.directory_group_id) left_by
      cross join lateral (
            select * from directory_groups where tenant_id = ? and id = left_by.directory_group_id offset 0) g
      cross join lateral (
            select count(*) as lost
              from (select 1 from group_memberships m
                     where m.tenant_id = ? and m.directory_group_id = g.id and not m.present and m.occurred_at > ?
                     limit ?) m) former
      where case when g.gone
              then g.removed_at > ? and former.lost + (
                     select count(*) from (select 1 from (${members}) m limit ?) had) >= ?
              else former.lost >= ? and not exists (select 1 from (${members}) m)
            end`,
    [
      ...[tenantId, directoryUserIds, since, tenantId],
      ...[tenantId, since, least],
      ...[since, tenantId, tenantId, least, least],
      ...[least, tenantId, tenantId],
    ],
  );
  return result.rows;
}

/** Somebody who might administer. */
export interface LongProvisioned {
  id: string;
  provisioned_at: Date;
}

/** Active accounts with one of these roles, the longest provisioned first, behind a place in that order. */
export async function readLongestProvisioned(
  trx: Transaction,
  tenantId: string,
  roles: readonly string[],
  after: LongProvisioned | null,
  limit: number,
): Promise<LongProvisioned[]> {
  const result = await trx.raw<{ rows: LongProvisioned[] }>(
    `select id, provisioned_at from users
      where tenant_id = ? and status = 'active' and role = any(?::text[])
        and (provisioned_at, id) > (?::timestamptz, ?::uuid)
      order by provisioned_at, id limit ?`,
    [
      tenantId,
      roles,
      after?.provisioned_at ?? '-infinity',
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ],
  );
  return result.rows;
}
