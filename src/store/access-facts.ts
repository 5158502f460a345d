import type { AccessFacts } from '../domain/access.ts';
import type { UserStatus, WorkspaceGrant } from '../domain/decision.ts';
import type { Database } from './database.ts';
import { digestOfSecret } from './secret-digest.ts';

export interface AccessQuestion {
  /** Null where what was asked cannot be an id at all. */
  userId: string | null;
  /** Undefined where no session was shown; null where what was shown cannot be an id at all. */
  sessionId: string | null | undefined;
  apiKey: string | undefined;
}

/** What was read, and which API key that was; null where none was shown, or none that there is. */
export interface AccessReading {
  facts: Omit<AccessFacts, 'sessionIssuedAt'>;
  usedKey: UsedApiKey | null;
}

export interface UsedApiKey {
  id: string;
  tenantId: string;
  lastUsedAt: Date | null;
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
  key_id: string;
  key_user: string | null;
  key_revoked_at: Date | null;
  key_last_used_at: Date | null;
}

/** Reads all that an access check needs, as it is at this moment: one statement, each table by an index. */
export async function readAccessFacts(
  database: Pick<Database, 'readInTenant'>,
  tenantId: string,
  { userId, sessionId, apiKey }: AccessQuestion,
): Promise<AccessReading> {
  const asksSession = sessionId !== undefined;
  const asksKey = apiKey !== undefined;
  const bindings = [
    userId,
    ...(asksSession ? [sessionId] : []),
    ...(asksKey ? [digestOfSecret(apiKey)] : []),
  ];
  const [row] = await database.readInTenant<AccessRow>(
    tenantId,
    statementFor(asksSession, asksKey),
    bindings,
    {
      quick: true,
    },
  );
  if (row === undefined) throw new TypeError('The statement answers with one row, whatever exists.');
  return {
    facts: {
      user:
        row.status === null || userId === null
          ? null
          : {
              id: userId,
              status: row.status,
              role: row.role,
              workspaces: row.workspaces ?? [],
              sessionsValidAfter: row.sessions_valid_after,
            },
      session: asksSession ? sessionOf(row) : undefined,
      apiKey: asksKey ? apiKeyOf(row) : undefined,
    },
    usedKey:
      asksKey && row.key_user !== null
        ? { id: row.key_id, tenantId, lastUsedAt: row.key_last_used_at }
        : null,
  };
}

const person = `u.status, u.role, u.sessions_valid_after,
  (select jsonb_agg(jsonb_build_object('key', w.workspace_key, 'role', w.role) order by w.workspace_key)
     from workspace_memberships w where w.tenant_id = scope.tenant_id and w.user_id = u.id) as workspaces`;

const session = `s.user_id as session_user, s.created_at as session_created_at, s.expires_at as session_expires_at,
  s.revoked_at as session_revoked_at`;

const key = `k.id as key_id, k.user_id as key_user, k.revoked_at as key_revoked_at,
  k.last_used_at as key_last_used_at`;

/** One row, whatever exists. What was not asked about is not looked for. */
function statementFor(asksSession: boolean, asksKey: boolean): string {
  return `
    select ${[person, ...(asksSession ? [session] : []), ...(asksKey ? [key] : [])].join(', ')}
      from (values (true)) one
      left join users u on u.tenant_id = scope.tenant_id and u.id = ?
      ${asksSession ? 'left join sessions s on s.tenant_id = scope.tenant_id and s.id = ?' : ''}
      ${asksKey ? 'left join api_keys k on k.tenant_id = scope.tenant_id and k.key_hash = ?' : ''}`;
}

function sessionOf(row: AccessRow): AccessFacts['session'] {
  if (row.session_user === null) return null;
  return {
    userId: row.session_user,
    createdAt: row.session_created_at,
    expiresAt: row.session_expires_at,
    revokedAt: row.session_revoked_at,
  };
}

function apiKeyOf(row: AccessRow): AccessFacts['apiKey'] {
  return row.key_user === null ? null : { userId: row.key_user, revokedAt: row.key_revoked_at };
}
