import type { DirectoryState } from '../domain/directory-state.ts';
import type { ProfileName } from '../domain/profile-names.ts';
import type { Transaction } from './database.ts';

export interface NewDirectory {
  id: string;
  source: 'workos' | 'scim' | 'import';
  idp: string | null;
  profile: ProfileName | null;
  name: string | null;
  workosId: string | null;
  /** Of WorkOS; absent: not known yet. */
  organizationId?: string | null;
  state: DirectoryState;
  /** In which state it goes on once something comes from it; absent: as the policy of that day says. */
  startsAs?: 'testing' | 'active' | null;
  createdAt: Date;
}

export async function insertDirectory(
  trx: Transaction,
  tenantId: string,
  directory: NewDirectory,
): Promise<void> {
  await trx.raw(
    `with made as (
       insert into directories (tenant_id, id, source, idp, profile, name, workos_id, organization_id, state,
                                starts_as, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning tenant_id, id, created_at)
     -- Its first sync is looked for from now on.
     insert into first_syncs (tenant_id, directory_id, look_at) select tenant_id, id, created_at from made`,
    [
      tenantId,
      directory.id,
      directory.source,
      directory.idp,
      directory.profile,
      directory.name,
      directory.workosId,
      directory.organizationId ?? null,
      directory.state,
      directory.startsAs ?? null,
      directory.createdAt,
    ],
  );
}

export interface DirectoryRow {
  id: string;
  source: NewDirectory['source'];
  profile: ProfileName | null;
  state: DirectoryState;
  workos_id: string | null;
  /** What the source has last said about the connection. */
  upstream_state: string | null;
}

export async function readDirectory(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<DirectoryRow | null> {
  const result = await trx.raw<{ rows: DirectoryRow[] }>(
    'select id, source, profile, state, workos_id, upstream_state from directories where tenant_id = ? and id = ?',
    [tenantId, directoryId],
  );
  return result.rows[0] ?? null;
}

/** @param peopleLeft whether its people count as gone from now on */
export async function setDirectoryState(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  state: DirectoryState,
  peopleLeft = false,
): Promise<void> {
  await trx.raw('update directories set state = ?, people_left = ? where tenant_id = ? and id = ?', [
    state,
    peopleLeft,
    tenantId,
    directoryId,
  ]);
}

export interface DirectoryLife {
  id: string;
  state: DirectoryState;
  starts_as: 'testing' | 'active' | null;
  /** As of when the whole directory was last read from WorkOS; null: never, or it has another source. */
  read_as_of: Date | null;
}

/** In which states these directories are, but those that are active and were never read as a whole. */
export async function readUnusualStates(
  trx: Transaction,
  tenantId: string,
  directoryIds: string[],
): Promise<DirectoryLife[]> {
  const result = await trx.raw<{ rows: DirectoryLife[] }>(
    `select id, state, starts_as, case when source = 'workos' then snapshot_as_of end as read_as_of
       from directories
      where tenant_id = ? and id = any(?::uuid[])
        and (state <> 'active' or (source = 'workos' and snapshot_as_of is not null))
      order by id`,
    [tenantId, directoryIds],
  );
  return result.rows;
}

/** Notes when something was first heard of a directory, once. Its first sync is looked for at once from now on. */
export async function writeConnectedAt(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  at: Date,
): Promise<void> {
  await trx.raw(
    `with connected as (
       update directories set connected_at = ? where tenant_id = ? and id = ? and connected_at is null
       returning tenant_id, id)
     update first_syncs f set look_at = ? from connected d
      where f.tenant_id = d.tenant_id and f.directory_id = d.id and f.look_at > ?`,
    [at, tenantId, directoryId, at, at],
  );
}

export async function setWorkosId(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  workosId: string,
): Promise<void> {
  await trx.raw('update directories set workos_id = ? where tenant_id = ? and id = ?', [
    workosId,
    tenantId,
    directoryId,
  ]);
}

export async function setProfile(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  profile: ProfileName,
): Promise<void> {
  await trx.raw('update directories set profile = ? where tenant_id = ? and id = ?', [
    profile,
    tenantId,
    directoryId,
  ]);
}

/** Notes what a source says about the connection itself, last writer wins; returns true if that was news. */
export async function writeUpstreamState(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  row: {
    upstreamState: string;
    idp: string | null;
    name: string | null;
    organizationId: string | null;
    occurredAt: string;
    eventId: string;
  },
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update directories
        set upstream_state = ?, idp = coalesce(idp, ?), name = coalesce(name, ?),
            organization_id = coalesce(?, organization_id),
            upstream_occurred_at = ?::timestamptz, upstream_event_id = ?
      where tenant_id = ? and id = ?
        and (upstream_occurred_at is null
             or (?::timestamptz, ?::text collate "C") > (upstream_occurred_at, upstream_event_id collate "C"))`,
    [
      row.upstreamState,
      row.idp,
      row.name,
      row.organizationId,
      row.occurredAt,
      row.eventId,
      tenantId,
      directoryId,
      row.occurredAt,
      row.eventId,
    ],
  );
  return result.rowCount > 0;
}
