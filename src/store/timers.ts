import type { LeftGroup, Timer } from '../domain/change.ts';
import type { Transaction } from './database.ts';

/** A timer that is due: of an account, or of a hold that nobody has answered. */
export interface DueTimer {
  subject_id: string;
  kind: Timer['kind'] | 'hold_unanswered';
}

/** The timers of a tenant that are due, the oldest first. */
export async function readDueTimers(
  trx: Transaction,
  tenantId: string,
  limit: number,
  now: Date,
): Promise<DueTimer[]> {
  const result = await trx.raw<{ rows: DueTimer[] }>(
    `select subject_id, kind from timers where tenant_id = ? and due_at <= ? order by due_at, subject_id limit ?`,
    [tenantId, now, limit],
  );
  return result.rows;
}

export interface TimerRow {
  subject_id: string;
  kind: DueTimer['kind'];
  since: Date;
  due_at: Date;
  /** Only of demotions. */
  left_groups?: LeftGroupRow[] | null;
}

/** A group that was left, as it is kept beside its timer. */
export type LeftGroupRow = Omit<LeftGroup, 'leftAt'> & { leftAt: string };

export function toLeftGroup({ leftAt, ...group }: LeftGroupRow): LeftGroup {
  return { ...group, leftAt: new Date(leftAt) };
}

export function fromLeftGroup({ leftAt, ...group }: LeftGroup): LeftGroupRow {
  return { ...group, leftAt: leftAt.toISOString() };
}

/** Sets timers, new and changed alike. */
export async function writeTimers(trx: Transaction, tenantId: string, timers: TimerRow[]): Promise<void> {
  if (timers.length === 0) return;
  await trx.send(
    `insert into timers (tenant_id, subject_id, kind, since, due_at, left_groups)
     select ?::uuid, subject_id, kind, since, due_at, left_groups
       from jsonb_to_recordset(?::jsonb) as r (
              subject_id uuid, kind text, since timestamptz, due_at timestamptz, left_groups jsonb)
     on conflict (tenant_id, subject_id, kind) do update
        set since = excluded.since, due_at = excluded.due_at, left_groups = excluded.left_groups`,
    [tenantId, JSON.stringify(timers)],
  );
}

export async function removeTimers(trx: Transaction, tenantId: string, timers: DueTimer[]): Promise<void> {
  if (timers.length === 0) return;
  await trx.send(
    `delete from timers t using jsonb_to_recordset(?::jsonb) as r (subject_id uuid, kind text)
      where t.tenant_id = ? and t.subject_id = r.subject_id and t.kind = r.kind`,
    [JSON.stringify(timers), tenantId],
  );
}

/**
 * Puts off those of these timers that are due still, although they had their turn: nothing could be done about them
 * yet, because their directory is in test mode, say.
 */
export async function putOffTimers(
  trx: Transaction,
  tenantId: string,
  timers: DueTimer[],
  until: Date,
  now: Date,
): Promise<void> {
  if (timers.length === 0) return;
  await trx.send(
    `update timers t set due_at = ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (subject_id uuid, kind text)
      where t.tenant_id = ? and t.subject_id = r.subject_id and t.kind = r.kind and t.due_at <= ?`,
    [until, JSON.stringify(timers), tenantId, now],
  );
}
