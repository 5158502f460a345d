import { v7 as newId } from 'uuid';
import type { Session } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { SessionModel } from './models/session.ts';

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
