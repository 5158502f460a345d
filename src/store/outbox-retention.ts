import type { Transaction } from './database.ts';
import type { Lane } from './outbox-deliveries.ts';

const dayMs = 24 * 60 * 60 * 1_000;
/** Delivered messages stay for so long, dead ones longer: somebody may want to have them delivered yet. */
const keptForMs = { delivered: 30 * dayMs, dead: 90 * dayMs };

/** Removes a tenant's messages that are old and that nobody waits for, and returns how many. */
export async function removeOldMessages(
  trx: Transaction,
  tenantId: string,
  limit: number,
  now: Date,
): Promise<number> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  const result = await trx.raw<{ rowCount: number }>(
    `with old as materialized (
       select m.id from outbox_messages m
        where m.tenant_id = ? and m.created_at < ?
          and not exists (
                select 1 from outbox_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
                 where d.tenant_id = ? and d.message_id = m.id
                   and (d.status = 'waiting' or (d.status = 'dead' and d.finished_at >= ?)))
        order by m.created_at, m.id limit ?),
     forgotten as (
       delete from outbox_deliveries d using old where d.tenant_id = ? and d.message_id = old.id)
     delete from outbox_messages m using old where m.tenant_id = ? and m.id = old.id`,
    [tenantId, before(keptForMs.delivered), tenantId, before(keptForMs.dead), limit, tenantId, tenantId],
  );
  return result.rowCount;
}

/** Forgets deliveries to an endpoint that is there no more, and returns how many. */
export async function removeLane(
  trx: Transaction,
  { tenant_id, endpoint_id }: Lane,
  limit: number,
): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    `delete from outbox_deliveries d
      using (select message_id from outbox_deliveries
              where tenant_id = ? and endpoint_id = ? and status = 'waiting' limit ?) gone
      where d.tenant_id = ? and d.endpoint_id = ? and d.message_id = gone.message_id`,
    [tenant_id, endpoint_id, limit, tenant_id, endpoint_id],
  );
  return result.rowCount;
}

/** The ids of tenants in order, from page to page. Needs the scope of every tenant. */
export async function readTenantIds(trx: Transaction, after: string, limit: number): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    'select id from tenants where id > ? order by id limit ?',
    [after, limit],
  );
  return result.rows.map(({ id }) => id);
}
