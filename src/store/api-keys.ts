import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { ApiKey, ApiKeyOnce } from '../generated/api.ts';
import type { UsedApiKey } from './access-facts.ts';
import type { Database, Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { ApiKeyModel } from './models/api-key.ts';
import { digestOfSecret } from './secret-digest.ts';
import { sqlConditions } from './sql-conditions.ts';

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

export const apiKeysKeyset = ['uuid', 'uuid'] as const satisfies KeysetPart[];

interface ApiKeyRow {
  id: string;
  user_id: string;
  name: string;
  last_used_at: Date | null;
  created_at: Date;
}

/**
 * The API keys that are not revoked, of one user or of all, user by user, the oldest first. The keys themselves are kept
 * nowhere.
 */
export async function listApiKeys(
  trx: Transaction,
  tenantId: string,
  userId: string | null,
  { limit, after }: PageRequest,
): Promise<Page<ApiKey>> {
  const where = sqlConditions();
  where.add('tenant_id = ? and revoked_at is null', tenantId);
  if (userId !== null) where.add('user_id = ?', userId);
  if (after !== null) where.add('(user_id, id) > (?, ?)', after[0] ?? '', after[1] ?? '');
  const result = await trx.raw<{ rows: ApiKeyRow[] }>(
    `select id, user_id, name, last_used_at, created_at from api_keys
      where ${where.text()} order by user_id, id limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => ({
      id: row.id,
      user_id: row.user_id,
      name: row.name,
      last_used_at: row.last_used_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
    }),
    (row) => [row.user_id, row.id],
  );
}

/** Notes that a key was used, unless that was noted after `stale` already. */
export async function writeApiKeyUse(
  database: Pick<Database, 'inTenant'>,
  { tenantId, id }: Pick<UsedApiKey, 'tenantId' | 'id'>,
  now: Date,
  stale: Date,
): Promise<void> {
  await database.inTenant(tenantId, (trx) =>
    trx.raw(
      `update api_keys set last_used_at = ?
        where tenant_id = ? and id = ? and (last_used_at is null or last_used_at <= ?)`,
      [now, tenantId, id, stale],
    ),
  );
}
