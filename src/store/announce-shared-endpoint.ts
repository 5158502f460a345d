import { v7 as newId } from 'uuid';
import type { WebhookDisabled } from '../generated/webhook-messages.ts';
import type { Transaction } from './database.ts';

/**
 * Tells the other endpoints of every tenant that one of them was disabled; where none listens, nothing. The message is in
 * the outbox of the tenant whose deliveries showed it, and in its order among those that are about no user.
 */
export async function announceSharedEndpoint(
  trx: Transaction,
  tenantId: string,
  message: WebhookDisabled,
  endpointId: string,
  now: Date,
): Promise<void> {
  await trx.send(
    `with listening as materialized (
       select id from webhook_endpoints
        where tenant_id is null and id <> ?::uuid
          and (event_types is null or event_types && array['webhook.disabled', 'webhook.*'])),
     told as (
       insert into outbox_messages (tenant_id, id, type, user_id, payload, created_at)
       select ?::uuid, ?::uuid, ?, null, ?::jsonb, ?::timestamptz from (select 1 from listening limit 1) somebody
       returning id, seq, created_at)
     insert into outbox_deliveries (tenant_id, message_id, endpoint_id, seq, subject_id, next_attempt_at, created_at)
     select ?::uuid, m.id, l.id, m.seq, ?::uuid, m.created_at, m.created_at from told m cross join listening l`,
    [endpointId, tenantId, newId(), message.type, JSON.stringify(message), now, tenantId, tenantId],
  );
}
