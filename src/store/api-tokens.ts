import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Scope, Token, TokenOnce } from '../generated/api.ts';
import type { Database, Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { ApiTokenModel } from './models/api-token.ts';
import { digestOfSecret } from './secret-digest.ts';
import { isUniqueViolation } from './unique-violation.ts';

/**
 * The operator's token is one row with this id, whatever its value: a new value replaces the former one, which is
 * unknown from then on.
 */
export const OPERATOR_TOKEN_ID = '00000000-0000-7000-8000-000000000001';

export const tokensKeyset = ['uuid'] as const satisfies KeysetPart[];

/** A token that was presented. Whether it opens anything is judged by its caller. */
export interface PresentedApiToken {
  id: string;
  scopes: Scope[];
  tenantId: string | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** The token with this text, or null where nobody made it. Every request of the API asks this. */
export async function findApiToken(
  database: Pick<Database, 'raw'>,
  token: string,
): Promise<PresentedApiToken | null> {
  const result = await database.raw<{ rows: ApiTokenModel[] }>(
    `select id, scopes, tenant_id, expires_at, revoked_at, last_used_at from api_tokens where token_hash = ?`,
    [digestOfSecret(token)],
    { quick: true },
  );
  const row = result.rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    scopes: row.scopes,
    tenantId: row.tenant_id,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

/** Notes that a token was used, unless that was noted after `stale` already. */
export async function writeApiTokenUse(
  database: Pick<Database, 'raw'>,
  { id }: Pick<PresentedApiToken, 'id'>,
  now: Date,
  stale: Date,
): Promise<void> {
  await database.raw(
    'update api_tokens set last_used_at = ? where id = ? and (last_used_at is null or last_used_at <= ?)',
    [now, id, stale],
  );
}

export interface TokenRequest {
  name: string;
  scopes: Scope[];
  tenantId: string | null;
  tenantSlug: string | null;
  expiresAt: Date | null;
}

/** Makes a token. What is returned is the only place where the token itself ever is. */
export async function createApiToken(
  database: Database,
  request: TokenRequest,
  now: Date,
): Promise<TokenOnce> {
  const token = `rc_${randomBytes(32).toString('base64url')}`;
  const row = {
    id: newId(),
    name: request.name,
    token_hash: digestOfSecret(token),
    scopes: request.scopes,
    tenant_id: request.tenantId,
    created_at: now,
    expires_at: request.expiresAt,
    last_used_at: null,
    revoked_at: null,
  };
  await ApiTokenModel.query(database.knex).insert(row);
  return { ...toToken(row, request.tenantSlug, null), token };
}

/**
 * The tokens of one tenant, or all of them, the newest first. `trx` must see tenants (database.acrossTenants).
 *
 * @param ownId of the token that whoever asks came with
 */
export async function listApiTokens(
  trx: Transaction,
  { tenantId, ownId }: { tenantId: string | null; ownId: string | null },
  page: PageRequest,
): Promise<Page<Token>> {
  const query = ApiTokenModel.query(trx.knex())
    .leftJoin('tenants', 'tenants.id', 'api_tokens.tenant_id')
    .select('api_tokens.*', 'tenants.slug')
    .orderBy('api_tokens.id', 'desc')
    .limit(page.limit + 1)
    .castTo<(ApiTokenModel & { slug: string | null })[]>();
  if (tenantId !== null) void query.where('api_tokens.tenant_id', tenantId);
  if (page.after !== null) void query.where('api_tokens.id', '<', page.after[0] ?? '');
  return pageOf(
    await query,
    page.limit,
    (row) => toToken(row, row.slug, ownId),
    (row) => [row.id],
  );
}

/** What somebody called a token. */
export async function readTokenName(database: Pick<Database, 'raw'>, id: string): Promise<string> {
  const result = await database.raw<{ rows: { name: string }[] }>(
    'select name from api_tokens where id = ?',
    [id],
  );
  return result.rows[0]?.name ?? 'a token of the API';
}

/** Voids a token for good. False where there is none such; one that was revoked before stays as it was. */
export async function revokeApiToken(
  database: Database,
  id: string,
  tenantId: string | null,
  now: Date,
): Promise<boolean> {
  if (id === OPERATOR_TOKEN_ID && tenantId === null) {
    throw new RollcallError(
      'conflict',
      "The operator's token is set by the service's configuration: change ROLLCALL_API_TOKEN (or its file) and start again.",
    );
  }
  const result = await database.knex.raw<{ rowCount: number }>(
    `update api_tokens set revoked_at = coalesce(revoked_at, ?) where id = ? and (?::uuid is null or tenant_id = ?)`,
    [now, id, tenantId, tenantId],
  );
  return result.rowCount > 0;
}

/** Makes this value the operator's token. Idempotent; whatever was the operator's token before is void. */
export async function ensureOperatorToken(database: Database, token: string, now: Date): Promise<void> {
  try {
    await database.knex.raw(
      `insert into api_tokens as t (id, name, token_hash, scopes, created_at)
       values (?, 'operator', ?, '{*}', ?)
       on conflict (id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at
        where t.token_hash <> excluded.token_hash`,
      [OPERATOR_TOKEN_ID, digestOfSecret(token), now],
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new RollcallError(
      'invalid_configuration',
      'ROLLCALL_API_TOKEN is the value of another API token. Set it to a value of its own.',
      { cause: error },
    );
  }
}

type TokenRow = Pick<Token, 'id' | 'name' | 'scopes'> & {
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
};

function toToken(row: TokenRow, tenantSlug: string | null, ownId: string | null): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    tenant: tenantSlug,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    own: row.id === ownId,
    revocable: row.id !== OPERATOR_TOKEN_ID,
  };
}
