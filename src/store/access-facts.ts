import type { AccessFacts } from '../domain/access.ts';
import type { UserStatus, WorkspaceGrant } from '../domain/decision.ts';
import type { Transaction } from './database.ts';
import { digestOfSecret } from './secret-digest.ts';

const LAST_USED_PRECISION_MS = 60_000;

export interface AccessQuestion {
  /** Null where what was asked cannot be an id at all. */
  userId: string | null;
  /** Undefined where no session was shown; null where what was shown cannot be an id at all. */
  sessionId: string | null | undefined;
  apiKey: string | undefined;
}

interface AccessRow {
  status: UserStatus | null;
  role: string | null;
  sessions_valid_after: Date | null;
  workspaces: WorkspaceGrant[] | null;
  session_user: string | null;
  session_created_at: Date;
  session_expires_at: Date;
  session_revoked_at: Date | null;
  key_user: string | null;
  key_revoked_at: Date | null;
  key_last_used_at: Date | null;
}

/** Reads all that an access check needs: one round trip, each table by an index. */
export async function readAccessFacts(
  trx: Transaction,
  tenantId: string,
  { userId, sessionId, apiKey }: AccessQuestion,
  now: Date,
): Promise<AccessFacts> {
  const keyHash = apiKey === undefined ? null : digestOfSecret(apiKey);
  const result = await trx.raw<{ rows: AccessRow[] }>(accessFactsSql, [
    tenantId,
    userId,
    tenantId,
    sessionId ?? null,
    tenantId,
    keyHash,
  ]);
  const row = result.rows[0];
  if (keyHash !== null && row?.key_user === userId && row.key_revoked_at === null) {
    await noteKeyUse(trx, tenantId, keyHash, row.key_last_used_at, now);
  }
  return {
    user:
      row === undefined || row.status === null || userId === null
        ? null
        : {
            id: userId,
            status: row.status,
            role: row.role,
            workspaces: row.workspaces ?? [],
            sessionsValidAfter: row.sessions_valid_after,
          },
    session: sessionId === undefined ? undefined : sessionOf(row),
    apiKey: apiKey === undefined ? undefined : apiKeyOf(row),
  };
}

/** One row, whatever exists. */
export const accessFactsSql = `
  select u.status, u.role, u.sessions_valid_after,
         (select jsonb_agg(jsonb_build_object('key', w.workspace_key, 'role', w.role) order by w.workspace_key)
            from workspace_memberships w where w.tenant_id = u.tenant_id and w.user_id = u.id) as workspaces,
         s.user_id as session_user, s.created_at as session_created_at, s.expires_at as session_expires_at,
         s.revoked_at as session_revoked_at,
         k.user_id as key_user, k.revoked_at as key_revoked_at, k.last_used_at as key_last_used_at
    from (values (true)) one
    left join users u on u.tenant_id = ? and u.id = ?
    left join sessions s on s.tenant_id = ? and s.id = ?
    left join api_keys k on k.tenant_id = ? and k.key_hash = ?`;

function sessionOf(row: AccessRow | undefined): AccessFacts['session'] {
  if (row === undefined || row.session_user === null) return null;
  return {
    userId: row.session_user,
    createdAt: row.session_created_at,
    expiresAt: row.session_expires_at,
    revokedAt: row.session_revoked_at,
  };
}

function apiKeyOf(row: AccessRow | undefined): AccessFacts['apiKey'] {
  return row === undefined || row.key_user === null
    ? null
    : { userId: row.key_user, revokedAt: row.key_revoked_at };
}

/** At most once a minute, so that a check is a read nearly always. */
async function noteKeyUse(
  trx: Transaction,
  tenantId: string,
  keyHash: string,
  lastUsedAt: Date | null,
  now: Date,
): Promise<void> {
  const stale = new Date(now.getTime() - LAST_USED_PRECISION_MS);
  if (lastUsedAt !== null && lastUsedAt > stale) return;
  await trx.raw('update api_keys set last_used_at = ? where tenant_id = ? and key_hash = ?', [
    now,
    tenantId,
    keyHash,
  ]);
}
