import type { AccessFacts } from '../domain/access.ts';
import type { UserStatus } from '../domain/decision.ts';
import type { Scope } from '../generated/api.ts';
import type { PresentedApiToken } from './api-tokens.ts';
import type { Database } from './database.ts';
import { gatherQuestions } from './gather-questions.ts';
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
  /** Of the question, from 1. */
  place: number;
  status: UserStatus | null;
  role: string | null;
  sessions_valid_after: Date | null;
  workspaces: [key: string, role: string][];
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

export type ReadAccess = (tenantId: string, question: AccessQuestion) => Promise<AccessReading>;

/** Reads what access checks need. Questions about one tenant that come at the same time share a statement. */
export function createAccessReader(database: Pick<Database, 'readInTenant'>): ReadAccess {
  return gatherQuestions((tenantId, questions) => readAccessFacts(database, tenantId, questions), {
    most: 50,
    // One is read while the other is answered.
    atOnce: 2,
  });
}

/**
 * Reads all that access checks need, as it is at this moment: one statement, each table by an index. Where a token is
 * among it, nobody is to be told of the rest before the token was judged.
 */
export async function readAccessFacts(
  database: Pick<Database, 'readInTenant'>,
  tenantId: string,
  questions: AccessQuestion[],
): Promise<AccessReading[]> {
  const [first] = questions;
  const isOne = questions.length === 1 && first !== undefined;
  const asked = isOne ? questionColumns(questions).map(([value]) => value) : questionColumns(questions);
  const rows = await database.readInTenant<AccessRow>(
    tenantId,
    isOne ? statementForOne(first) : statementForMany,
    asked,
    { quick: true },
  );
  const readings: AccessReading[] = [];
  for (const row of rows) {
    const question = questions[row.place - 1];
    if (question !== undefined) readings[row.place - 1] = readingOf(tenantId, question, row);
  }
  return readings;
}

/** What is looked for: a column for each part, a place in it for each question; null for what is not asked. */
function questionColumns(questions: AccessQuestion[]): (string | null)[][] {
  return [
    questions.map(({ userId }) => userId),
    questions.map(({ sessionId }) => sessionId ?? null),
    questions.map(({ apiKey }) => (apiKey === undefined ? null : digestOfSecret(apiKey))),
    questions.map(({ token }) => (token === undefined ? null : digestOfSecret(token))),
  ];
}

interface Part {
  columns: string;
  table: string;
  /** Finds one row at most. */
  condition: string;
}

const user: Part = {
  // Arrays, because building jsonb takes longer than all the rest.
  columns: `u.status, u.role, u.sessions_valid_after,
    array(select array[w.workspace_key, w.role] from workspace_memberships w
           where w.tenant_id = scope.tenant_id and w.user_id = u.id) as workspaces`,
  table: 'users u',
  condition: 'u.tenant_id = scope.tenant_id and u.id = q.user_id',
};
const session: Part = {
  columns: `s.user_id as session_user, s.created_at as session_created_at, s.expires_at as session_expires_at,
    s.revoked_at as session_revoked_at`,
  table: 'sessions s',
  condition: 's.tenant_id = scope.tenant_id and s.id = q.session_id',
};
const key: Part = {
  columns: `k.id as key_id, k.user_id as key_user, k.revoked_at as key_revoked_at,
    k.last_used_at as key_last_used_at`,
  table: 'api_keys k',
  condition: 'k.tenant_id = scope.tenant_id and k.key_hash = q.key_hash',
};
const token: Part = {
  columns: `t.id as token_id, t.scopes as token_scopes, t.tenant_id as token_tenant,
    t.expires_at as token_expires_at, t.revoked_at as token_revoked_at, t.last_used_at as token_last_used_at`,
  table: 'api_tokens t',
  condition: 't.token_hash = q.token_hash',
};

/** One row, whatever exists. What was not asked about is not looked for. */
function statementForOne({ sessionId, apiKey, token: shown }: AccessQuestion): string {
  const parts = [
    user,
    ...(sessionId === undefined ? [] : [session]),
    ...(apiKey === undefined ? [] : [key]),
    ...(shown === undefined ? [] : [token]),
  ];
  return `
    select q.place, ${parts.map(({ columns }) => columns).join(', ')}
      from (values (1, ?::uuid, ?::uuid, ?, ?)) q(place, user_id, session_id, key_hash, token_hash)
      ${parts.map(({ table, condition }) => `left join ${table} on ${condition}`).join(' ')}`;
}

/** A row for each question. Fenced: each is looked up by itself, however few rows PostgreSQL believes there are. */
const statementForMany = `
    select q.place, ${[user, session, key, token].map(({ columns }) => columns).join(', ')}
      from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[]) with ordinality
           q(user_id, session_id, key_hash, token_hash, place)
      ${[user, session, key, token].map(fenced).join(' ')}`;

function fenced({ table, condition }: Part): string {
  const [, alias = ''] = table.split(' ');
  return `left join lateral (select * from ${table} where ${condition} limit 1) ${alias} on true`;
}

function readingOf(tenantId: string, question: AccessQuestion, row: AccessRow): AccessReading {
  const { userId, sessionId, apiKey } = question;
  return {
    facts: {
      user: userId === null ? null : userOf(userId, row),
      session: sessionId === undefined ? undefined : sessionOf(row),
      apiKey: apiKey === undefined ? undefined : apiKeyOf(row),
    },
    usedKey:
      apiKey === undefined || row.key_user === null
        ? null
        : { id: row.key_id, tenantId, lastUsedAt: row.key_last_used_at },
    token: question.token === undefined ? null : tokenOf(row),
  };
}

function userOf(id: string, row: AccessRow): AccessFacts['user'] {
  if (row.status === null) return null;
  return {
    id,
    status: row.status,
    role: row.role,
    workspaces: row.workspaces
      .map(([key, role]) => ({ key, role }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
    sessionsValidAfter: row.sessions_valid_after,
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
