import type { DirectoryState } from '../domain/directory-state.ts';
import type { Queries, Transaction } from './database.ts';

/** A directory whose first sync is not complete. */
export interface FirstSync {
  tenant_id: string;
  directory_id: string;
}

/** Those that are to be looked at by now, of any tenant. */
export async function findDueFirstSyncs(trx: Transaction, now: Date, limit: number): Promise<FirstSync[]> {
  const result = await trx.raw<{ rows: FirstSync[] }>(
    `select tenant_id, directory_id from first_syncs where look_at <= ?
      order by look_at, tenant_id, directory_id limit ?`,
    [now, limit],
  );
  return result.rows;
}

/**
 * Directories that are to have a first sync and have none: a process of a version before there were any made them. Goes
 * through all directories.
 */
export async function findMissingFirstSyncs(trx: Transaction, limit: number): Promise<FirstSync[]> {
  const result = await trx.raw<{ rows: FirstSync[] }>(
    `select d.tenant_id, d.id as directory_id from directories d
      where d.first_synced_at is null and d.state <> 'disconnected'
        and not exists (select 1 from first_syncs f where f.tenant_id = d.tenant_id and f.directory_id = d.id)
      order by d.tenant_id, d.id limit ?`,
    [limit],
  );
  return result.rows;
}

/** Has a first sync looked for, unless it is already or has ended meanwhile. */
export async function insertFirstSync(
  trx: Transaction,
  { tenant_id, directory_id }: FirstSync,
  now: Date,
): Promise<void> {
  await trx.raw(
    `insert into first_syncs (tenant_id, directory_id, look_at)
     select tenant_id, id, ?::timestamptz from directories
      where tenant_id = ? and id = ? and first_synced_at is null and state <> 'disconnected'
     on conflict (tenant_id, directory_id) do nothing`,
    [now, tenant_id, directory_id],
  );
}

/** Looks at one, and at the next time not before `next`; false where another process has just done so. */
export async function takeFirstSync(
  trx: Transaction,
  { tenant_id, directory_id }: FirstSync,
  now: Date,
  next: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    'update first_syncs set look_at = ? where tenant_id = ? and directory_id = ? and look_at <= ?',
    [next, tenant_id, directory_id, now],
  );
  return result.rowCount > 0;
}

/** There is nothing to look at any more: it is complete, or will never be. */
export async function endFirstSync(
  trx: Transaction,
  { tenant_id, directory_id }: FirstSync,
  firstSyncedAt: Date | null,
): Promise<void> {
  await trx.raw('delete from first_syncs where tenant_id = ? and directory_id = ?', [
    tenant_id,
    directory_id,
  ]);
  if (firstSyncedAt === null) return;
  await trx.raw(
    `update directories set first_synced_at = ?
      where tenant_id = ? and id = ? and first_synced_at is null`,
    [firstSyncedAt, tenant_id, directory_id],
  );
}

/** What says whether the first sync of a directory is complete. */
export interface SyncRow {
  source: 'workos' | 'scim' | 'import';
  idp: string | null;
  profile: string | null;
  state: DirectoryState;
  upstream_state: string | null;
  created_at: Date;
  connected_at: Date | null;
  last_event_at: Date | null;
  first_synced_at: Date | null;
  has_content: boolean;
  is_waiting: boolean;
  /** Whether a resync of it was asked for or is going on, and whether one was ever finished. */
  resync_is_open: boolean;
  resynced_at: Date | null;
}

/** How the sync of a directory stands, without counting; null where there is no such directory. */
export async function readSync(trx: Queries, tenantId: string, directoryId: string): Promise<SyncRow | null> {
  const result = await trx.raw<{ rows: SyncRow[] }>(
    `select d.source, d.idp, d.profile, d.state, d.upstream_state, d.created_at, d.connected_at, d.last_event_at,
            d.first_synced_at,
            exists (select 1 from directory_users p
                     where p.tenant_id = d.tenant_id and p.directory_id = d.id
                       and not p.gone and p.resource is not null)
              or exists (select 1 from directory_groups g
                          where g.tenant_id = d.tenant_id and g.directory_id = d.id and not g.gone) as has_content,
            exists (select 1 from inbox i
                     where i.tenant_id = d.tenant_id and i.directory_id = d.id and i.status = 'waiting') as is_waiting,
            exists (select 1 from directory_routes r
                     where r.key = d.workos_id and r.resync_requested_at is not null)
              or exists (select 1 from resyncs s
                          where s.tenant_id = d.tenant_id and s.directory_id = d.id and s.finished_at is null)
              as resync_is_open,
            (select min(s.finished_at) from resyncs s
              where s.tenant_id = d.tenant_id and s.directory_id = d.id and s.phase = 'done') as resynced_at
       from directories d where d.tenant_id = ? and d.id = ?`,
    [tenantId, directoryId],
  );
  return result.rows[0] ?? null;
}

/** How much of a directory is here. */
export interface SyncCounts {
  people: number;
  groups: number;
  memberships: number;
  waiting: number;
  set_aside: number;
}

/** Goes through all of a directory: not for what is asked often. */
export async function countSynced(trx: Queries, tenantId: string, directoryId: string): Promise<SyncCounts> {
  const result = await trx.raw<{ rows: [SyncCounts] }>(
    `select (select count(*) from directory_users p
              where p.tenant_id = d.tenant_id and p.directory_id = d.id
                and not p.gone and p.resource is not null) as people,
            (select count(*) from directory_groups g
              where g.tenant_id = d.tenant_id and g.directory_id = d.id and not g.gone) as groups,
            (select count(*) from directory_groups g
               join group_memberships m
                 on m.tenant_id = g.tenant_id and m.directory_group_id = g.id and m.present
              where g.tenant_id = d.tenant_id and g.directory_id = d.id and not g.gone) as memberships,
            (select count(*) from inbox i
              where i.tenant_id = d.tenant_id and i.directory_id = d.id and i.status = 'waiting') as waiting,
            (select count(*) from inbox i
              where i.tenant_id = d.tenant_id and i.directory_id = d.id and i.status = 'set_aside') as set_aside
       from (select ?::uuid as tenant_id, ?::uuid as id) d`,
    [tenantId, directoryId],
  );
  return result.rows[0];
}
