import type { Transaction } from './database.ts';

/** Tenants whose policy was last held against their directories at this moment or before. Needs the scope of every tenant. */
export async function findTenantsToCheck(trx: Transaction, lastAt: Date, limit: number): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from tenants
      where coalesce(policy_checked_at, created_at) <= ? and active_policy_version is not null
      order by coalesce(policy_checked_at, created_at), id limit ?`,
    [lastAt, limit],
  );
  return result.rows.map(({ id }) => id);
}

/**
 * Notes when the policy of a tenant was held against its directories.
 *
 * @param lastAt only if it was last done at this moment or before
 * @returns whether it was
 */
export async function writePolicyChecked(
  trx: Transaction,
  tenantId: string,
  at: Date,
  lastAt: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    'update tenants set policy_checked_at = ? where id = ? and coalesce(policy_checked_at, created_at) <= ?',
    [at, tenantId, lastAt],
  );
  return result.rowCount > 0;
}

export interface ToldMismatch {
  code: string;
  subject: string;
}

/**
 * Remembers what a policy and the directories have against each other now, and forgets what has ended.
 *
 * @returns what is new
 */
export async function replaceTold(
  trx: Transaction,
  tenantId: string,
  found: readonly ToldMismatch[],
  now: Date,
): Promise<ToldMismatch[]> {
  const result = await trx.raw<{ rows: ToldMismatch[] }>(
    `with found as (
       select distinct code, subject from jsonb_to_recordset(?::jsonb) as r (code text, subject text)),
     ended as (
       delete from told_mismatches t
        where t.tenant_id = ? and not exists (
              select 1 from found f where f.code = t.code and f.subject = t.subject))
     insert into told_mismatches (tenant_id, code, subject, told_at)
     select ?::uuid, code, subject, ?::timestamptz from found
     on conflict (tenant_id, code, subject) do nothing
     returning code, subject`,
    [JSON.stringify(found), tenantId, tenantId, now],
  );
  return result.rows;
}
