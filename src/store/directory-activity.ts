import type { Transaction } from './database.ts';

export type ActivityKind =
  'people' | 'groups' | 'memberships' | 'connection' | 'other' | 'resync' | 'requests';

/** News of one kind that came in one hour. */
export interface ActivityRow {
  directory_id: string;
  hour: Date;
  kind: ActivityKind;
  events: number;
  /** Took effect more than an hour after it came about at the identity provider. */
  late: number;
  last_at: Date;
}

/** From when on the news of a directory is to be counted: the beginning of an hour. */
export interface CountFrom {
  id: string;
  since: Date;
}

/**
 * What the inbox has of directories since a moment, by the hour. What differs is found by a resync, what a file says is of
 * its own time, and so neither is late.
 */
const counted = `
  with recent as materialized (
       select i.directory_id, i.received_at, i.finished_at, i.occurred_at, i.source,
              case
                when i.type like 'resync%' then 'resync'
                when i.payload->'news'->>'kind' in ('user_seen', 'user_gone') then 'people'
                when i.payload->'news'->>'kind' in ('group_seen', 'group_gone') then 'groups'
                when i.payload->'news'->>'kind' in ('joined', 'left', 'group_changed') then 'memberships'
                when i.payload->'news'->>'kind' = 'directory_changed' then 'connection'
                else 'other'
              end as kind
         from inbox i where i.tenant_id = ? and i.received_at >= ?::timestamptz)
  select r.directory_id, date_trunc('hour', r.received_at, 'UTC') as hour, r.kind, count(*)::int as events,
         (count(*) filter (where r.source = 'workos' and r.kind in ('people', 'groups', 'memberships')
            and coalesce(r.finished_at, r.received_at) > r.occurred_at + interval '1 hour'
            and r.received_at < r.occurred_at + interval '7 days'))::int as late,
         max(r.received_at) as last_at
    from recent r
    join jsonb_to_recordset(?::jsonb) as f (id uuid, since timestamptz)
      on f.id = r.directory_id and r.received_at >= f.since
   group by 1, 2, 3`;

/** By the index of what was received; only then by directory. */
function bindingsOf(tenantId: string, from: readonly CountFrom[]): unknown[] {
  const earliest = new Date(Math.min(...from.map(({ since }) => since.getTime())));
  return [tenantId, earliest, JSON.stringify(from)];
}

/** Counts anew what came since; as often as one likes, with the same end. */
export async function countActivity(
  trx: Transaction,
  tenantId: string,
  from: readonly CountFrom[],
): Promise<void> {
  if (from.length === 0) return;
  await trx.send(
    `insert into directory_activity (tenant_id, directory_id, hour, kind, events, late, last_at)
     select ?::uuid, directory_id, hour, kind, events, late, last_at from (${counted}) c
     on conflict (tenant_id, directory_id, hour, kind) do update
        set events = excluded.events, late = excluded.late, last_at = excluded.last_at`,
    [tenantId, ...bindingsOf(tenantId, from)],
  );
}

/** As countActivity would write it. */
export async function readRecentActivity(
  trx: Transaction,
  tenantId: string,
  from: readonly CountFrom[],
): Promise<ActivityRow[]> {
  if (from.length === 0) return [];
  const result = await trx.raw<{ rows: ActivityRow[] }>(counted, bindingsOf(tenantId, from));
  return result.rows;
}

/** Notes in which hour a token of a directory was last used: also a request that changed nothing is a sign of life. */
export async function countRequests(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
): Promise<void> {
  await trx.send(
    `insert into directory_activity as a (tenant_id, directory_id, hour, kind, events, late, last_at)
     select ?::uuid, directory_id, date_trunc('hour', max(last_used_at), 'UTC'), 'requests', 1, 0, max(last_used_at)
       from directory_tokens
      where tenant_id = ? and directory_id = any(?::uuid[]) and last_used_at is not null
      group by directory_id
     on conflict (tenant_id, directory_id, hour, kind) do update set last_at = excluded.last_at
      where a.last_at < excluded.last_at`,
    [tenantId, tenantId, directoryIds],
  );
}

/** What was counted of these directories, in the order of the hours; since a moment, or all that is kept. */
export async function readActivity(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
  since: Date | null = null,
): Promise<ActivityRow[]> {
  const result = await trx.raw<{ rows: ActivityRow[] }>(
    `select directory_id, hour, kind, events, late, last_at from directory_activity
      where tenant_id = ? and directory_id = any(?::uuid[]) and (?::timestamptz is null or hour >= ?::timestamptz)
      order by hour`,
    [tenantId, directoryIds, since, since],
  );
  return result.rows;
}

/** Removes what is older than `keptDays` before the last news of its directory: of one that is silent, all stays. */
export async function removeOldActivity(trx: Transaction, tenantId: string, keptDays: number): Promise<void> {
  await trx.send(
    `delete from directory_activity a
      using (select directory_id, max(hour) as last from directory_activity where tenant_id = ? group by directory_id) l
      where a.tenant_id = ? and a.directory_id = l.directory_id and a.hour < l.last - ? * interval '1 day'`,
    [tenantId, tenantId, keptDays],
  );
}
