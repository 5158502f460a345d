import type { Database } from '../../src/store/database.ts';

/** What waits for its time in a tenant, the soonest first: `purge 2026-02-14T09:00:00.000Z`. */
export async function seenTimers(database: Database, tenantId: string): Promise<string[]> {
  return database.inTenant(tenantId, async (trx) => {
    const result = await trx.raw<{ rows: { kind: string; due_at: Date }[] }>(
      'select kind, due_at from timers where tenant_id = ? order by due_at, kind',
      [tenantId],
    );
    return result.rows.map(({ kind, due_at }) => `${kind} ${due_at.toISOString()}`);
  });
}
