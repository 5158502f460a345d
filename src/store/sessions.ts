import { v7 as newId } from 'uuid';
import type { Actor } from '../domain/change.ts';
import type { Session } from '../generated/api.ts';
import { insertAuditRecords, type AuditEntry } from './audit-records.ts';
import type { Transaction } from './database.ts';
import { SessionModel } from './models/session.ts';

export async function createSession(
  trx: Transaction,
  tenantId: string,
  { userId, expiresAt }: { userId: string; expiresAt: Date },
  now: Date,
): Promise<Session> {
  const row = {
    tenant_id: tenantId,
    id: newId(),
    user_id: userId,
    expires_at: expiresAt,
    revoked_at: null,
    created_at: now,
  };
  await SessionModel.query(trx).insert(row);
  return {
    id: row.id,
    user_id: userId,
    expires_at: expiresAt.toISOString(),
    revoked_at: null,
    created_at: now.toISOString(),
  };
}

/** Revokes a session and records it. One that was revoked before stays as it was. */
export async function revokeSession(
  trx: Transaction,
  tenantId: string,
  id: string,
  actor: Actor,
  now: Date,
): Promise<'revoked' | 'was_revoked' | 'unknown'> {
  const found = await SessionModel.query(trx).findOne({ tenant_id: tenantId, id }).forUpdate();
  if (found === undefined) return 'unknown';
  if (found.revoked_at !== null) return 'was_revoked';
  await SessionModel.query(trx).patch({ revoked_at: now }).where({ tenant_id: tenantId, id });
  const entry: AuditEntry = {
    actor,
    action: 'session.revoked',
    userId: found.user_id,
    directoryId: null,
    before: { session: id },
    after: null,
    reason: 'One session was revoked by hand',
    eventIds: [],
    policyVersion: null,
  };
  await insertAuditRecords(trx, tenantId, [entry], now);
  return 'revoked';
}
