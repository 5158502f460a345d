import type { Actor, AuditAction } from '../domain/change.ts';
import { insertAuditRecords } from './audit-records.ts';
import type { Transaction } from './database.ts';

const revocable = {
  session: {
    table: 'sessions',
    action: 'session.revoked',
    reason: 'One session was revoked by hand',
  },
  api_key: {
    table: 'api_keys',
    action: 'api_key.revoked',
    reason: 'One API key was revoked by hand',
  },
} as const satisfies Record<string, { table: string; action: AuditAction; reason: string }>;

/** Revokes a session or an API key and records it. One that was revoked before stays as it was. */
export async function revokeByHand(
  trx: Transaction,
  tenantId: string,
  kind: keyof typeof revocable,
  id: string,
  actor: Actor,
  now: Date,
): Promise<'revoked' | 'was_revoked' | 'unknown'> {
  const { table, action, reason } = revocable[kind];
  const result = await trx.raw<{ rows: { user_id: string; revoked_at: Date | null }[] }>(
    `select user_id, revoked_at from ${table} where tenant_id = ? and id = ? for update`,
    [tenantId, id],
  );
  const [found] = result.rows;
  if (found === undefined) return 'unknown';
  if (found.revoked_at !== null) return 'was_revoked';
  await trx.raw(`update ${table} set revoked_at = ? where tenant_id = ? and id = ?`, [now, tenantId, id]);
  const entry = {
    actor,
    action,
    userId: found.user_id,
    directoryId: null,
    before: { [kind]: id },
    after: null,
    reason,
    eventIds: [],
    policyVersion: null,
  };
  await insertAuditRecords(trx, tenantId, [entry], now);
  return 'revoked';
}
