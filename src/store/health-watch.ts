import type { Transaction } from './database.ts';

/** Tenants whose directories are to be looked at, the longest due first. Needs the scope of every tenant. */
export async function findTenantsToWatch(trx: Transaction, now: Date, limit: number): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select t.id from tenants t left join health_watch w on w.tenant_id = t.id
      where w.due_at is null or w.due_at <= ?
      order by w.due_at nulls first, t.id limit ?`,
    [now, limit],
  );
  return result.rows.map(({ id }) => id);
}

/**
 * Takes the turn at a tenant until the transaction ends; false where it is not due any more. Whoever comes second waits
 * for the first one and then finds it done; where the first one fails it is due again.
 */
export async function takeWatch(
  trx: Transaction,
  tenantId: string,
  now: Date,
  nextAt: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `insert into health_watch as w (tenant_id, due_at) values (?, ?)
     on conflict (tenant_id) do update set due_at = excluded.due_at where w.due_at <= ?`,
    [tenantId, nextAt, now],
  );
  return result.rowCount > 0;
}
