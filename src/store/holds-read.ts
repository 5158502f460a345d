import type { Hold, HoldKind, HoldPerson, HoldStatus, WhyHold } from '../generated/api.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const holdsKeyset = ['uuid'] as const satisfies KeysetPart[];
export const holdPeopleKeyset = ['uuid'] as const satisfies KeysetPart[];

export interface HoldFilter {
  status?: HoldStatus;
  kind?: HoldKind;
}

/** The holds of a tenant, the oldest first. */
export async function listHolds(
  trx: Transaction,
  tenantId: string,
  filter: HoldFilter,
  { limit, after }: PageRequest,
): Promise<Page<Hold>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  // Written out, because a plan that is made for any status cannot use the index of the open ones.
  if (filter.status === 'open') where.add(`status = 'open'`);
  else if (filter.status !== undefined) where.add('status = ?', filter.status);
  if (filter.kind !== undefined) where.add('kind = ?', filter.kind);
  if (after?.[0] !== undefined) where.add('id > ?', after[0]);
  const result = await trx.raw<{ rows: HoldRow[] }>(
    shown(`select * from holds where ${where.text()} order by id limit ?`),
    [...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toHold, (row) => [row.id]);
}

export async function findHold(trx: Transaction, tenantId: string, holdId: string): Promise<Hold | null> {
  const result = await trx.raw<{ rows: HoldRow[] }>(
    shown('select * from holds where tenant_id = ? and id = ?'),
    [tenantId, holdId],
  );
  const row = result.rows[0];
  return row === undefined ? null : toHold(row);
}

/** Someone in a hold, with what the directory says of them where there is no account that would say it. */
export interface HoldPersonRow extends HoldPerson {
  resource: DirectoryUserResource | null;
}

/** The people of a hold, by their ids. */
export async function listHoldPeople(
  trx: Transaction,
  tenantId: string,
  holdId: string,
  { limit, after }: PageRequest,
): Promise<Page<HoldPersonRow>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  where.add('hold_id = ?', holdId);
  if (after?.[0] !== undefined) where.add('directory_user_id > ?', after[0]);
  const result = await trx.raw<{ rows: HoldPersonRow[] }>(
    `select p.directory_user_id, p.user_id, u.display_name, u.email, p.status, p.changes,
            case when u.id is null then d.resource end as resource
       from (select * from held_people where ${where.text()} order by directory_user_id limit ?) p
       left join users u on u.tenant_id = p.tenant_id and u.id = p.user_id
       left join directory_users d on d.tenant_id = p.tenant_id and d.id = p.directory_user_id
      order by p.directory_user_id`,
    [...where.values(), limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    (row) => row,
    (row) => [row.directory_user_id],
  );
}

/** Everyone who waits in a hold, by directory user id. */
export async function readWaitingPeople(
  trx: Transaction,
  tenantId: string,
  holdId: string,
): Promise<string[]> {
  const result = await trx.raw<{ rows: { directory_user_id: string }[] }>(
    // Not written out: the index of all who wait in any hold would do, by reading all of it.
    `select directory_user_id from held_people
      where tenant_id = ? and hold_id = ? and status = ? order by directory_user_id`,
    [tenantId, holdId, 'open'],
  );
  return result.rows.map((row) => row.directory_user_id);
}

/** The hold that a person waits in, or the one whose rejection still keeps them as they are. */
export async function readHoldOfPerson(
  trx: Transaction,
  tenantId: string,
  directoryUserId: string,
): Promise<WhyHold | null> {
  // Two parts, because each status has an index of its own; and who waits in one hold may have been refused in another.
  const result = await trx.raw<{ rows: (Omit<WhyHold, 'since'> & { since: Date })[] }>(
    `select h.id, h.kind, p.status, h.reason, p.opened_at as since
       from (select * from held_people where tenant_id = ? and directory_user_id = ? and status = 'open'
             union all
             select * from held_people where tenant_id = ? and directory_user_id = ? and status = 'rejected') p
       join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
      order by p.status, h.id desc limit 1`,
    [tenantId, directoryUserId, tenantId, directoryUserId],
  );
  const row = result.rows[0];
  return row === undefined ? null : { ...row, since: row.since.toISOString() };
}

interface HoldRow {
  id: string;
  kind: HoldKind;
  status: HoldStatus;
  reason: string;
  people: number;
  actions: Record<string, number>;
  user_id: string | null;
  directory_user_id: string | null;
  changes: Hold['changes'] | null;
  revision: number;
  policy_version: number;
  opened_at: Date;
  answer_due_at: Date | null;
  resolved_at: Date | null;
  resolved_by: Hold['resolved_by'];
  resolution: string | null;
}

/** Holds with whom they are about: who waits, or else whom the answer was about, and not who had dropped out before. */
function shown(holds: string): string {
  const about = `p.tenant_id = h.tenant_id and p.hold_id = h.id
                 and (p.status = h.status or p.status = 'lapsed' and h.status = 'rejected')`;
  return `
    select h.id, h.kind, h.status, h.reason, counted.people, summed.actions,
           sole.user_id, sole.directory_user_id, sole.changes,
           h.revision, h.policy_version, h.opened_at, t.due_at as answer_due_at, h.resolved_at, h.resolved_by, h.resolution
      from (${holds}) h
      left join timers t
        on t.tenant_id = h.tenant_id and t.subject_id = h.id and t.kind = 'hold_unanswered' and h.status = 'open'
     cross join lateral (select count(*)::int as people from held_people p where ${about}) counted
     cross join lateral (
           select coalesce(jsonb_object_agg(action, times), '{}') as actions
             from (select change ->> 'action' as action, count(*) as times
                     from held_people p cross join lateral jsonb_array_elements(p.changes) as change
                    where ${about}
                    group by change ->> 'action') each) summed
      left join lateral (
           select p.user_id, p.directory_user_id, p.changes from held_people p
            where counted.people = 1 and ${about} limit 1) sole on true
     order by h.id`;
}

function toHold(row: HoldRow): Hold {
  return {
    ...row,
    changes: row.changes ?? [],
    opened_at: row.opened_at.toISOString(),
    answer_due_at: row.answer_due_at?.toISOString() ?? null,
    resolved_at: row.resolved_at?.toISOString() ?? null,
  };
}
