import type { Transaction } from './database.ts';

/**
 * Notes a role that was set by hand, or takes the note back (null). What it means is the policy's to say.
 *
 * @param promoted whether it was given because nobody else would administer; then it stays until a role is set by hand
 */
export async function writeManualRole(
  trx: Transaction,
  tenantId: string,
  userId: string,
  role: string | null,
  setBy: string,
  now: Date,
  promoted = false,
): Promise<void> {
  if (role === null) {
    await trx.raw('delete from manual_roles where tenant_id = ? and user_id = ?', [tenantId, userId]);
    return;
  }
  await trx.raw(
    `insert into manual_roles (tenant_id, user_id, role, set_by, set_at, promoted) values (?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, user_id) do update
        set role = excluded.role, set_by = excluded.set_by, set_at = excluded.set_at, promoted = excluded.promoted`,
    [tenantId, userId, role, setBy, now, promoted],
  );
}

/** The note of a role that was set by hand or by promotion, and since when; null without one. */
export async function readManualRole(
  trx: Transaction,
  tenantId: string,
  userId: string,
): Promise<{ role: string; set_by: string; set_at: Date; promoted: boolean } | null> {
  const result = await trx.raw<{ rows: { role: string; set_by: string; set_at: Date; promoted: boolean }[] }>(
    'select role, set_by, set_at, promoted from manual_roles where tenant_id = ? and user_id = ?',
    [tenantId, userId],
  );
  return result.rows[0] ?? null;
}
