import type { DirectoryEvent } from '../generated/directory-event.ts';
import type { Queries, Transaction } from './database.ts';
import { failureOf } from './events-filter.ts';

export type EventStatus = 'waiting' | 'applied' | 'superseded' | 'ignored' | 'set_aside' | 'dismissed';

/** An event on its way into the inbox. */
export interface ArrivedEvent {
  tenantId: string;
  directoryId: string;
  event: DirectoryEvent;
  receivedAt: Date;
  status: Extract<EventStatus, 'waiting' | 'ignored' | 'set_aside'>;
  error: string | null;
  /** The trace that it arrived in (W3C traceparent); absent where nothing is traced. */
  traceParent?: string;
}

/**
 * Makes events durable; one that is there already stays as it is. One statement, and so one round trip and one commit: it
 * opens the scope of every tenant for itself, which the row-level security of the inbox checks row by row.
 *
 * @param trx a pool, or a transaction in any scope
 */
export async function insertEvents(trx: Queries, events: ArrivedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ tenantId, directoryId, event, receivedAt, status, error, traceParent }) => ({
    tenant_id: tenantId,
    directory_id: directoryId,
    event_id: event.id,
    source: event.source,
    type: event.type,
    occurred_at: event.occurredAt,
    received_at: receivedAt,
    payload: event,
    status,
    error,
    finished_at: status === 'waiting' ? null : receivedAt,
    // Left out where there is none.
    trace_parent: traceParent,
  }));
  await trx.raw(
    `with scope as materialized (select set_config('rollcall.every_tenant', 'on', true))
     insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status,
                        error, finished_at, trace_parent, failure)
     select tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status, error,
            finished_at, trace_parent, case when status = 'set_aside' then ${failureOf('payload', 'error')} end
       from scope, jsonb_to_recordset(?::jsonb) as r (
              tenant_id uuid, directory_id uuid, event_id text, source text, type text, occurred_at timestamptz,
              received_at timestamptz, payload jsonb, status text, error text, finished_at timestamptz,
              trace_parent text)
     on conflict (tenant_id, directory_id, event_id) do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Keeps events that were applied as they arrived, in the scope of their tenant. */
export async function insertAppliedEvents(
  trx: Transaction,
  tenantId: string,
  events: { directoryId: string; event: DirectoryEvent }[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ directoryId, event }) => ({
    directory_id: directoryId,
    event_id: event.id,
    source: event.source,
    type: event.type,
    occurred_at: event.occurredAt,
    payload: event,
  }));
  await trx.send(
    `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status,
                        attempts, finished_at)
     select ?::uuid, directory_id, event_id, source, type, occurred_at, ?::timestamptz, payload, 'applied', 1,
            ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (
              directory_id uuid, event_id text, source text, type text, occurred_at timestamptz, payload jsonb)`,
    [tenantId, now, now, JSON.stringify(rows)],
  );
}

/**
 * A tenant after `cursor` (in id order) with events or timers that are due, or with people to reconsider or to compare
 * with a proposal; null after the last one. A loose scan over the index of waiting events, and the oldest timer. Needs the scope of every tenant.
 */
export async function findTenantWithWork(
  trx: Transaction,
  cursor: string,
  leavingOut: string[],
  now: Date,
): Promise<string | null> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from (
       (select tenant_id as id from inbox
         where status = 'waiting' and tenant_id > ? and not (tenant_id = any(?::uuid[]))
           and (next_attempt_at is null or next_attempt_at <= ?)
         order by tenant_id limit 1)
       union all
       (select id from tenants
         where reconsider_after is not null and id > ? and not (id = any(?::uuid[]))
         order by id limit 1)
       union all
       (select id from tenants
         where shadow_after is not null and id > ? and not (id = any(?::uuid[]))
         order by id limit 1)
       union all
       (select tenant_id as id from (
          select tenant_id from timers
           where due_at <= ? and tenant_id > ? and not (tenant_id = any(?::uuid[]))
           order by due_at limit 1) due)) work
      order by id limit 1`,
    [cursor, leavingOut, now, cursor, leavingOut, cursor, leavingOut, now, cursor, leavingOut],
  );
  return result.rows[0]?.id ?? null;
}

export interface WaitingEvent {
  directory_id: string;
  event_id: string;
  payload: DirectoryEvent;
  attempts: number;
  received_at: Date;
  /** The trace that it arrived in, or null. */
  trace_parent: string | null;
}

/** The next events of a tenant that are due, in the source's order. */
export async function takeEvents(
  trx: Transaction,
  tenantId: string,
  limit: number,
  now: Date,
): Promise<WaitingEvent[]> {
  const result = await trx.raw<{ rows: WaitingEvent[] }>(
    `select directory_id, event_id, payload, attempts, received_at, trace_parent from inbox
      where tenant_id = ? and status = 'waiting' and (next_attempt_at is null or next_attempt_at <= ?)
      order by occurred_at, event_id limit ?`,
    [tenantId, now, limit],
  );
  return result.rows;
}

export interface EventOutcome {
  directory_id: string;
  event_id: string;
  status: EventStatus;
  attempts: number;
  next_attempt_at: Date | null;
  error: string | null;
}

/** Notes what became of events, and what that says about their directories. */
export async function writeOutcomes(
  trx: Transaction,
  tenantId: string,
  outcomes: EventOutcome[],
  now: Date,
): Promise<void> {
  if (outcomes.length === 0) return;
  // With the ids alone as well: PostgreSQL thinks that row-level security leaves few of a tenant's events, and would
  // compare each of them with each outcome.
  await trx.raw(
    `update inbox i
        set status = r.status, attempts = r.attempts, next_attempt_at = r.next_attempt_at, error = r.error,
            finished_at = case when r.status = 'waiting' then null else ?::timestamptz end,
            failure = case when r.status = 'set_aside' then ${failureOf('i.payload', 'r.error')} end
       from jsonb_to_recordset(?::jsonb) as r (
              directory_id uuid, event_id text, status text, attempts integer, next_attempt_at timestamptz, error text)
      where i.tenant_id = ? and i.directory_id = r.directory_id and i.event_id = r.event_id
        and i.event_id = any(?::text[])`,
    [now, JSON.stringify(outcomes), tenantId, outcomes.map(({ event_id }) => event_id)],
  );
}

/** Notes when the directories were last heard of and last applied. */
export async function touchDirectories(
  trx: Transaction,
  tenantId: string,
  heardOf: { directoryId: string; receivedAt: Date }[],
  now: Date,
): Promise<void> {
  if (heardOf.length === 0) return;
  await trx.raw(
    `update directories d
        set last_event_at = greatest(d.last_event_at, r.received_at), last_applied_at = ?::timestamptz
       from (select directory_id, max(received_at) as received_at
               from jsonb_to_recordset(?::jsonb) as e (directory_id uuid, received_at timestamptz)
              group by directory_id) r
      where d.tenant_id = ? and d.id = r.directory_id`,
    [
      now,
      JSON.stringify(
        heardOf.map(({ directoryId, receivedAt }) => ({
          directory_id: directoryId,
          received_at: receivedAt,
        })),
      ),
      tenantId,
    ],
  );
}

/** An event without its content. */
export interface EventHead {
  event_id: string;
  type: string;
  news_kind: DirectoryEvent['news']['kind'];
  occurred_at: Date;
  received_at: Date;
}

/** These events of a directory, oldest first; those that are not in the inbox are left out. */
export async function readEventHeads(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  eventIds: string[],
): Promise<EventHead[]> {
  const result = await trx.raw<{ rows: EventHead[] }>(
    `select event_id, type, payload->'news'->>'kind' as news_kind, occurred_at, received_at from inbox
      where tenant_id = ? and directory_id = ? and event_id = any(?::text[])
      order by occurred_at, event_id`,
    [tenantId, directoryId, eventIds],
  );
  return result.rows;
}

/** When these events came about and arrived; those that are not in the inbox are left out. */
export async function readEventTimes(
  trx: Transaction,
  tenantId: string,
  directoryIds: string[],
  eventIds: string[],
): Promise<Pick<EventHead, 'event_id' | 'occurred_at' | 'received_at'>[]> {
  const result = await trx.raw<{ rows: Pick<EventHead, 'event_id' | 'occurred_at' | 'received_at'>[] }>(
    `select event_id, occurred_at, received_at from inbox
      where tenant_id = ? and directory_id = any(?::uuid[]) and event_id = any(?::text[])`,
    [tenantId, directoryIds, eventIds],
  );
  return result.rows;
}

/** How many events wait, and how many were set aside. Needs the scope of every tenant. */
export async function countUnfinishedEvents(
  trx: Transaction,
): Promise<{ waiting: number; set_aside: number }> {
  const result = await trx.raw<{ rows: { waiting: number; set_aside: number }[] }>(
    `select (select count(*)::int from inbox where status = 'waiting') as waiting,
            (select count(*)::int from inbox where status = 'set_aside') as set_aside`,
  );
  return result.rows[0] ?? { waiting: 0, set_aside: 0 };
}
