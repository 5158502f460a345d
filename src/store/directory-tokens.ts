import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { tokenInWords, tokenStateOf, type TokenLife } from '../domain/directory-token.ts';
import type { DirectoryState } from '../domain/directory-state.ts';
import type { ProfileName } from '../domain/profile-names.ts';
import type { DirectoryToken } from '../generated/api.ts';
import type { Database, Queries, Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { digestOfSecret } from './secret-digest.ts';

/** A token that was presented, and the directory that it belongs to. Whether it opens anything is judged by its caller. */
export interface PresentedToken {
  tokenId: string;
  tenantId: string;
  directoryId: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  source: 'workos' | 'scim' | 'import';
  profile: ProfileName | null;
  state: DirectoryState;
  /** Grows with each change of the directory's extension schemas. */
  schemasVersion: number;
}

interface PresentedRow {
  token_id: string;
  tenant_id: string;
  directory_id: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  source: PresentedToken['source'];
  profile: ProfileName | null;
  state: DirectoryState;
  schemas_version: number;
}

/**
 * The directory that a token was made for, or null where nobody made such a token. One statement, which opens the scope
 * of the token's tenant for itself and for no longer; every request of SCIM asks this, so that a revocation counts at
 * once.
 */
export async function findDirectoryByToken(
  database: Pick<Database, 'raw'>,
  token: string,
): Promise<PresentedToken | null> {
  const digest = digestOfSecret(token);
  const result = await database.raw<{ rows: PresentedRow[] }>(byToken, [digest], { quick: true });
  const row = result.rows[0];
  if (row === undefined) return null;
  return {
    tokenId: row.token_id,
    tenantId: row.tenant_id,
    directoryId: row.directory_id,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    source: row.source,
    profile: row.profile,
    state: row.state,
    schemasVersion: row.schemas_version,
  };
}

const byToken = `
  with token as materialized (
       select id, tenant_id, directory_id, expires_at, revoked_at, last_used_at,
              set_config('rollcall.tenant_id', tenant_id::text, true)
         from directory_tokens where token_hash = ?)
     select token.id as token_id, token.tenant_id, token.directory_id, token.expires_at, token.revoked_at,
            token.last_used_at, d.source, d.profile, d.state, d.schemas_version
       from token
      cross join lateral (
             select source, profile, state, schemas_version from directories
              where tenant_id = token.tenant_id and id = token.directory_id
             -- Not merged into the query around it: the scope is open before the first directory is looked at.
             offset 0) d`;

const columns = 'id, directory_id, created_at, expires_at, last_used_at, revoked_at';

export interface DirectoryTokenRow {
  id: string;
  directory_id: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** A token with the text that is kept nowhere. */
export type NewDirectoryToken = DirectoryTokenRow & { token: string };

/** Makes a token of a directory. What is returned is the only place where the token itself ever is. */
export async function insertDirectoryToken(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { expiresAt, now }: { expiresAt: Date | null; now: Date },
): Promise<NewDirectoryToken> {
  const token = `rcs_${randomBytes(32).toString('base64url')}`;
  const id = newId();
  await trx.raw(
    `insert into directory_tokens (id, tenant_id, directory_id, token_hash, created_at, expires_at)
     values (?, ?, ?, ?, ?, ?)`,
    [id, tenantId, directoryId, digestOfSecret(token), now, expiresAt],
  );
  return {
    id,
    directory_id: directoryId,
    created_at: now,
    expires_at: expiresAt,
    last_used_at: null,
    revoked_at: null,
    token,
  };
}

/** How many tokens of a directory are told of beside it: those that are not revoked, and the latest of the others. */
const mostTold = 20;

/** The tokens of these directories of a tenant, the oldest first; of many, those that matter. */
export async function readDirectoryTokens(
  queries: Queries,
  tenantId: string,
  directoryIds: string[],
): Promise<DirectoryTokenRow[]> {
  if (directoryIds.length === 0) return [];
  const result = await queries.raw<{ rows: DirectoryTokenRow[] }>(
    `select ${columns} from (
       select *, row_number() over (partition by directory_id order by revoked_at is not null, id desc) as place
         from directory_tokens where tenant_id = ? and directory_id = any(?::uuid[])) t
      where place <= ? order by id`,
    [tenantId, directoryIds, mostTold],
  );
  return result.rows;
}

export const directoryTokensKeyset = ['uuid'] as const satisfies KeysetPart[];

/** The tokens of a directory, the oldest first, the revoked ones too. */
export async function listDirectoryTokens(
  queries: Queries,
  tenantId: string,
  directoryId: string,
  { limit, after }: PageRequest,
  now: Date,
): Promise<Page<DirectoryToken>> {
  const result = await queries.raw<{ rows: DirectoryTokenRow[] }>(
    `select ${columns} from directory_tokens
      where tenant_id = ? and directory_id = ? and id > ? order by id limit ?`,
    [tenantId, directoryId, after?.[0] ?? '00000000-0000-0000-0000-000000000000', limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => toDirectoryToken(row, now),
    (row) => [row.id],
  );
}

/** A token as the API shows it. */
export function toDirectoryToken(row: DirectoryTokenRow, now: Date): DirectoryToken {
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    state: tokenStateOf(lifeOfToken(row), now),
    says: tokenInWords(lifeOfToken(row), now),
  };
}

export function lifeOfToken(row: DirectoryTokenRow): TokenLife {
  return { expiresAt: row.expires_at, revokedAt: row.revoked_at };
}

/** Voids a token for good. One that was revoked before stays as it was. */
export async function revokeDirectoryToken(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  tokenId: string,
  now: Date,
): Promise<'revoked' | 'revoked_before' | 'unknown'> {
  const result = await trx.raw<{ rows: { before: Date | null }[] }>(
    `update directory_tokens t set revoked_at = coalesce(t.revoked_at, ?)
       from (select id, revoked_at as before from directory_tokens
              where tenant_id = ? and directory_id = ? and id = ? for update) b
      where t.id = b.id returning b.before`,
    [now, tenantId, directoryId, tokenId],
  );
  const row = result.rows[0];
  if (row === undefined) return 'unknown';
  return row.before === null ? 'revoked' : 'revoked_before';
}

/** Notes that a token was used, unless that was noted after `stale` already. */
export async function writeTokenUse(
  queries: Queries,
  tokenId: string,
  now: Date,
  stale: Date,
): Promise<void> {
  await queries.raw(
    `update directory_tokens set last_used_at = ?
      where id = ? and (last_used_at is null or last_used_at <= ?)`,
    [now, tokenId, stale],
  );
}
