import type { Actor, HoldKind } from '../domain/change.ts';
import type { Transaction } from './database.ts';
import type { HeldChange } from './holds.ts';

export interface NewHold {
  id: string;
  kind: HoldKind;
  cause: string;
  reason: string;
}

export async function insertHolds(
  trx: Transaction,
  tenantId: string,
  holds: NewHold[],
  policyVersion: number,
  now: Date,
): Promise<void> {
  if (holds.length === 0) return;
  await trx.send(
    `insert into holds (tenant_id, id, kind, cause, reason, policy_version, opened_at)
     select ?::uuid, id, kind, cause, reason, ?, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (id uuid, kind text, cause text, reason text)`,
    [tenantId, policyVersion, now, JSON.stringify(holds)],
  );
}

export interface HeldPersonRow {
  hold_id: string;
  directory_user_id: string;
  user_id: string | null;
  changes: HeldChange[];
}

/** Puts people into holds, or brings what is held of them up to date. */
export async function writeHeldPeople(
  trx: Transaction,
  tenantId: string,
  people: HeldPersonRow[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  await trx.send(
    `insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, opened_at)
     select ?::uuid, hold_id, directory_user_id, user_id, changes, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (hold_id uuid, directory_user_id uuid, user_id uuid, changes jsonb)
     on conflict (tenant_id, hold_id, directory_user_id) do update
        set changes = excluded.changes, user_id = excluded.user_id, status = 'open'`,
    [tenantId, now, JSON.stringify(people)],
  );
}

/** Says that what is held has become something else: a new revision, by which policy, and its reason as it is now. */
export async function reviseHolds(
  trx: Transaction,
  tenantId: string,
  holds: { id: string; reason: string }[],
  policyVersion: number,
): Promise<void> {
  if (holds.length === 0) return;
  await trx.send(
    `update holds h set reason = r.reason, revision = h.revision + 1, policy_version = ?
       from jsonb_to_recordset(?::jsonb) as r (id uuid, reason text)
      where h.tenant_id = ? and h.id = r.id`,
    [policyVersion, JSON.stringify(holds), tenantId],
  );
}

/** Says of holds which fewer people wait in how it is now. Whoever has seen the more has seen the less. */
export async function restateHolds(
  trx: Transaction,
  tenantId: string,
  holds: { id: string; reason: string }[],
): Promise<void> {
  if (holds.length === 0) return;
  await trx.send(
    `update holds h set reason = r.reason
       from jsonb_to_recordset(?::jsonb) as r (id uuid, reason text)
      where h.tenant_id = ? and h.id = r.id`,
    [JSON.stringify(holds), tenantId],
  );
}

/**
 * Notes that somebody has been shown these holds as they are. One that is being written at this moment is passed over,
 * so that whoever only looks never makes a writer wait.
 */
export async function noteHoldsShown(trx: Transaction, tenantId: string, holdIds: string[]): Promise<void> {
  if (holdIds.length === 0) return;
  await trx.send(
    `update holds h set shown_revision = h.revision
       from (select id from holds
              where tenant_id = ? and id = any(?::uuid[]) and status = 'open'
                and shown_revision is distinct from revision
                for update skip locked) seen
      where h.tenant_id = ? and h.id = seen.id`,
    [tenantId, holdIds, tenantId],
  );
}

export interface HeldEnd {
  hold_id: string;
  directory_user_id: string;
  status: 'approved' | 'expired';
}

export async function endHeldPeople(trx: Transaction, tenantId: string, ended: HeldEnd[]): Promise<void> {
  if (ended.length === 0) return;
  await trx.send(
    `update held_people p set status = r.status
       from jsonb_to_recordset(?::jsonb) as r (hold_id uuid, directory_user_id uuid, status text)
      where p.tenant_id = ? and p.hold_id = r.hold_id and p.directory_user_id = r.directory_user_id
        and p.status = 'open'`,
    [JSON.stringify(ended), tenantId],
  );
}

/** Who was not to be changed may be again: the directory has said something new about them. */
export async function lapseRejections(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<void> {
  if (directoryUserIds.length === 0) return;
  await trx.send(
    `update held_people set status = 'lapsed'
      where tenant_id = ? and directory_user_id = any(?::uuid[]) and status = 'rejected'`,
    [tenantId, directoryUserIds],
  );
}

export interface Resolution {
  id: string;
  status: 'approved' | 'rejected' | 'expired';
  resolution: string;
  resolved_by: Actor;
}

export async function resolveHolds(
  trx: Transaction,
  tenantId: string,
  resolved: Resolution[],
  now: Date,
): Promise<void> {
  if (resolved.length === 0) return;
  await trx.send(
    `update holds h set status = r.status, resolution = r.resolution, resolved_by = r.resolved_by,
            resolved_at = ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (id uuid, status text, resolution text, resolved_by jsonb)
      where h.tenant_id = ? and h.id = r.id and h.status = 'open'`,
    [now, JSON.stringify(resolved), tenantId],
  );
}

/** Leaves everyone who waits in a hold as they are, until the directory says something new about them. */
export async function rejectHeldPeople(trx: Transaction, tenantId: string, holdId: string): Promise<void> {
  await trx.send(
    `update held_people set status = 'rejected' where tenant_id = ? and hold_id = ? and status = 'open'`,
    [tenantId, holdId],
  );
}
