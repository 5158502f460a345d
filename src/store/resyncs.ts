import type { Actor } from '../domain/change.ts';
import type { Transaction } from './database.ts';
import type { ResyncReason } from './resync-requests.ts';

export const resyncPhases = [
  'users',
  'groups',
  'members',
  'compare',
  'applying',
  'done',
  'failed',
  'cancelled',
] as const;
export type ResyncPhase = (typeof resyncPhases)[number];

/** What was different, by kind; only what is there is named. */
export interface ResyncResult {
  differences: Partial<Record<DriftKind, number>>;
  /** Differences that could not be applied and were set aside. */
  set_aside: number;
  /** The differences as sentences. */
  says: string[];
}

export const driftKinds = [
  'people_seen',
  'people_gone',
  'groups_seen',
  'groups_gone',
  'memberships_joined',
  'memberships_left',
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** One reading of a whole directory. */
export interface ResyncRow {
  id: string;
  directory_id: string;
  reason: ResyncReason;
  actor: Actor;
  requested_at: Date;
  started_at: Date | null;
  as_of: Date | null;
  read_at: Date | null;
  compared_at: Date | null;
  finished_at: Date | null;
  phase: ResyncPhase;
  cursor: string | null;
  group_key: string | null;
  people: number;
  groups: number;
  groups_done: number;
  memberships: number;
  failures: number;
  next_attempt_at: Date;
  result: ResyncResult | null;
  fault: string | null;
}

const columns = `id, directory_id, reason, actor, requested_at, started_at, as_of, read_at, compared_at, finished_at,
  phase, cursor, group_key, people, groups, groups_done, memberships, failures, next_attempt_at, result, fault`;

/** Begins a resync of a directory; null where one of it is not finished yet. */
export async function insertResync(
  trx: Transaction,
  tenantId: string,
  resync: Pick<ResyncRow, 'id' | 'directory_id' | 'reason' | 'actor' | 'requested_at'> & { now: Date },
): Promise<ResyncRow | null> {
  const result = await trx.raw<{ rows: ResyncRow[] }>(
    `insert into resyncs (tenant_id, id, directory_id, reason, actor, requested_at, phase, next_attempt_at)
     values (?, ?, ?, ?, ?::jsonb, ?, 'users', ?)
     on conflict (tenant_id, directory_id) where finished_at is null do nothing
     returning ${columns}`,
    [
      tenantId,
      resync.id,
      resync.directory_id,
      resync.reason,
      JSON.stringify(resync.actor),
      resync.requested_at,
      resync.now,
    ],
  );
  return result.rows[0] ?? null;
}

export async function readResync(trx: Transaction, tenantId: string, id: string): Promise<ResyncRow | null> {
  const result = await trx.raw<{ rows: ResyncRow[] }>(
    `select ${columns} from resyncs where tenant_id = ? and id = ?`,
    [tenantId, id],
  );
  return result.rows[0] ?? null;
}

/** The last resync of a directory that was begun, whatever became of it. */
export async function readLastResync(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<ResyncRow | null> {
  const result = await trx.raw<{ rows: ResyncRow[] }>(
    `select ${columns} from resyncs where tenant_id = ? and directory_id = ? order by id desc limit 1`,
    [tenantId, directoryId],
  );
  return result.rows[0] ?? null;
}
