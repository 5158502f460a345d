import type { AccessFacts } from '../domain/access.ts';
import type { UserStatus, WorkspaceGrant } from '../domain/decision.ts';
import type { Scope } from '../generated/api.ts';
import type { PresentedApiToken } from './api-tokens.ts';
import type { Database } from './database.ts';
import { digestOfSecret } from './secret-digest.ts';

export interface AccessQuestion {
  /** Null where what was asked cannot be an id at all. */
  userId: string | null;
  /** Undefined where no session was shown; null where what was shown cannot be an id at all. */
  sessionId: string | null | undefined;
  apiKey: string | undefined;
  /** The API token of who asks, where it is still to be looked up; undefined where it was. */
  token: string | undefined;
}

/** What was read, and which API key that was; null where none was shown, or none that there is. */
export interface AccessReading {
  facts: Omit<AccessFacts, 'sessionIssuedAt'>;
  usedKey: UsedApiKey | null;
  /** Null where it was not to be looked up, or there is none such. */
  token: PresentedApiToken | null;
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
  token_id: string | null;
  token_scopes: Scope[];
  token_tenant: string | null;
  token_expires_at: Date | null;
  token_revoked_at: Date | null;
  token_last_used_at: Date | null;
}

/**
 * Reads all that an access check needs, as it is at this moment: one statement, each table by an index. Where the token is
 * among it, nobody is to be told of the rest before the token was judged.
 */
export async function readAccessFacts(
  database: Pick<Database, 'readInTenant'>,
  tenantId: string,
  { userId, sessionId, apiKey, token }: AccessQuestion,
): Promise<AccessReading> {
  const asked: [Part, string | null | undefined][] = [
    ['user', userId],
    ['session', sessionId],
    ['key', apiKey === undefined ? undefined : digestOfSecret(apiKey)],
    ['token', token === undefined ? undefined : digestOfSecret(token)],
  ];
  const given = asked.filter((entry): entry is [Part, string | null] => entry[1] !== undefined);
  const sql = statementFor(given.map(([part]) => part));
  const values = given.map(([, value]) => value);
  const [row] = await database.readInTenant<AccessRow>(tenantId, sql, values, { quick: true });
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
      session: sessionId !== undefined ? sessionOf(row) : undefined,
      apiKey: apiKey !== undefined ? apiKeyOf(row) : undefined,
    },
    usedKey:
      apiKey !== undefined && row.key_user !== null
        ? { id: row.key_id, tenantId, lastUsedAt: row.key_last_used_at }
        : null,
    token: token === undefined ? null : tokenOf(row),
  };
}

type Part = keyof typeof parts;

const parts = {
  user: {
    columns: `u.status, u.role, u.sessions_valid_after,
      (select jsonb_agg(jsonb_build_object('key', w.workspace_key, 'role', w.role) order by w.workspace_key)
         from workspace_memberships w where w.tenant_id = scope.tenant_id and w.user_id = u.id) as workspaces`,
    join: 'left join users u on u.tenant_id = scope.tenant_id and u.id = ?',
  },
  session: {
    columns: `s.user_id as session_user, s.created_at as session_created_at, s.expires_at as session_expires_at,
      s.revoked_at as session_revoked_at`,
    join: 'left join sessions s on s.tenant_id = scope.tenant_id and s.id = ?',
  },
  key: {
    columns: `k.id as key_id, k.user_id as key_user, k.revoked_at as key_revoked_at,
      k.last_used_at as key_last_used_at`,
    join: 'left join api_keys k on k.tenant_id = scope.tenant_id and k.key_hash = ?',
  },
  token: {
    columns: `t.id as token_id, t.scopes as token_scopes, t.tenant_id as token_tenant,
      t.expires_at as token_expires_at, t.revoked_at as token_revoked_at, t.last_used_at as token_last_used_at`,
    join: 'left join api_tokens t on t.token_hash = ?',
  },
};

/** One row, whatever exists. What was not asked about is not looked for. */
function statementFor(asked: Part[]): string {
  return `select ${asked.map((part) => parts[part].columns).join(', ')}
            from (values (true)) one ${asked.map((part) => parts[part].join).join(' ')}`;
}

function tokenOf(row: AccessRow): PresentedApiToken | null {
  if (row.token_id === null) return null;
  return {
    id: row.token_id,
    scopes: row.token_scopes,
    tenantId: row.token_tenant,
    expiresAt: row.token_expires_at,
    revokedAt: row.token_revoked_at,
    lastUsedAt: row.token_last_used_at,
  };
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
