import type { Actor } from '../domain/change.ts';
import type { DirectoryState } from '../domain/directory-state.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
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
  /** How often the list that is read now was begun anew. */
  restarts: number;
  next_attempt_at: Date;
  result: ResyncResult | null;
  fault: string | null;
}

const columns = `id, directory_id, reason, actor, requested_at, started_at, as_of, read_at, compared_at, finished_at,
  phase, cursor, group_key, people, groups, groups_done, memberships, failures, restarts, next_attempt_at, result,
  fault`;

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

/**
 * Lets the unfinished resync of a directory go on at once, if it only waits, and returns it; null where there is none. One
 * that rests after a failure goes on resting: WorkOS may have asked for it.
 */
export async function hastenResync(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  now: Date,
): Promise<ResyncRow | null> {
  const result = await trx.raw<{ rows: ResyncRow[] }>(
    `update resyncs
        set next_attempt_at = case when failures = 0 then least(next_attempt_at, ?::timestamptz) else next_attempt_at end
      where tenant_id = ? and directory_id = ? and finished_at is null
     returning ${columns}`,
    [now, tenantId, directoryId],
  );
  return result.rows[0] ?? null;
}

/** When a directory was last read anew to the end; null: never. */
export async function readLastDone(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<Date | null> {
  const result = await trx.raw<{ rows: { finished_at: Date }[] }>(
    `select finished_at from resyncs
      where tenant_id = ? and directory_id = ? and phase = 'done' order by id desc limit 1`,
    [tenantId, directoryId],
  );
  return result.rows[0]?.finished_at ?? null;
}

/** A resync, and what else has to be known to work on it. */
export interface ClaimedResync extends ResyncRow {
  tenant_id: string;
  /** Of this turn alone. */
  lease: string;
  /** Whether nobody can say what was there before: none was done yet, and the first sync is not complete. */
  is_first: boolean;
  /** WorkOS's id of the directory. */
  workos_id: string | null;
  state: DirectoryState;
  idp: string | null;
}

/** A resync that is due and nobody works on, the longest waiting first; null: there is none. Needs every tenant's scope. */
export async function findDueResync(
  trx: Transaction,
  now: Date,
  leavingOut: readonly string[],
): Promise<{ tenant_id: string; id: string } | null> {
  const result = await trx.raw<{ rows: { tenant_id: string; id: string }[] }>(
    `select tenant_id, id from resyncs
      where finished_at is null and next_attempt_at <= ? and (leased_until is null or leased_until <= ?)
        and not (id = any(?::uuid[]))
      order by next_attempt_at limit 1`,
    [now, now, leavingOut],
  );
  return result.rows[0] ?? null;
}

/** Takes the turn at a resync; null where another has it, or it is not due any more. */
export async function claimResync(
  trx: Transaction,
  tenantId: string,
  id: string,
  turn: { lease: string; leasedUntil: Date; now: Date },
): Promise<ClaimedResync | null> {
  const result = await trx.raw<{ rows: ClaimedResync[] }>(
    `with claimed as (
       update resyncs set lease = ?, leased_until = ?
        where tenant_id = ? and id = ? and finished_at is null and next_attempt_at <= ?
          and (leased_until is null or leased_until <= ?)
       returning tenant_id, lease, ${columns})
     select c.*, d.workos_id, d.state, d.idp,
            d.first_synced_at is null
              and not exists (select 1 from resyncs s
                               where s.tenant_id = d.tenant_id and s.directory_id = d.id and s.phase = 'done')
              as is_first
       from claimed c join directories d on d.tenant_id = c.tenant_id and d.id = c.directory_id`,
    [turn.lease, turn.leasedUntil, tenantId, id, turn.now, turn.now],
  );
  return result.rows[0] ?? null;
}

/** What moves on; what is not named stays. */
export type ResyncProgress = Partial<
  Pick<
    ResyncRow,
    | 'phase'
    | 'cursor'
    | 'group_key'
    | 'people'
    | 'groups'
    | 'groups_done'
    | 'memberships'
    | 'failures'
    | 'restarts'
    | 'fault'
    | 'next_attempt_at'
    | 'started_at'
    | 'as_of'
    | 'read_at'
    | 'compared_at'
  >
> & {
  /** Null: the turn is given back. */
  leased_until: Date | null;
};

/** Moves on; false where another has the turn by now, or the resync has ended. */
export async function advanceResync(
  trx: Transaction,
  { tenant_id, id, lease }: Pick<ClaimedResync, 'tenant_id' | 'id' | 'lease'>,
  progress: ResyncProgress,
): Promise<boolean> {
  const names = Object.keys(progress) as (keyof ResyncProgress)[];
  const result = await trx.raw<{ rowCount: number }>(
    `update resyncs set ${names.map((name) => `${name} = ?`).join(', ')}
      where tenant_id = ? and id = ? and lease = ? and finished_at is null`,
    [...names.map((name) => progress[name]), tenant_id, id, lease],
  );
  return result.rowCount > 0;
}

export interface ResyncEnd {
  phase: 'done' | 'failed' | 'cancelled';
  now: Date;
  result: ResyncResult | null;
  fault: string | null;
}

/** Ends a resync; false where it has ended already. `lease`: only if the turn is still this one. */
export async function endResync(
  trx: Transaction,
  tenantId: string,
  id: string,
  { phase, now, result, fault }: ResyncEnd,
  lease: string | null,
): Promise<boolean> {
  const ended = await trx.raw<{ rowCount: number }>(
    `update resyncs
        set phase = ?, finished_at = ?, result = ?::jsonb, fault = ?, lease = null, leased_until = null
      where tenant_id = ? and id = ? and finished_at is null and (?::uuid is null or lease = ?)`,
    [phase, now, result === null ? null : JSON.stringify(result), fault, tenantId, id, lease, lease],
  );
  return ended.rowCount > 0;
}

/** Forgets the resyncs of a directory that ended before then, but for the last that was done. */
export async function forgetResyncs(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  before: Date,
): Promise<void> {
  await trx.raw(
    `delete from resyncs
      where tenant_id = ? and directory_id = ? and finished_at < ?
        and id is distinct from (select id from resyncs
                                  where tenant_id = ? and directory_id = ? and phase = 'done'
                                  order by id desc limit 1)`,
    [tenantId, directoryId, before, tenantId, directoryId],
  );
}

export const resyncsKeyset = ['uuid'] as const satisfies KeysetPart[];

/** The resyncs of a directory, the newest first. */
export async function listResyncs(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { limit, after }: PageRequest,
): Promise<Page<ResyncRow>> {
  const result = await trx.raw<{ rows: ResyncRow[] }>(
    `select ${columns} from resyncs where tenant_id = ? and directory_id = ? and id < ? order by id desc limit ?`,
    [tenantId, directoryId, after?.[0] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}
