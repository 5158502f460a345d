import { createHash, randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Actor } from '../domain/change.ts';
import type { ApiKeyOnce } from '../generated/api.ts';
import { insertAuditRecords, type AuditEntry } from './audit-records.ts';
import type { Transaction } from './database.ts';
import { ApiKeyModel } from './models/api-key.ts';

/** Keys carry 256 bits from the system's generator, so a plain SHA-256 is enough at rest. */
export function digestOfApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Makes an API key for a user. What is returned is the only place where the key itself ever is. */
export async function createApiKey(
  trx: Transaction,
  tenantId: string,
  { userId, name }: { userId: string; name: string },
  now: Date,
): Promise<ApiKeyOnce> {
  const key = `rck_${randomBytes(32).toString('base64url')}`;
  const id = newId();
  await ApiKeyModel.query(trx).insert({
    tenant_id: tenantId,
    id,
    user_id: userId,
    name,
    key_hash: digestOfApiKey(key),
    last_used_at: null,
    revoked_at: null,
    created_at: now,
  });
  return {
    id,
    user_id: userId,
    name,
    last_used_at: null,
    revoked_at: null,
    created_at: now.toISOString(),
    key,
  };
}

/** Revokes an API key and records it. One that was revoked before stays as it was. */
export async function revokeApiKey(
  trx: Transaction,
  tenantId: string,
  id: string,
  actor: Actor,
  now: Date,
): Promise<'revoked' | 'was_revoked' | 'unknown'> {
  const found = await ApiKeyModel.query(trx).findOne({ tenant_id: tenantId, id }).forUpdate();
  if (found === undefined) return 'unknown';
  if (found.revoked_at !== null) return 'was_revoked';
  await ApiKeyModel.query(trx).patch({ revoked_at: now }).where({ tenant_id: tenantId, id });
  const entry: AuditEntry = {
    actor,
    action: 'api_key.revoked',
    userId: found.user_id,
    directoryId: null,
    before: { api_key: id },
    after: null,
    reason: 'One API key was revoked by hand',
    eventIds: [],
    policyVersion: null,
  };
  await insertAuditRecords(trx, tenantId, [entry], now);
  return 'revoked';
}
