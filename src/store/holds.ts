import type { HoldKind, HoldRequest } from '../domain/change.ts';
import type { Transaction } from './database.ts';

export interface OpenHold {
  id: string;
  kind: HoldKind;
  directory_user_id: string | null;
  user_id: string | null;
  reason: string;
}

/** The open holds of these people, plus every open hold of the last administrator: someone else may free them. */
export async function readOpenHolds(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<OpenHold[]> {
  const result = await trx.raw<{ rows: OpenHold[] }>(
    `select id, kind, directory_user_id, user_id, reason from holds
      where tenant_id = ? and status = 'open' and (directory_user_id = any(?::uuid[]) or kind = 'sole_admin')`,
    [tenantId, directoryUserIds],
  );
  return result.rows;
}

export interface NewHold extends HoldRequest {
  id: string;
  directoryUserId: string | null;
  userId: string | null;
}

export async function openHolds(
  trx: Transaction,
  tenantId: string,
  holds: NewHold[],
  policyVersion: number,
  now: Date,
): Promise<void> {
  if (holds.length === 0) return;
  await trx.raw(
    `insert into holds (tenant_id, id, kind, directory_user_id, user_id, reason, changes, policy_version, opened_at)
     select ?::uuid, id, kind, directory_user_id, user_id, reason, changes, ?, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (
              id uuid, kind text, directory_user_id uuid, user_id uuid, reason text, changes jsonb)`,
    [
      tenantId,
      policyVersion,
      now,
      JSON.stringify(
        holds.map((hold) => ({
          id: hold.id,
          kind: hold.kind,
          directory_user_id: hold.directoryUserId,
          user_id: hold.userId,
          reason: hold.reason,
          changes: hold.changes,
        })),
      ),
    ],
  );
}

/** Brings what waits in an open hold up to date with the latest plan. */
export async function replanHold(
  trx: Transaction,
  tenantId: string,
  holdId: string,
  hold: HoldRequest,
): Promise<void> {
  await trx.raw(`update holds set reason = ?, changes = ?::jsonb where tenant_id = ? and id = ?`, [
    hold.reason,
    JSON.stringify(hold.changes),
    tenantId,
    holdId,
  ]);
}

export async function resolveHolds(
  trx: Transaction,
  tenantId: string,
  resolved: { id: string; status: 'approved' | 'expired'; resolution: string }[],
  now: Date,
): Promise<void> {
  if (resolved.length === 0) return;
  await trx.raw(
    `update holds h set status = r.status, resolution = r.resolution, resolved_at = ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (id uuid, status text, resolution text)
      where h.tenant_id = ? and h.id = r.id and h.status = 'open'`,
    [now, JSON.stringify(resolved), tenantId],
  );
}
