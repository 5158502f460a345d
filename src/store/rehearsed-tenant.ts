import type { Account, HoldKind } from '../domain/change.ts';
import { readByCursor } from './cursor.ts';
import type { Transaction } from './database.ts';
import type { NamesOfUser, RecordedEvent } from './recorded-history.ts';

/**
 * Has what follows in this transaction leave alone what tenants share, because nothing of it will be kept: the keys of
 * requests are not swept, and endpoints of the whole installation are not told. Other statements see to it.
 */
export async function beginRehearsal(trx: Transaction): Promise<void> {
  await trx.raw(
    `set local rollcall.rehearsal = 'on'; set local idle_in_transaction_session_timeout = '10min'`,
  );
}

/** For a transaction that is only read from now and then. */
export async function stayOpen(trx: Transaction): Promise<void> {
  await trx.raw(`set local idle_in_transaction_session_timeout = '10min'`);
}

/** Notes that events were applied at this moment, with their times and not with what they say: the flow reads no more. */
export async function noteAppliedAgain(
  trx: Transaction,
  tenantId: string,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = events.map(({ directory_id, event_id, payload, occurred_at, received_at, finished_at }) => ({
    ...{ directory_id, event_id, occurred_at, received_at, finished_at },
    ...{ source: payload.source, type: payload.type, payload: { news: { kind: payload.news.kind } } },
  }));
  await trx.send(
    `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload, status,
                        attempts, finished_at)
     select ?::uuid, directory_id, event_id, source, type, occurred_at, received_at, payload, 'applied', 1, finished_at
       from jsonb_to_recordset(?::jsonb) as r (
              directory_id uuid, event_id text, source text, type text, occurred_at timestamptz,
              received_at timestamptz, finished_at timestamptz, payload jsonb)
     on conflict (tenant_id, directory_id, event_id) do nothing`,
    [tenantId, JSON.stringify(rows)],
  );
}

/** When something is due next; null: nothing ever. */
export async function readNextDue(trx: Transaction, tenantId: string): Promise<Date | null> {
  const result = await trx.raw<{ rows: { due_at: Date }[] }>(
    'select due_at from timers where tenant_id = ? order by due_at limit 1',
    [tenantId],
  );
  return result.rows[0]?.due_at ?? null;
}

/** Those of these people of a source, by its ids, whom it has removed. */
export async function findRemovedPeople(
  trx: Transaction,
  tenantId: string,
  people: { directory_id: string; source_id: string }[],
): Promise<{ id: string; directory_id: string; source_id: string }[]> {
  if (people.length === 0) return [];
  const result = await trx.raw<{ rows: { id: string; directory_id: string; source_id: string }[] }>(
    `select d.id, r.directory_id, r.source_id
       from jsonb_to_recordset(?::jsonb) as r (directory_id uuid, source_id text)
       join directory_user_keys k
         on k.tenant_id = ? and k.directory_id = r.directory_id and k.key = 'src:' || r.source_id
       join directory_users d on d.tenant_id = ? and d.id = k.directory_user_id
      where d.gone`,
    [JSON.stringify(people), tenantId, tenantId],
  );
  return result.rows;
}

/** The account of whom these names call; null where there is none. */
export async function findUserByNames(
  trx: Transaction,
  tenantId: string,
  { directory_id, keys, external_id, email_key }: NamesOfUser,
): Promise<string | null> {
  const result =
    directory_id === null
      ? await trx.raw<{ rows: { id: string }[] }>(
          `select id from users
            where tenant_id = ? and directory_user_id is null
              and (external_id = ?::text or (?::text is null and email_key = ?::text))
            order by id limit 1`,
          [tenantId, external_id, external_id, email_key],
        )
      : await trx.raw<{ rows: { id: string }[] }>(
          `select u.id from directory_user_keys k
             join users u on u.tenant_id = k.tenant_id and u.directory_user_id = k.directory_user_id
            where k.tenant_id = ? and k.directory_id = ? and k.key = any(?::text[]) order by k.key limit 1`,
          [tenantId, directory_id, keys],
        );
  return result.rows[0]?.id ?? null;
}

/** The open hold of a kind in which one of these people waits. */
export async function findOpenHoldOf(
  trx: Transaction,
  tenantId: string,
  kind: HoldKind,
  { directory_id, keys }: { directory_id: string; keys: string[] },
): Promise<string | null> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select h.id
       from directory_user_keys k
       join held_people p on p.tenant_id = k.tenant_id and p.directory_user_id = k.directory_user_id
       join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
      where k.tenant_id = ? and k.directory_id = ? and k.key = any(?::text[])
        and p.status = 'open' and h.status = 'open' and h.kind = ? order by h.opened_at limit 1`,
    [tenantId, directory_id, keys, kind],
  );
  return result.rows[0]?.id ?? null;
}

/** What everybody waits in, by directory user id. */
export async function readWhoWaits(
  trx: Transaction,
  tenantId: string,
): Promise<Map<string, { kind: HoldKind; reason: string }>> {
  const result = await trx.raw<{ rows: { directory_user_id: string; kind: HoldKind; reason: string }[] }>(
    `select p.directory_user_id, h.kind, h.reason
       from holds h
      cross join lateral (select * from held_people where tenant_id = ? and hold_id = h.id offset 0) p
      where h.tenant_id = ? and h.status = 'open' and p.status = 'open'`,
    [tenantId, tenantId],
  );
  return new Map(result.rows.map(({ directory_user_id, ...hold }) => [directory_user_id, hold]));
}

/** How people of the mirror are called at this moment. */
export async function readNamesOfPeople(
  trx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<{ id: string; directory_id: string; name: string }[]> {
  if (ids.length === 0) return [];
  const result = await trx.raw<{ rows: { id: string; directory_id: string; name: string }[] }>(
    `select id, directory_id, coalesce(external_id, source_id) as name from directory_users
      where tenant_id = ? and id = any(?::uuid[])`,
    [tenantId, ids],
  );
  return result.rows;
}

/** Somebody whom the directory has said to be gone, and who has access all the same. */
export interface KeptAccess {
  user_id: string;
  directory_user_id: string;
  status: 'active' | 'read_only';
  /** The event that said it, and when it came about. */
  event_id: string | null;
  occurred_at: Date | null;
}

/**
 * Who has access although the directory says that they are not active any more, and nothing explains it: they wait in no
 * hold, nobody has refused to have it done, their time to read is not over, and the directory counts.
 */
export async function readKeptAccess(
  trx: Transaction,
  tenantId: string,
  now: Date,
  limit: number,
): Promise<KeptAccess[]> {
  const result = await trx.raw<{ rows: KeptAccess[] }>(
    `select u.id as user_id, d.id as directory_user_id, u.status, d.event_id, d.occurred_at
       from users u
       join directory_users d on d.tenant_id = u.tenant_id and d.id = u.directory_user_id
       join directories c on c.tenant_id = d.tenant_id and c.id = d.directory_id
      where u.tenant_id = ? and u.status in ('active', 'read_only') and (d.gone or not d.active)
        and d.occurred_at is not null and c.state = 'active'
        and not exists (select 1 from held_people p
                         where p.tenant_id = ? and p.directory_user_id = d.id and p.status in ('open', 'rejected'))
        and not (u.status = 'read_only'
                 and exists (select 1 from timers t
                              where t.tenant_id = ? and t.subject_id = u.id and t.kind = 'read_only_ends'
                                and t.due_at > ?))
      order by u.id limit ?`,
    [tenantId, tenantId, tenantId, now, limit],
  );
  return result.rows;
}

/** The greatest id of a directory user or an account: ids grow with time. */
export async function readLatestPerson(trx: Transaction, tenantId: string): Promise<string | null> {
  const result = await trx.raw<{ rows: { id: string | null }[] }>(
    `select greatest(
              (select id from directory_users where tenant_id = ? order by id desc limit 1),
              (select id from users where tenant_id = ? order by id desc limit 1)) as id`,
    [tenantId, tenantId],
  );
  return result.rows[0]?.id ?? null;
}

/** Whoever has access, as far as a claim may name it, in pages. */
export async function* readThoseWithAccess(
  trx: Transaction,
  tenantId: string,
): AsyncGenerator<Claimable & { directory_user_id: string | null }> {
  const pages = readByCursor<Claimable & { directory_user_id: string | null }>(
    trx,
    'those_with_access',
    `select directory_user_id, status, role, role_origin as "roleOrigin", email, display_name as "displayName", attributes
       from users where tenant_id = ? and status = 'active' order by id`,
    [tenantId],
    COURSES_AT_ONCE,
  );
  for await (const page of pages) yield* page;
}

/** What a claim is about. */
export type Claimable = Pick<
  Account,
  'status' | 'role' | 'roleOrigin' | 'email' | 'displayName' | 'attributes'
>;

export async function countAdministrators(
  trx: Transaction,
  tenantId: string,
  roles: readonly string[],
): Promise<number> {
  const result = await trx.raw<{ rows: [{ count: number }] }>(
    `select count(*) as count from users where tenant_id = ? and status = 'active' and role = any(?::text[])`,
    [tenantId, roles],
  );
  return result.rows[0].count;
}

/** What became of somebody, in a form in which two tenants of the same people can be compared. */
export interface Course {
  key: string;
  digest: string;
  /** As it is at the end: for whoever is told of a difference. */
  standing: string;
}

const COURSES_AT_ONCE = 2_000;

/**
 * Of everyone who has an account, by name: what was done to it after one moment and until another, in order, and how it
 * stands. Who was purged has no name any more and is left out.
 */
export async function* readCourses(
  trx: Transaction,
  tenantId: string,
  since: Date,
  until: Date,
): AsyncGenerator<Course> {
  const pages = readByCursor<Course>(
    trx,
    'courses',
    `select key collate "C" as key, md5(string_agg(standing || '|' || done, E'\\n' order by standing, done)) as digest,
            string_agg(standing, ', ' order by standing) as standing
       from (select coalesce(d.directory_id || ' ' || coalesce(d.external_id, d.source_id),
                             'account ' || coalesce(u.external_id, u.email_key, '')) as key,
                    case when u.status in ('active', 'read_only')
                         then u.status || ' as ' || coalesce(u.role, 'none')
                              || coalesce((select string_agg(', ' || w.workspace_key || ' ' || w.role, '' order by w.workspace_key)
                                             from workspace_memberships w
                                            where w.tenant_id = u.tenant_id and w.user_id = u.id), '')
                         else u.status end as standing,
                    coalesce((select string_agg(a.action || ' ' || coalesce(a.after ->> 'role', '') || ' '
                                       || coalesce(a.after ->> 'workspace', a.before ->> 'workspace', ''),
                                       E'\\n' order by a.at, a.id)
                                from audit_records a
                               where a.tenant_id = u.tenant_id and a.user_id = u.id and a.at > ?::timestamptz
                                 and a.at <= ?::timestamptz
                                 and a.action in ('user.provisioned', 'user.deactivated', 'user.read_only',
                                                  'user.reactivated', 'role.changed', 'workspace.added',
                                                  'workspace.removed', 'workspace.role_changed')), '') as done
               from users u
               left join directory_users d on d.tenant_id = u.tenant_id and d.id = u.directory_user_id
              where u.tenant_id = ? and u.status <> 'purged') each
      group by key order by key collate "C"`,
    [since, until, tenantId],
    COURSES_AT_ONCE,
  );
  for await (const page of pages) yield* page;
}
