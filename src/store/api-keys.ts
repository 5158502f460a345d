import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { ApiKeyOnce } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { ApiKeyModel } from './models/api-key.ts';
import { digestOfSecret } from './secret-digest.ts';

/** Makes an API key for a user. What is returned is the only place where the key itself ever is. */
export async function createApiKey(
  trx: Transaction,
  tenantId: string,
  { userId, name }: { userId: string; name: string },
  now: Date,
): Promise<ApiKeyOnce> {
  const key = `rck_${randomBytes(32).toString('base64url')}`;
  const id = newId();
  await ApiKeyModel.query(trx.knex()).insert({
    tenant_id: tenantId,
    id,
    user_id: userId,
    name,
    key_hash: digestOfSecret(key),
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
