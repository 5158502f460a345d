import type { Actor, Change, HoldKind } from '../domain/change.ts';
import type { Transaction } from './database.ts';

/** A change that waits, as its hold keeps and shows it, with the events that asked for it. */
export type HeldChange = Omit<Change, 'userId'> & { user_id: string; event_ids: string[] };

// The people of a hold are fenced by OFFSET 0: read by its own index, rather than everyone who waits in any.

/** One person in a hold. */
export interface Held {
  /** Of the hold. */
  id: string;
  kind: HoldKind;
  cause: string;
  reason: string;
  opened_at: Date;
  directory_user_id: string;
  user_id: string | null;
  changes: HeldChange[];
  /** rejected: they stay as they are until the directory says something new about them. */
  status: 'open' | 'rejected';
}

const columns = `h.id, h.kind, h.cause, h.reason, h.opened_at, p.directory_user_id, p.user_id, p.changes, p.status`;

/**
 * What these people wait in, or were refused to have done to them, and what others wait in whom someone else may free:
 * every last administrator who waits for another one, whoever waits for an account that one of these people had and has
 * left, and, where one of these people waits because it is not clear whose an account is, all who do.
 */
export async function readHeld(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
): Promise<Held[]> {
  const result = await trx.raw<{ rows: Held[] }>(
    `select ${columns}
       from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
      where p.tenant_id = ? and p.directory_user_id = any(?::uuid[]) and p.status = 'open'
     union all
     select ${columns}
       from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
      where p.tenant_id = ? and p.directory_user_id = any(?::uuid[]) and p.status = 'rejected'
     union all
     select ${columns}
       from holds h
      cross join lateral (select * from held_people where tenant_id = ? and hold_id = h.id offset 0) p
       left join lateral (
            select * from directory_users where tenant_id = ? and id = p.directory_user_id offset 0) w
         on h.kind = 'ambiguous_match'
      where h.tenant_id = ? and h.status = 'open' and h.kind in ('sole_admin', 'ambiguous_match')
        and p.status = 'open' and not (p.directory_user_id = any(?::uuid[]))
        and (h.kind = 'sole_admin'
             or exists (select 1 from held_people r join holds k on k.tenant_id = r.tenant_id and k.id = r.hold_id
                         where r.tenant_id = ? and r.directory_user_id = any(?::uuid[]) and r.status = 'open'
                           and k.kind = 'ambiguous_match')
             or coalesce(w.external_id, w.source_id) in (
                  select coalesce(external_id, source_id) from directory_users
                   where tenant_id = ? and id = any(?::uuid[]) and (gone or not active)))`,
    [
      ...[tenantId, directoryUserIds],
      ...[tenantId, directoryUserIds],
      ...[tenantId, tenantId, tenantId, directoryUserIds],
      ...[tenantId, directoryUserIds],
      ...[tenantId, directoryUserIds],
    ],
  );
  return result.rows;
}

/** The people for whom no account could be chosen, because there was more than one or somebody else had it. */
export async function readPeopleHeldAmbiguous(trx: Transaction, tenantId: string): Promise<string[]> {
  const result = await trx.raw<{ rows: { directory_user_id: string }[] }>(
    `select p.directory_user_id
       from holds h
      cross join lateral (select * from held_people where tenant_id = ? and hold_id = h.id offset 0) p
      where h.tenant_id = ? and h.status = 'open' and h.kind = 'ambiguous_match' and p.status = 'open'`,
    [tenantId, tenantId],
  );
  return result.rows.map((row) => row.directory_user_id);
}

export interface HoldRow {
  id: string;
  kind: HoldKind;
  cause: string;
  reason: string;
  status: 'open' | 'approved' | 'rejected' | 'expired';
  revision: number;
  /** The latest one that somebody has been shown; null: none. */
  shown_revision: number | null;
  opened_at: Date;
  resolved_at: Date | null;
  resolved_by: Actor | null;
}

const holdColumns =
  'id, kind, cause, reason, status, revision, shown_revision, opened_at, resolved_at, resolved_by';

export async function readHold(trx: Transaction, tenantId: string, id: string): Promise<HoldRow | null> {
  const result = await trx.raw<{ rows: HoldRow[] }>(
    `select ${holdColumns} from holds where tenant_id = ? and id = ?`,
    [tenantId, id],
  );
  return result.rows[0] ?? null;
}

/** Every open hold of these kinds. */
export async function readOpenHolds(
  trx: Transaction,
  tenantId: string,
  kinds: readonly HoldKind[],
): Promise<HoldRow[]> {
  const result = await trx.raw<{ rows: HoldRow[] }>(
    `select ${holdColumns} from holds where tenant_id = ? and status = 'open' and kind = any(?::text[])`,
    [tenantId, kinds],
  );
  return result.rows;
}

/** Who waits in a hold, by directory user id, and for which changes. */
export async function readPeopleOfHold(
  trx: Transaction,
  tenantId: string,
  holdId: string,
): Promise<Map<string, HeldChange[]>> {
  const result = await trx.raw<{ rows: { directory_user_id: string; changes: HeldChange[] }[] }>(
    `select directory_user_id, changes
       from (select * from held_people where tenant_id = ? and hold_id = ? offset 0) p
      where status = 'open' order by directory_user_id`,
    [tenantId, holdId],
  );
  return new Map(result.rows.map((row) => [row.directory_user_id, row.changes]));
}

/** How many people wait in each of these holds. */
export async function countHeld(
  trx: Transaction,
  tenantId: string,
  holdIds: string[],
): Promise<Map<string, number>> {
  if (holdIds.length === 0) return new Map();
  const result = await trx.raw<{ rows: { hold_id: string; people: number }[] }>(
    `select w.hold_id, count(*)::int as people
       from unnest(?::uuid[]) as w (hold_id)
      cross join lateral (select status from held_people where tenant_id = ? and hold_id = w.hold_id offset 0) p
      where p.status = 'open' group by w.hold_id`,
    [[...new Set(holdIds)], tenantId],
  );
  return new Map(result.rows.map(({ hold_id, people }) => [hold_id, people]));
}
