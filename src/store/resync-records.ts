import type { Transaction } from './database.ts';

/** What a list of WorkOS says of one person, group or membership, redacted. */
export interface StagedRecord {
  kind: 'user' | 'group' | 'member';
  /** Of a member: the source's id of the group; else empty. */
  group_key: string;
  /** The source's id of the person or the group. */
  key: string;
  external_id: string | null;
  name: string | null;
  /** Of a person whose record cannot be read: null. */
  active: boolean | null;
  resource: unknown;
  recorded_at: string | null;
}

/** Keeps what was read, and returns how much of it was not there yet. */
export async function stageRecords(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  records: readonly StagedRecord[],
): Promise<number> {
  if (records.length === 0) return 0;
  const result = await trx.raw<{ rowCount: number }>(
    `insert into resync_records
            (tenant_id, resync_id, kind, group_key, key, external_id, name, active, resource, recorded_at)
     select ?::uuid, ?::uuid, kind, group_key, key, external_id, name, active, resource, recorded_at
       from jsonb_to_recordset(?::jsonb) as r (
              kind text, group_key text, key text, external_id text, name text, active boolean, resource jsonb,
              recorded_at timestamptz)
     on conflict (tenant_id, resync_id, kind, group_key, key) do nothing`,
    [tenantId, resyncId, JSON.stringify(records)],
  );
  return result.rowCount;
}

/** The group after this one whose members are still to be read; null after the last. */
export async function nextGroupToRead(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  after: string,
): Promise<string | null> {
  const result = await trx.raw<{ rows: { key: string }[] }>(
    `select key from resync_records
      where tenant_id = ? and resync_id = ? and kind = 'group' and group_key = '' and key > ? and active is null
      order by key limit 1`,
    [tenantId, resyncId, after],
  );
  return result.rows[0]?.key ?? null;
}

/** Notes that the members of a group are all known, so that whoever is not among them has left it. */
export async function noteMembersRead(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  group: string,
): Promise<void> {
  await trx.raw(
    `update resync_records set active = true
      where tenant_id = ? and resync_id = ? and kind = 'group' and group_key = '' and key = ?`,
    [tenantId, resyncId, group],
  );
}

/** Notes that nobody knows who is in a group: whoever was in it has not left it because of this resync. */
export async function noteMembersUnknown(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  group: string,
): Promise<void> {
  await trx.raw(
    `update resync_records set active = false
      where tenant_id = ? and resync_id = ? and kind = 'group' and group_key = '' and key = ?`,
    [tenantId, resyncId, group],
  );
}

/** Forgets what was read of one list, which is read again from its beginning, and returns how much that was. */
export async function dropList(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  kind: StagedRecord['kind'],
  group: string,
): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    'delete from resync_records where tenant_id = ? and resync_id = ? and kind = ? and group_key = ?',
    [tenantId, resyncId, kind, group],
  );
  return result.rowCount;
}

/** Forgets what was read; what came of it is forgotten as well, unless `keepNews`. */
export async function dropRecords(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  { keepNews }: { keepNews: boolean },
): Promise<void> {
  const kinds = ['user', 'group', 'member', ...(keepNews ? [] : ['news'])];
  await trx.raw(
    'delete from resync_records where tenant_id = ? and resync_id = ? and kind = any(?::text[])',
    [tenantId, resyncId, kinds],
  );
}

export interface NewsFate {
  type: string;
  status: string;
  count: number;
}

/**
 * Whether news of a resync still waits to be applied. What is applied last is looked at first, so that this ends where the
 * first is found.
 */
export async function hasNewsToApply(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  directoryId: string,
): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1
       from (select key from resync_records
              where tenant_id = ? and resync_id = ? and kind = 'news' and group_key = '' order by key desc offset 0) n
      cross join lateral (
            select 1 from inbox
             where tenant_id = ? and directory_id = ? and event_id = n.key and status = 'waiting' offset 0) i
      limit 1`,
    [tenantId, resyncId, tenantId, directoryId],
  );
  return result.rows.length > 0;
}

/** What has become of the news of a resync so far. */
export async function readNewsFates(
  trx: Transaction,
  tenantId: string,
  resyncId: string,
  directoryId: string,
): Promise<NewsFate[]> {
  const result = await trx.raw<{ rows: NewsFate[] }>(
    `select i.type, i.status, count(*)::int as count
       from resync_records n
      cross join lateral (
            select type, status from inbox
             where tenant_id = ? and directory_id = ? and event_id = n.key offset 0) i
      where n.tenant_id = ? and n.resync_id = ? and n.kind = 'news'
      group by i.type, i.status`,
    [tenantId, directoryId, tenantId, resyncId],
  );
  return result.rows;
}
