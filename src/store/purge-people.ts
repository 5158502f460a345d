import type { Transaction } from './database.ts';
import { sweepExpiredKeys } from './idempotency-keys.ts';
import { purgedNamePrefix, removedByPurge } from './purged-content.ts';
import { forgetDifferencesOf } from './shadow-differences.ts';

/** Answers that are kept for repeated requests, and have expired: more than a day's are rarely there. */
const KEYS_SWEPT = 10_000;

/** Whose personal data are to be removed. */
export interface PurgedPerson {
  userId: string;
  /** Who they were in the directory; null where nobody is, or where somebody else's account is theirs by now. */
  directoryUserId: string | null;
}

/**
 * Removes what is stored of people beside their account, which the executor has emptied before, and beside the audit
 * record of the purge, which follows: a fixed number of statements, however many people.
 *
 * Who is still active in a directory that still is keeps their record there, and the news of them: it is the directory's
 * word about somebody who is there, and only their account ends. News that still waits is untouched.
 *
 * @param trx in the scope of the tenant
 */
export async function purgePeople(
  trx: Transaction,
  tenantId: string,
  people: PurgedPerson[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  const userIds = people.map(({ userId }) => userId);
  const mirrored = await findPeopleWhoLeft(trx, tenantId, people);
  const directoryUserIds = [
    ...people.map(({ directoryUserId }) => directoryUserId),
    ...mirrored.map(({ id }) => id),
  ];
  await forgetDifferencesOf(
    trx,
    tenantId,
    directoryUserIds.filter((id) => id !== null),
  );
  await emptyNews(trx, tenantId, mirrored);
  await emptyMirror(trx, tenantId, mirrored);
  await removeAccess(trx, tenantId, userIds);
  await emptyHeldChanges(
    trx,
    tenantId,
    userIds,
    mirrored.map(({ id }) => id),
  );
  await emptyMessages(trx, tenantId, userIds);
  await emptyAuditRecords(trx, tenantId, userIds, now);
  await sweepExpiredKeys(trx, now, KEYS_SWEPT);
}

/** A person of a directory who is there no more, with the names that their source gave. */
interface MirroredPerson {
  id: string;
  directory_id: string;
  source: 'workos' | 'scim' | 'import';
  source_ids: string[];
}

/**
 * Who they were in their directory, and in any that they came from before, where their account was linked to somebody
 * else; unless that is the person of another account by now.
 */
async function findPeopleWhoLeft(
  trx: Transaction,
  tenantId: string,
  people: PurgedPerson[],
): Promise<MirroredPerson[]> {
  const latest = people.map(({ directoryUserId }) => directoryUserId).filter((id) => id !== null);
  const result = await trx.raw<{ rows: MirroredPerson[] }>(
    `with known as materialized (
       select unnest(?::uuid[]) as id
       union
       select l.id::uuid
         -- Fenced: found by the person, of whom there is little, and not among everybody's links.
         from (select * from audit_records where tenant_id = ? and user_id = any(?::uuid[]) offset 0) a
        cross join lateral (values (a.before ->> 'directory_user_id'), (a.after ->> 'directory_user_id')) l (id)
        where a.action = 'user.linked' and l.id is not null)
     select d.id, d.directory_id, c.source,
            array(select d.source_id
                  union
                  select substr(k.key, 5) from directory_user_keys k
                   where k.tenant_id = d.tenant_id and k.directory_user_id = d.id and starts_with(k.key, 'src:'))
              as source_ids
       from known
      cross join lateral (select * from directory_users where tenant_id = ? and id = known.id offset 0) d
       join directories c on c.tenant_id = d.tenant_id and c.id = d.directory_id
      where (d.gone or not d.active or c.state = 'disconnected' or c.upstream_state is not distinct from 'deleted')
        and not exists (select 1 from users u where u.tenant_id = d.tenant_id and u.directory_user_id = d.id)`,
    [latest, tenantId, people.map(({ userId }) => userId), tenantId],
  );
  return result.rows;
}

/**
 * Empties the events that are about people, whatever became of them. Each stays an event of its id, type and times, so
 * that it is known when it comes again; one that was set aside or dismissed can no more be tried again, and why it was
 * dismissed is in the audit log alone.
 */
async function emptyNews(trx: Transaction, tenantId: string, people: MirroredPerson[]): Promise<void> {
  const names = people.flatMap(({ id, directory_id, source, source_ids }) =>
    source_ids.map((source_id) => ({ id, directory_id, source, source_id })),
  );
  if (names.length === 0) return;
  await trx.send(
    `with told as materialized (
       select n.id, e.directory_id, e.event_id
         from jsonb_to_recordset(?::jsonb) as n (id uuid, directory_id uuid, source text, source_id text)
        -- One look at the index for each name: joined, all events of the directory may be read instead.
        cross join lateral (
              select directory_id, event_id, payload #>> '{news,person,externalId}' as external_id from inbox
               where tenant_id = ? and directory_id = n.directory_id and person = left(n.source_id, 300)
                 and status <> 'waiting'
              offset 0) e
        -- The same record of a source may have been somebody else before or since; over SCIM it never is.
        where n.source = 'scim' or e.external_id is null
           or exists (select 1 from directory_user_keys k
                       where k.tenant_id = ? and k.directory_id = e.directory_id
                         and k.key = 'idp:' || e.external_id and k.directory_user_id = n.id))
     update inbox i
        set payload = i.payload || jsonb_build_object('news', case i.payload #>> '{news,kind}'
              when 'malformed' then jsonb_build_object('kind', 'malformed', 'problem', ?::text, 'raw', '{}'::jsonb)
              else (i.payload -> 'news') || jsonb_build_object('person', jsonb_build_object('sourceId', ?::text || t.id))
                   || case when i.payload #> '{news,resource}' is null then '{}'::jsonb else '{"resource": {}}' end
              end),
            status = case when i.status in ('set_aside', 'dismissed') then 'ignored' else i.status end,
            dismissed_at = null, dismissed_by = null, dismissed_because = null, failure = null,
            error = case when i.error is null then null else ?::text end
       from told t
      where i.tenant_id = ? and i.directory_id = t.directory_id and i.event_id = t.event_id`,
    [JSON.stringify(names), tenantId, tenantId, removedByPurge, purgedNamePrefix, removedByPurge, tenantId],
  );
}

/**
 * Leaves of a directory user that there was one. The record is empty and not null, so that late news of somebody who is
 * gone does not fill it again. The id that WorkOS made up for its own record still leads there: it says nothing of a
 * person, while without it news from before the removal would make them somebody new, with access.
 */
async function emptyMirror(trx: Transaction, tenantId: string, people: MirroredPerson[]): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  await trx.send(
    `update directory_users set resource = '{}', external_id = null, source_id = ?::text || id, active = false, gone = true
      where tenant_id = ? and id = any(?::uuid[])`,
    [purgedNamePrefix, tenantId, ids],
  );
  await trx.send(
    `delete from directory_user_keys
      where tenant_id = ? and directory_user_id = any(?::uuid[])
        and not (directory_user_id = any(?::uuid[]) and starts_with(key, 'src:'))`,
    [tenantId, ids, people.filter(({ source }) => source === 'workos').map(({ id }) => id)],
  );
  await trx.send(
    'delete from directory_user_emails where tenant_id = ? and directory_user_id = any(?::uuid[])',
    [tenantId, ids],
  );
}

/** Sessions and API keys each in two statements: there is an index for those that are open, and one for the others. */
async function removeAccess(trx: Transaction, tenantId: string, userIds: string[]): Promise<void> {
  for (const rows of [
    'sessions where revoked_at is null and',
    'sessions where revoked_at is not null and',
    'api_keys where revoked_at is null and',
    'api_keys where revoked_at is not null and',
    'manual_roles where',
    'workspace_memberships where',
  ]) {
    await trx.send(`delete from ${rows} tenant_id = ? and user_id = any(?::uuid[])`, [tenantId, userIds]);
  }
}

/** Changes that were held, of these accounts and of these people: what remains says that there were some. */
async function emptyHeldChanges(
  trx: Transaction,
  tenantId: string,
  userIds: string[],
  directoryUserIds: string[],
): Promise<void> {
  for (const [column, ids] of [
    ['user_id', userIds],
    ['directory_user_id', directoryUserIds],
  ] as const) {
    await trx.send(
      `update held_people
          set changes = (select coalesce(jsonb_agg(c || jsonb_build_object('before', null, 'after', null, 'reason', ?::text)),
                                         '[]') from jsonb_array_elements(changes) c)
        where tenant_id = ? and ${column} = any(?::uuid[])`,
      [removedByPurge, tenantId, ids],
    );
  }
}

/** Who has not heard of it yet hears that something happened to an account, in its order, and no more what. */
async function emptyMessages(trx: Transaction, tenantId: string, userIds: string[]): Promise<void> {
  await trx.send(
    `update outbox_messages
        set payload = payload || jsonb_build_object('data', (payload -> 'data') || jsonb_build_object(
              'user', null, 'before', null, 'after', null, 'reason', ?::text))
      where tenant_id = ? and user_id = any(?::uuid[]) and type <> 'user.purged'`,
    [removedByPurge, tenantId, userIds],
  );
}

/** The chain goes on over these: it seals a digest of the content, and without its salt that gives nothing away. */
async function emptyAuditRecords(
  trx: Transaction,
  tenantId: string,
  userIds: string[],
  now: Date,
): Promise<void> {
  await trx.send(
    `update audit_records set before = null, after = null, reason = ?, salt = '', content_purged_at = ?::timestamptz
      where tenant_id = ? and user_id = any(?::uuid[]) and action <> 'user.purged' and content_purged_at is null`,
    [removedByPurge, now, tenantId, userIds],
  );
}
