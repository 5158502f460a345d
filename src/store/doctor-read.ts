import type { Database, Transaction } from './database.ts';
import { openSecret, type SecretKeys } from './sealed-secret.ts';
import { sqlStateOf } from './connection-fault.ts';
import { placeOfSecret } from './webhook-secrets.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/**
 * Whether row-level security binds whoever the service works as: in the scope of a tenant that does not exist no row may
 * be seen, and the role may not be one that it does not bind.
 */
export async function readTenantIsolation(
  database: Database,
): Promise<{ role: string; bypasses: boolean; seen: boolean }> {
  return database.inTenant(NOBODY, async (trx) => {
    const result = await trx.raw<{ rows: [{ role: string; bypasses: boolean; seen: boolean }] }>(
      `select current_user::text as role, rolsuper or rolbypassrls as bypasses,
              exists (select 1 from inbox) or exists (select 1 from users) or exists (select 1 from directories)
                or exists (select 1 from audit_records) as seen
         from pg_roles where rolname = current_user`,
    );
    return result.rows[0];
  });
}

/** Since when the event waits that is due and was received first; null where none is. Needs the scope of every tenant. */
export async function readOldestDueEvent(trx: Transaction, now: Date): Promise<Date | null> {
  const result = await trx.raw<{ rows: [{ since: Date | null }] }>(
    `select min(greatest(received_at, next_attempt_at)) as since from inbox
      where status = 'waiting' and (next_attempt_at is null or next_attempt_at <= ?)`,
    [now],
  );
  return result.rows[0].since;
}

/** Since when the oldest audit record waits to be sealed; null where none does. Needs the scope of every tenant. */
export async function readOldestUnsealed(trx: Transaction): Promise<Date | null> {
  const result = await trx.raw<{ rows: [{ since: Date | null }] }>(
    'select min(at) as since from audit_records where seq is null',
  );
  return result.rows[0].since;
}

/** Tenants whose policy file is not in force. Needs the scope of every tenant. */
export async function readTenantsWithPolicyProblem(trx: Transaction): Promise<string[]> {
  const result = await trx.raw<{ rows: { slug: string }[] }>(
    'select slug from tenants where policy_problem is not null order by slug limit 20',
  );
  return result.rows.map(({ slug }) => slug);
}

/** How many kept secrets there are, and how many of them no key opens. */
export async function countSecretsThatOpen(
  database: Database,
  keys: SecretKeys,
): Promise<{ secrets: number; shut: number }> {
  const result = await database.raw<{ rows: { endpoint_id: string; id: string; sealed: string }[] }>(
    'select endpoint_id, id, sealed from webhook_secrets',
  );
  const shut = result.rows.filter(({ endpoint_id, id, sealed }) => {
    try {
      openSecret(keys, sealed, placeOfSecret(endpoint_id, id));
      return false;
    } catch {
      return true;
    }
  });
  return { secrets: result.rows.length, shut: shut.length };
}

/** Whether a statement failed because a table or a column is not there: migrations are missing. */
export function isNotMigrated(fault: unknown): boolean {
  return ['42P01', '42703'].includes(sqlStateOf(fault) ?? '');
}
