import type { Transaction } from './database.ts';
import type { EndpointReach } from './outbox-read.ts';
import { sqlConditions } from './sql-conditions.ts';

const again = `status = 'waiting', attempts = 0, first_attempt_at = null, finished_at = null`;

/** Delivers a message once more to whom it was delivered, or given up on: at one endpoint or at each. Returns how many. */
export async function replayMessage(
  trx: Transaction,
  tenantId: string,
  messageId: string,
  endpointId: string | null,
  now: Date,
  reach: EndpointReach = null,
): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    `update outbox_deliveries set ${again}, next_attempt_at = ?
      where tenant_id = ? and message_id = ? and (?::uuid is null or endpoint_id = ?::uuid) and status <> 'waiting'
        and (?::uuid is null or endpoint_id in (select id from webhook_endpoints where tenant_id = ?::uuid))`,
    [now, tenantId, messageId, endpointId, endpointId, reach, reach],
  );
  return result.rowCount;
}

/** Delivers once more everything of a tenant that was given up on, or only counts it. Returns how many deliveries there are. */
export async function replayDead(
  trx: Transaction,
  tenantId: string,
  filter: { endpoint?: string; since?: string; dry_run?: boolean },
  now: Date,
  reach: EndpointReach = null,
): Promise<number> {
  const where = sqlConditions();
  where.add(`tenant_id = ? and status = 'dead'`, tenantId);
  if (filter.endpoint !== undefined) where.add('endpoint_id = ?', filter.endpoint);
  if (filter.since !== undefined) where.add('created_at >= ?', filter.since);
  if (reach !== null)
    where.add('endpoint_id in (select id from webhook_endpoints where tenant_id = ?)', reach);
  if (filter.dry_run === true) {
    const counted = await trx.raw<{ rows: [{ deliveries: number }] }>(
      `select count(*)::int as deliveries from outbox_deliveries where ${where.text()}`,
      where.values(),
    );
    return counted.rows[0].deliveries;
  }
  const result = await trx.raw<{ rowCount: number }>(
    `update outbox_deliveries set ${again}, next_attempt_at = ? where ${where.text()}`,
    [now, ...where.values()],
  );
  return result.rowCount;
}
