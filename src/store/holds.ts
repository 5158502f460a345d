import type { Change, HoldKind } from '../domain/change.ts';
import type { Transaction } from './database.ts';

/** A change that waits, as its hold keeps and shows it, with the events that asked for it. */
export type HeldChange = Omit<Change, 'userId'> & { user_id: string; event_ids: string[] };

export interface OpenHold {
  id: string;
  kind: HoldKind;
  directory_user_id: string | null;
  user_id: string | null;
  reason: string;
  changes: HeldChange[];
}

/**
 * The open holds of these people, and of those whom someone else may free: every last administrator who waits for
 * another one, whoever waits for an account that one of these people had and has left, and, where one of these people
 * waits because it is not clear whose an account is, all who do.
 */
export async function readOpenHolds(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<OpenHold[]> {
  const result = await trx.raw<{ rows: OpenHold[] }>(
    `select h.id, h.kind, h.directory_user_id, h.user_id, h.reason, h.changes
       from holds h
       left join directory_users w
         on w.tenant_id = h.tenant_id and w.id = h.directory_user_id and h.kind = 'ambiguous_match'
      where h.tenant_id = ? and h.status = 'open'
        and (h.directory_user_id = any(?::uuid[]) or h.kind = 'sole_admin'
             or h.kind = 'ambiguous_match' and exists (
                  select 1 from holds rival
                   where rival.tenant_id = ? and rival.status = 'open' and rival.kind = 'ambiguous_match'
                     and rival.directory_user_id = any(?::uuid[]))
             or coalesce(w.external_id, w.source_id) in (
                  select coalesce(external_id, source_id) from directory_users
                   where tenant_id = ? and id = any(?::uuid[]) and (gone or not active)))`,
    [tenantId, directoryUserIds, tenantId, directoryUserIds, tenantId, directoryUserIds],
  );
  return result.rows;
}

/** The people for whom no account could be chosen, because there was more than one or somebody else had it. */
export async function readPeopleHeldAmbiguous(trx: Transaction, tenantId: string): Promise<string[]> {
  const result = await trx.raw<{ rows: { directory_user_id: string }[] }>(
    `select directory_user_id from holds
      where tenant_id = ? and status = 'open' and kind = 'ambiguous_match' and directory_user_id is not null`,
    [tenantId],
  );
  return result.rows.map((row) => row.directory_user_id);
}

export interface NewHold {
  id: string;
  kind: HoldKind;
  reason: string;
  changes: HeldChange[];
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
  await trx.send(
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

/** Brings what waits in open holds up to date with the latest plan. */
export async function replanHolds(
  trx: Transaction,
  tenantId: string,
  holds: Pick<NewHold, 'id' | 'reason' | 'changes'>[],
): Promise<void> {
  if (holds.length === 0) return;
  await trx.send(
    `update holds h set reason = r.reason, changes = r.changes
       from jsonb_to_recordset(?::jsonb) as r (id uuid, reason text, changes jsonb)
      where h.tenant_id = ? and h.id = r.id`,
    [JSON.stringify(holds), tenantId],
  );
}

export async function resolveHolds(
  trx: Transaction,
  tenantId: string,
  resolved: { id: string; status: 'approved' | 'expired'; resolution: string }[],
  now: Date,
): Promise<void> {
  if (resolved.length === 0) return;
  await trx.send(
    `update holds h set status = r.status, resolution = r.resolution, resolved_at = ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (id uuid, status text, resolution text)
      where h.tenant_id = ? and h.id = r.id and h.status = 'open'`,
    [now, JSON.stringify(resolved), tenantId],
  );
}
