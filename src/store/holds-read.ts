import type { Hold, HoldStatus } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const holdsKeyset = ['uuid'] as const satisfies KeysetPart[];

type HoldRow = Omit<Hold, 'opened_at' | 'resolved_at'> & { opened_at: Date; resolved_at: Date | null };

/** The holds of a tenant, the oldest first. */
export async function listHolds(
  trx: Transaction,
  tenantId: string,
  filter: { status?: HoldStatus },
  { limit, after }: PageRequest,
): Promise<Page<Hold>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  if (filter.status !== undefined) where.add('status = ?', filter.status);
  if (after?.[0] !== undefined) where.add('id > ?', after[0]);
  const result = await trx.raw<{ rows: HoldRow[] }>(
    `select id, kind, user_id, directory_user_id, reason, changes, status, policy_version, opened_at, resolved_at,
            resolution
       from holds where ${where.text()} order by id limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toHold, (row) => [row.id]);
}

function toHold(row: HoldRow): Hold {
  return {
    ...row,
    opened_at: row.opened_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
  };
}
