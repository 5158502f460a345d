import { v7 as newId } from 'uuid';
import type { Session } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { SessionModel } from './models/session.ts';
import { sqlConditions } from './sql-conditions.ts';

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
  await SessionModel.query(trx.knex()).insert(row);
  return {
    id: row.id,
    user_id: userId,
    expires_at: expiresAt.toISOString(),
    revoked_at: null,
    created_at: now.toISOString(),
  };
}

export const sessionsKeyset = ['uuid', 'uuid'] as const satisfies KeysetPart[];

interface SessionRow {
  id: string;
  user_id: string;
  expires_at: Date;
  created_at: Date;
}

/** The sessions that are neither revoked nor over, of one user or of all, user by user, the oldest first. */
export async function listSessions(
  trx: Transaction,
  tenantId: string,
  userId: string | null,
  { limit, after }: PageRequest,
  now: Date,
): Promise<Page<Session>> {
  const where = sqlConditions();
  where.add('tenant_id = ? and revoked_at is null', tenantId);
  where.add('expires_at > ?', now);
  if (userId !== null) where.add('user_id = ?', userId);
  if (after !== null) where.add('(user_id, id) > (?, ?)', after[0] ?? '', after[1] ?? '');
  const result = await trx.raw<{ rows: SessionRow[] }>(
    `select id, user_id, expires_at, created_at from sessions
      where ${where.text()} order by user_id, id limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => ({
      id: row.id,
      user_id: row.user_id,
      expires_at: row.expires_at.toISOString(),
      revoked_at: null,
      created_at: row.created_at.toISOString(),
    }),
    (row) => [row.user_id, row.id],
  );
}
