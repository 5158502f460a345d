import { peopleAndTheirTokens, type Actor } from '../domain/change.ts';
import type { DirectoryEvent } from '../generated/directory-event.ts';
import type { Transaction } from './database.ts';
import type { NewDirectory } from './directory-rows.ts';
import { purgedNamePrefix } from './purged-content.ts';
import { readByCursor } from './cursor.ts';

/** What of a tenant's news can be gone through again. */
export interface RecordedCounts {
  /** Applied until the moment that was asked about, and from then on. */
  before: number;
  within: number;
  /** Of both, those of which a purge has removed what they said. */
  emptied: number;
  /** Events that were set aside or still wait: they have decided nothing. */
  unapplied: number;
}

const wasApplied = `status in ('applied', 'superseded')`;
const isEmptied = `starts_with(coalesce(person, ''), '${purgedNamePrefix}')`;

export async function countRecordedEvents(
  trx: Transaction,
  tenantId: string,
  since: Date,
  until: Date,
): Promise<RecordedCounts> {
  const result = await trx.raw<{ rows: [RecordedCounts] }>(
    `select count(*) filter (where ${wasApplied} and not ${isEmptied} and finished_at <= ?::timestamptz) as before,
            count(*) filter (where ${wasApplied} and not ${isEmptied} and finished_at > ?::timestamptz) as within,
            count(*) filter (where ${wasApplied} and ${isEmptied}) as emptied,
            count(*) filter (where status in ('set_aside', 'dismissed', 'waiting')) as unapplied
       from inbox where tenant_id = ? and (finished_at is null or finished_at <= ?)`,
    [since, since, tenantId, until],
  );
  return result.rows[0];
}

/** An event as it was applied. */
export interface RecordedEvent {
  directory_id: string;
  event_id: string;
  payload: DirectoryEvent;
  occurred_at: Date;
  received_at: Date;
  /** When it was applied: what was applied at one moment was one batch. */
  finished_at: Date;
}

const EVENTS_AT_ONCE = 500;

/**
 * The events that were applied after one moment and until another, in the order in which they were: by when, and what was
 * applied together in the order of the source. Events that a purge has emptied say nothing any more and are left out. Only
 * their names are sorted, and kept by the database: of the events themselves a page is here at a time.
 *
 * @param trx stays open for as long as it is read
 */
export async function* readRecordedEvents(
  trx: Transaction,
  tenantId: string,
  after: Date | null,
  until: Date,
): AsyncGenerator<RecordedEvent> {
  const names = readByCursor<{ directory_id: string; event_id: string }>(
    trx,
    'recorded_events',
    `select directory_id, event_id from inbox
      where tenant_id = ? and ${wasApplied} and not ${isEmptied}
        and finished_at > ?::timestamptz and finished_at <= ?::timestamptz
      order by finished_at, occurred_at, event_id collate "C"`,
    [tenantId, after ?? new Date(0), until],
    EVENTS_AT_ONCE,
  );
  for await (const page of names) {
    const result = await trx.raw<{ rows: RecordedEvent[] }>(
      `select i.directory_id, i.event_id, i.payload, i.occurred_at, i.received_at, i.finished_at
         from jsonb_to_recordset(?::jsonb) as r (directory_id uuid, event_id text)
         join inbox i on i.tenant_id = ? and i.directory_id = r.directory_id and i.event_id = r.event_id`,
      [JSON.stringify(page), tenantId],
    );
    const byName = new Map(result.rows.map((row) => [`${row.directory_id} ${row.event_id}`, row]));
    for (const { directory_id, event_id } of page) {
      const row = byName.get(`${directory_id} ${event_id}`);
      if (row) yield row;
    }
  }
}

/** An audit record of what somebody did, or of what else was no news. */
export interface RecordedAct {
  id: string;
  at: Date;
  actor: Actor;
  action: string;
  user_id: string | null;
  directory_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string;
  event_ids: string[];
  policy_version: number | null;
  content_purged_at: Date | null;
}

/**
 * What was put in force, created, activated, answered, registered and set by hand after one moment and until another, the
 * oldest first. What somebody's answer brought about is not among it, nor what follows from the policy.
 */
export async function* readRecordedActs(
  trx: Transaction,
  tenantId: string,
  after: Date | null,
  until: Date,
): AsyncGenerator<RecordedAct> {
  const pages = readByCursor<RecordedAct>(
    trx,
    'recorded_acts',
    `select a.id, a.at, jsonb_build_object('kind', a.actor_kind, 'id', a.actor_id) as actor, a.action, a.user_id,
            a.directory_id, a.before, a.after, a.reason, a.event_ids, a.policy_version, a.content_purged_at
       from audit_records a
      where a.tenant_id = ? and a.at > ?::timestamptz and a.at <= ?::timestamptz
        and (a.action in ('policy.activated', 'directory.created', 'directory.started', 'directory.activated',
                          'directory.paused', 'directory.resumed', 'directory.disconnected')
             or (a.action in ('hold.approved', 'hold.rejected') and a.actor_kind = any(?::text[]))
             or (a.actor_kind = any(?::text[])
                 and a.action in ('user.provisioned', 'user.updated', 'role.changed')
                 and (a.content_purged_at is not null
                      or (a.action = 'user.provisioned' and a.directory_id is null)
                      or (a.action = 'user.updated' and a.after \\? 'manual_role')
                      or (a.action = 'role.changed'
                          and (a.after ->> 'origin' = 'manual' or a.before ->> 'origin' = 'manual')))))
      order by a.at, a.id`,
    [tenantId, after ?? new Date(0), until, peopleAndTheirTokens, peopleAndTheirTokens],
    EVENTS_AT_ONCE,
  );
  for await (const page of pages) yield* page;
}

/** The directories of a tenant as rows to be made again; in which state they began the audit log says. */
export async function readDirectoriesToCopy(
  trx: Transaction,
  tenantId: string,
): Promise<(NewDirectory & { id: string })[]> {
  const result = await trx.raw<{ rows: NewDirectory[] }>(
    `select id, source, idp, profile, name, null as "workosId", state, starts_as as "startsAs", created_at as "createdAt"
       from directories where tenant_id = ? order by created_at, id`,
    [tenantId],
  );
  return result.rows;
}

/** How a person of a directory is called, or an account that none knows, wherever they are looked for. */
export interface NamesOfUser {
  directory_id: string | null;
  keys: string[];
  external_id: string | null;
  email_key: string | null;
}

export async function readNamesOfUser(
  trx: Transaction,
  tenantId: string,
  userId: string,
): Promise<NamesOfUser | null> {
  const result = await trx.raw<{ rows: NamesOfUser[] }>(
    `select d.directory_id, u.external_id, u.email_key,
            array(select k.key from directory_user_keys k
                   where k.tenant_id = u.tenant_id and k.directory_user_id = u.directory_user_id order by k.key) as keys
       from users u left join directory_users d on d.tenant_id = u.tenant_id and d.id = u.directory_user_id
      where u.tenant_id = ? and u.id = ?`,
    [tenantId, userId],
  );
  return result.rows[0] ?? null;
}

/** Who waited in a hold, by the names of their directory, and whose account they are said to have. */
export async function readPeopleWhoWaited(
  trx: Transaction,
  tenantId: string,
  holdId: string,
): Promise<{ directory_id: string; keys: string[]; answered_account: string | null }[]> {
  const result = await trx.raw<{
    rows: { directory_id: string; keys: string[]; answered_account: string | null }[];
  }>(
    `select d.directory_id, d.answered_account,
            array(select k.key from directory_user_keys k
                   where k.tenant_id = d.tenant_id and k.directory_user_id = d.id order by k.key) as keys
       from (select directory_user_id from held_people where tenant_id = ? and hold_id = ? offset 0) p
       join directory_users d on d.tenant_id = ? and d.id = p.directory_user_id
      order by d.id limit 50`,
    [tenantId, holdId, tenantId],
  );
  return result.rows;
}

/** The people of today behind names, and their accounts, for whoever is named in an answer. */
export async function readPeopleOfToday(
  trx: Transaction,
  tenantId: string,
  names: { n: number; directory_id: string; name: string }[],
): Promise<Map<number, { directory_user_id: string; user_id: string | null }>> {
  const result = await trx.raw<{ rows: { n: number; directory_user_id: string; user_id: string | null }[] }>(
    `select r.n, k.directory_user_id, u.id as user_id
       from jsonb_to_recordset(?::jsonb) as r (n integer, directory_id uuid, name text)
      cross join lateral (select directory_user_id from directory_user_keys
                           where tenant_id = ? and directory_id = r.directory_id
                             and key = any(array['idp:' || r.name, 'src:' || r.name]) order by key limit 1) k
       left join users u on u.tenant_id = ? and u.directory_user_id = k.directory_user_id`,
    [JSON.stringify(names), tenantId, tenantId],
  );
  return new Map(result.rows.map(({ n, ...found }) => [n, found]));
}
