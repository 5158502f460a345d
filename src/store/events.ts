import type { Event, Order } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { addEventFilter, inboxFor, type EventFilter } from './events-filter.ts';
import { exactTime, pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const eventsKeyset = ['time', 'text', 'uuid'] as const satisfies KeysetPart[];

type EventTime = 'occurred_at' | 'received_at' | 'next_attempt_at' | 'finished_at';

type EventRow = Omit<Event, EventTime | 'dismissed'> & {
  occurred_at: Date;
  received_at: Date;
  next_attempt_at: Date | null;
  finished_at: Date | null;
  dismissed_at: Date | null;
  dismissed_by: NonNullable<Event['dismissed']>['by'] | null;
  dismissed_because: string | null;
};

const columns = `
  event_id as id, directory_id, source, type, occurred_at, received_at, status, attempts, next_attempt_at, error,
  finished_at, dismissed_at, dismissed_by, dismissed_because, payload`;

/** The events of a tenant by when they were received. */
export async function listEvents(
  trx: Transaction,
  tenantId: string,
  filter: EventFilter,
  order: Order,
  { limit, after }: PageRequest,
): Promise<Page<Event>> {
  const where = sqlConditions();
  addEventFilter(where, tenantId, filter);
  const from = inboxFor(tenantId, filter);
  if (after !== null) {
    where.add(
      `(received_at, event_id, directory_id) ${order === 'asc' ? '>' : '<'} (?::timestamptz, ?, ?::uuid)`,
      ...after,
    );
  }
  const result = await trx.raw<{ rows: (EventRow & { exact: string })[] }>(
    `select ${columns}, ${exactTime('received_at')} as exact
       from ${from.text} where ${where.text()}
      order by received_at ${order}, event_id ${order}, directory_id ${order} limit ?`,
    [...from.values, ...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toEvent, (row) => [row.exact, row.id, row.directory_id]);
}

/** The events of this id: one, unless two directories of the tenant have one each. */
export async function findEvents(
  trx: Transaction,
  tenantId: string,
  eventId: string,
  directoryId: string | null,
): Promise<Event[]> {
  // By way of the directories, because the primary key has them before the event.
  const result = await trx.raw<{ rows: EventRow[] }>(
    `select ${columns} from inbox
      where tenant_id = ? and event_id = ?
        and directory_id = any(array(select id from directories where tenant_id = ? and (?::uuid is null or id = ?)))
      order by directory_id limit 10`,
    [tenantId, eventId, tenantId, directoryId, directoryId],
  );
  return result.rows.map(toEvent);
}

function toEvent(row: EventRow): Event {
  const { dismissed_at, dismissed_by, dismissed_because } = row;
  return {
    id: row.id,
    directory_id: row.directory_id,
    source: row.source,
    type: row.type,
    occurred_at: row.occurred_at.toISOString(),
    received_at: row.received_at.toISOString(),
    status: row.status,
    attempts: row.attempts,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    error: row.error,
    finished_at: row.finished_at?.toISOString() ?? null,
    dismissed:
      dismissed_at === null || dismissed_by === null
        ? null
        : { at: dismissed_at.toISOString(), by: dismissed_by, reason: dismissed_because ?? '' },
    payload: row.payload,
  };
}
