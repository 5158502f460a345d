import { v7 as newId } from 'uuid';
import type { NotificationSent } from '../generated/webhook-messages.ts';
import type { Transaction } from './database.ts';

/**
 * Makes a message of what a channel is told, and a delivery for each endpoint that listens; where none does, nothing. It
 * keeps its order among the messages that are about no user.
 */
export async function announceNotice(
  trx: Transaction,
  tenantId: string,
  message: NotificationSent,
  now: Date,
): Promise<void> {
  await trx.raw(
    `with listening as materialized (
       select id from webhook_endpoints
        where tenant_id = ? and (event_types is null or event_types && array['notification.sent', 'notification.*'])
       union all
       select id from webhook_endpoints
        where tenant_id is null and (event_types is null or event_types && array['notification.sent', 'notification.*'])),
     told as (
       insert into outbox_messages (tenant_id, id, type, user_id, payload, created_at)
       select ?::uuid, ?::uuid, ?, null, ?::jsonb, ?::timestamptz from (select 1 from listening limit 1) somebody
       returning id, seq, created_at)
     insert into outbox_deliveries (tenant_id, message_id, endpoint_id, seq, subject_id, next_attempt_at, created_at)
     select ?::uuid, m.id, l.id, m.seq, ?::uuid, m.created_at, m.created_at from told m cross join listening l`,
    [tenantId, tenantId, newId(), message.type, JSON.stringify(message), now, tenantId, tenantId],
  );
}
