import type { OutboxDelivery, OutboxMessage } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const outboxKeyset = ['uuid', 'uuid'] as const satisfies KeysetPart[];

export interface OutboxFilter {
  status?: OutboxDelivery['status'];
  endpoint?: string;
}

/** The only tenant whose own endpoints are seen; null: those that hear of every tenant too. */
export type EndpointReach = string | null;

type DeliveryRow = Omit<OutboxDelivery, 'next_attempt_at' | 'created_at' | 'finished_at'> & {
  next_attempt_at: Date;
  created_at: Date;
  finished_at: Date | null;
};

const columns = `d.message_id, d.endpoint_id, m.type, m.user_id, d.status, d.attempts, d.next_attempt_at, d.last_status,
                 d.last_error, d.created_at, d.finished_at,
                 (select coalesce(u.display_name, u.email) from users u
                   where u.tenant_id = d.tenant_id and u.id = m.user_id) as user_name`;

/** The deliveries of a tenant, by message; those to endpoints that are there no more are left out. */
export async function listDeliveries(
  trx: Transaction,
  tenantId: string,
  filter: OutboxFilter,
  order: 'asc' | 'desc',
  { limit, after }: PageRequest,
  reach: EndpointReach = null,
): Promise<Page<OutboxDelivery>> {
  const where = sqlConditions();
  where.add('d.tenant_id = ?', tenantId);
  // Said so that the indexes of what waits, which are in another order, do not look as good as the primary key.
  if (filter.status === 'waiting') where.add('d.finished_at is null');
  else if (filter.status !== undefined) where.add('d.status = ?', filter.status);
  if (filter.endpoint !== undefined) where.add('d.endpoint_id = ?', filter.endpoint);
  if (reach !== null) where.add('e.tenant_id = ?', reach);
  if (after !== null) {
    const [message = '', endpoint = ''] = after;
    where.add(
      `(d.message_id, d.endpoint_id) ${order === 'asc' ? '>' : '<'} (?::uuid, ?::uuid)`,
      message,
      endpoint,
    );
  }
  const result = await trx.raw<{ rows: DeliveryRow[] }>(
    `select ${columns} from outbox_deliveries d
       join webhook_endpoints e on e.id = d.endpoint_id
       join outbox_messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
      where ${where.text()} order by d.message_id ${order}, d.endpoint_id ${order} limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toDelivery, (row) => [row.message_id, row.endpoint_id]);
}

/** A message with what became of it, or null where there is none, or it is about what every tenant shares. */
export async function readMessage(
  trx: Transaction,
  tenantId: string,
  messageId: string,
  reach: EndpointReach = null,
): Promise<OutboxMessage | null> {
  const messages = await trx.raw<{ rows: (Omit<OutboxMessage, 'created_at'> & { created_at: Date })[] }>(
    `select id, type, user_id, created_at, payload from outbox_messages
      where tenant_id = ? and id = ? and (?::uuid is null or payload #> '{data,tenant}' is distinct from 'null'::jsonb)`,
    [tenantId, messageId, reach],
  );
  const [message] = messages.rows;
  if (message === undefined) return null;
  const deliveries = await trx.raw<{ rows: DeliveryRow[] }>(
    `select ${columns} from outbox_deliveries d
       join webhook_endpoints e on e.id = d.endpoint_id
       join outbox_messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
      where d.tenant_id = ? and d.message_id = ? and (?::uuid is null or e.tenant_id = ?::uuid)
      order by d.endpoint_id`,
    [tenantId, messageId, reach, reach],
  );
  return {
    id: message.id,
    type: message.type,
    user_id: message.user_id,
    created_at: message.created_at.toISOString(),
    payload: message.payload,
    deliveries: deliveries.rows.map(toDelivery),
  };
}

function toDelivery(row: DeliveryRow): OutboxDelivery {
  return {
    message_id: row.message_id,
    endpoint_id: row.endpoint_id,
    type: row.type,
    user_id: row.user_id,
    user_name: row.user_name,
    status: row.status,
    attempts: row.attempts,
    next_attempt_at: row.status === 'waiting' ? row.next_attempt_at.toISOString() : null,
    last_status: row.last_status,
    last_error: row.last_error,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
