import type { Transaction } from './database.ts';

/** Notes a role that was set by hand, or takes the note back (null). What it means is the policy's to say. */
export async function writeManualRole(
  trx: Transaction,
  tenantId: string,
  userId: string,
  role: string | null,
  setBy: string,
  now: Date,
): Promise<void> {
  if (role === null) {
    await trx.raw('delete from manual_roles where tenant_id = ? and user_id = ?', [tenantId, userId]);
    return;
  }
  await trx.raw(
    `insert into manual_roles (tenant_id, user_id, role, set_by, set_at) values (?, ?, ?, ?, ?)
     on conflict (tenant_id, user_id) do update
        set role = excluded.role, set_by = excluded.set_by, set_at = excluded.set_at`,
    [tenantId, userId, role, setBy, now],
  );
}
