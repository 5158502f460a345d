import type { Actor } from '../domain/change.ts';
import type { Transaction } from './database.ts';
import { addEventFilter, failureOf, isMalformed, type EventFilter } from './events-filter.ts';
import { sqlConditions, type SqlConditions } from './sql-conditions.ts';

/** Names an event: two directories may each have one of the same id. */
export interface EventName {
  directory_id: string;
  event_id: string;
}

/** Which of the events that are set aside, or were dismissed. */
export interface AnsweredFilter extends EventFilter {
  status: 'set_aside' | 'dismissed';
}

/** How many events a filter fits that were finished by a moment: those that can be read, and those that cannot. */
export async function countAnswerable(
  trx: Transaction,
  tenantId: string,
  filter: AnsweredFilter,
  finishedBy: Date,
): Promise<{ readable: number; malformed: number }> {
  const where = answerable(tenantId, filter, finishedBy);
  const result = await trx.raw<{ rows: [{ readable: number; malformed: number }] }>(
    `select count(*) filter (where not coalesce(${isMalformed}, false))::int as readable,
            count(*) filter (where ${isMalformed})::int as malformed
       from inbox where ${where.text()}`,
    where.values(),
  );
  return result.rows[0];
}

/**
 * Puts up to `limit` events back in line that can be read, as if they had just arrived.
 *
 * @param finishedBy leaves those out that are set aside anew meanwhile
 */
export async function retryEvents(
  trx: Transaction,
  tenantId: string,
  filter: AnsweredFilter,
  finishedBy: Date,
  limit: number,
): Promise<EventName[]> {
  const where = answerable(tenantId, filter, finishedBy);
  where.add(`not coalesce(${isMalformed}, false)`);
  return changeFirst(
    trx,
    tenantId,
    where,
    limit,
    `status = 'waiting', attempts = 0, next_attempt_at = null, error = null, finished_at = null, failure = null,
     dismissed_at = null, dismissed_by = null, dismissed_because = null`,
    [],
  );
}

/** Dismisses up to `limit` events that had been set aside by a moment. Their errors stay. */
export async function dismissEvents(
  trx: Transaction,
  tenantId: string,
  filter: EventFilter,
  dismissal: { at: Date; by: Actor; reason: string },
  finishedBy: Date,
  limit: number,
): Promise<EventName[]> {
  const where = answerable(tenantId, { ...filter, status: 'set_aside' }, finishedBy);
  return changeFirst(
    trx,
    tenantId,
    where,
    limit,
    `status = 'dismissed', dismissed_at = ?::timestamptz, dismissed_by = ?::jsonb, dismissed_because = ?`,
    [dismissal.at, JSON.stringify(dismissal.by), dismissal.reason],
  );
}

/** Puts one event back in line. False if it is neither set aside nor dismissed any more. */
export async function retryEvent(
  trx: Transaction,
  tenantId: string,
  { directory_id, event_id }: EventName,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update inbox set status = 'waiting', attempts = 0, next_attempt_at = null, error = null, finished_at = null, failure = null,
            dismissed_at = null, dismissed_by = null, dismissed_because = null
      where tenant_id = ? and directory_id = ? and event_id = ? and status in ('set_aside', 'dismissed')`,
    [tenantId, directory_id, event_id],
  );
  return result.rowCount > 0;
}

/** Dismisses one event. False if it is not set aside any more. */
export async function dismissEvent(
  trx: Transaction,
  tenantId: string,
  { directory_id, event_id }: EventName,
  dismissal: { at: Date; by: Actor; reason: string },
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update inbox set status = 'dismissed', dismissed_at = ?, dismissed_by = ?::jsonb, dismissed_because = ?
      where tenant_id = ? and directory_id = ? and event_id = ? and status = 'set_aside'`,
    [dismissal.at, JSON.stringify(dismissal.by), dismissal.reason, tenantId, directory_id, event_id],
  );
  return result.rowCount > 0;
}

/**
 * Names the groups of events that a version before set aside, or dismissed.
 *
 * @returns how many
 */
export async function nameFailures(trx: Transaction, tenantId: string, limit: number): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    // Whoever answers one of them at this moment is passed over, and never waited for.
    `with unnamed as materialized (
       select directory_id, event_id from inbox
        where tenant_id = ? and status in ('set_aside', 'dismissed') and failure is null and finished_at is not null
        limit ? for no key update skip locked)
     update inbox i set failure = ${failureOf('payload', 'error')}
       from unnamed u
      where i.tenant_id = ? and i.directory_id = u.directory_id and i.event_id = u.event_id`,
    [tenantId, limit, tenantId],
  );
  return result.rowCount;
}

function answerable(tenantId: string, filter: AnsweredFilter, finishedBy: Date): SqlConditions {
  const { status, ...others } = filter;
  const where = sqlConditions();
  // Written out, so that the partial index of that status is known to fit.
  where.add(`status = '${status}'`);
  addEventFilter(where, tenantId, others);
  where.add('finished_at <= ?', finishedBy);
  return where;
}

async function changeFirst(
  trx: Transaction,
  tenantId: string,
  where: SqlConditions,
  limit: number,
  assignments: string,
  values: (string | Date)[],
): Promise<EventName[]> {
  const result = await trx.raw<{ rows: EventName[] }>(
    `with chosen as materialized (
       select directory_id, event_id from inbox
        where ${where.text()} order by directory_id, event_id limit ?)
     update inbox i set ${assignments}
       from chosen
      where i.tenant_id = ? and i.directory_id = chosen.directory_id and i.event_id = chosen.event_id
      returning i.directory_id, i.event_id`,
    [...where.values(), limit, ...values, tenantId],
  );
  return result.rows;
}
