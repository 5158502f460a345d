import type { Hold, HoldKind, HoldPerson, HoldStatus, WhyHold } from '../generated/api.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { Transaction } from './database.ts';
import { isAbout, readHoldTallies } from './hold-tallies.ts';
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
  const holds = await show(trx, tenantId, {
    sql: `select ${columns} from holds where ${where.text()} order by id limit ?`,
    values: [...where.values(), limit + 1],
  });
  return pageOf(
    holds,
    limit,
    (hold) => hold,
    ({ id }) => [id],
  );
}

export async function findHold(trx: Transaction, tenantId: string, holdId: string): Promise<Hold | null> {
  const [hold] = await show(trx, tenantId, {
    sql: `select ${columns} from holds where tenant_id = ? and id = ?`,
    values: [tenantId, holdId],
  });
  return hold ?? null;
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
  xmin: string;
  kind: HoldKind;
  status: HoldStatus;
  reason: string;
  revision: number;
  policy_version: number;
  opened_at: Date;
  answer_due_at: Date | null;
  resolved_at: Date | null;
  resolved_by: Hold['resolved_by'];
  resolution: string | null;
}

const columns = `tenant_id, id, xmin, kind, status, reason, revision, policy_version, opened_at, resolved_at, resolved_by,
  resolution`;

/** Holds with whom they are about: who waits, or else whom the answer was about, and not who had dropped out before. */
async function show(
  trx: Transaction,
  tenantId: string,
  holds: { sql: string; values: (string | Date | string[] | number)[] },
): Promise<Hold[]> {
  const { rows } = await trx.raw<{ rows: HoldRow[] }>(
    `select h.id, h.xmin::text as xmin, h.kind, h.status, h.reason, h.revision, h.policy_version, h.opened_at,
            t.due_at as answer_due_at, h.resolved_at, h.resolved_by, h.resolution
       from (${holds.sql}) h
       left join timers t
         on t.tenant_id = h.tenant_id and t.subject_id = h.id and t.kind = 'hold_unanswered' and h.status = 'open'
      order by h.id`,
    holds.values,
  );
  const tallies = await readHoldTallies(trx, tenantId, rows);
  const ofOne = rows.filter(({ id }) => tallies.get(id)?.people === 1).map(({ id }) => id);
  const sole = await readSolePeople(trx, tenantId, ofOne);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    reason: row.reason,
    ...(tallies.get(row.id) ?? { people: 0, actions: {} }),
    ...(sole.get(row.id) ?? { user_id: null, directory_user_id: null, changes: [] }),
    revision: row.revision,
    policy_version: row.policy_version,
    opened_at: row.opened_at.toISOString(),
    answer_due_at: row.answer_due_at?.toISOString() ?? null,
    resolved_at: row.resolved_at?.toISOString() ?? null,
    resolved_by: row.resolved_by,
    resolution: row.resolution,
  }));
}

type SolePerson = Pick<Hold, 'user_id' | 'directory_user_id' | 'changes'>;

/** Who it is, of holds that are about one person. */
async function readSolePeople(
  trx: Transaction,
  tenantId: string,
  holdIds: string[],
): Promise<Map<string, SolePerson>> {
  if (holdIds.length === 0) return new Map();
  const { rows } = await trx.raw<{ rows: (SolePerson & { id: string })[] }>(
    `select h.id, p.user_id, p.directory_user_id, p.changes
       from holds h join held_people p on ${isAbout}
      where h.tenant_id = ? and h.id = any(?::uuid[])`,
    [tenantId, holdIds],
  );
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}
