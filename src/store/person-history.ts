import type { HoldKind } from '../domain/change.ts';
import type { AuditRecord } from '../generated/api.ts';
import type { DirectoryEvent } from '../generated/directory-event.ts';
import { listAuditRecords } from './audit-records-read.ts';
import type { Transaction } from './database.ts';

/** What the mirror knows of a person by names, and the events behind what it has of them. */
export interface PersonTraces {
  id: string;
  directory_id: string;
  /** The source's ids of the person, all that are known. */
  source_ids: string[];
  /** As the mirror names people: `idp:` and the identity provider's id, `src:` and the source's. */
  keys: string[];
  /** The source's ids of the groups that they are in, or were. */
  group_source_ids: string[];
  /** The events behind the record and the memberships of today, and when they came about. */
  behind: { event_id: string; occurred_at: string }[];
}

/** Null where no directory knows such a person. */
export async function readPersonTraces(
  trx: Transaction,
  tenantId: string,
  directoryUserId: string,
): Promise<PersonTraces | null> {
  const result = await trx.raw<{ rows: PersonTraces[] }>(
    `select d.id, d.directory_id,
            array(select d.source_id
                  union
                  select substr(k.key, 5) from directory_user_keys k
                   where k.tenant_id = d.tenant_id and k.directory_user_id = d.id and starts_with(k.key, 'src:'))
              as source_ids,
            array(select k.key from directory_user_keys k
                   where k.tenant_id = d.tenant_id and k.directory_user_id = d.id order by k.key) as keys,
            array(select g.source_id from group_memberships m
                    join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.directory_group_id
                   where m.tenant_id = d.tenant_id and m.directory_user_id = d.id) as group_source_ids,
            (select coalesce(jsonb_agg(jsonb_build_object('event_id', b.event_id, 'occurred_at', b.occurred_at)), '[]')
               from (select d.event_id, d.occurred_at where d.event_id is not null
                     union
                     select m.event_id, m.occurred_at from group_memberships m
                      where m.tenant_id = d.tenant_id and m.directory_user_id = d.id) b) as behind
       from directory_users d where d.tenant_id = ? and d.id = ?`,
    [tenantId, directoryUserId],
  );
  return result.rows[0] ?? null;
}

/** An event that was applied to the mirror, as the inbox keeps it. */
export interface AppliedEvent {
  event_id: string;
  payload: DirectoryEvent;
  received_at: Date;
  finished_at: Date;
}

const columns = 'event_id, payload, received_at, finished_at';
/** `superseded` too: a removal that comes late still ends memberships from before it. */
const wasApplied = `status in ('applied', 'superseded')`;

/** The events about people of these ids of the source that had been applied by then. In no order. */
export async function readNewsOfPeople(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  sourceIds: readonly string[],
  until: Date,
): Promise<AppliedEvent[]> {
  const result = await trx.raw<{ rows: AppliedEvent[] }>(
    `select ${columns} from inbox
      where tenant_id = ? and directory_id = ? and person = any(?::text[]) and status <> 'waiting'
        and ${wasApplied} and finished_at <= ?`,
    [tenantId, directoryId, sourceIds.map((id) => id.slice(0, 300)), until],
  );
  return result.rows;
}

/**
 * The events about groups of these ids of the source that had been applied by then, of their members those alone who are
 * asked about; and where groups came along with the memberships of others, one event for each way in which they did.
 *
 * There is no index for that: the events of the directory are read.
 */
export async function readNewsOfGroups(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  groupSourceIds: readonly string[],
  personSourceIds: readonly string[],
  until: Date,
): Promise<AppliedEvent[]> {
  if (groupSourceIds.length === 0) return [];
  const own = (list: string): string =>
    `(select coalesce(jsonb_agg(m), '[]') from jsonb_array_elements_text(payload #> '{news,${list}}') m
       where m = any(?::text[]))`;
  const result = await trx.raw<{ rows: AppliedEvent[] }>(
    `with told as materialized (
       select event_id, payload, received_at, finished_at, payload #>> '{news,kind}' as kind from inbox
        where tenant_id = ? and directory_id = ? and ${wasApplied} and finished_at <= ?
          and payload #>> '{news,group,sourceId}' = any(?::text[]))
     select event_id,
            case kind when 'group_changed'
                 then jsonb_set(jsonb_set(payload, '{news,joined}', ${own('joined')}), '{news,left}', ${own('left')})
                 else payload end as payload,
            received_at, finished_at
       from told where kind in ('group_seen', 'group_gone', 'group_changed')
     union all
     select * from (
       select distinct on (payload #> '{news,group}') ${columns}
         from told where kind in ('joined', 'left') and payload #> '{news,group,recordedAt}' is not null
        order by payload #> '{news,group}', finished_at, event_id) along`,
    [tenantId, directoryId, until, groupSourceIds, personSourceIds, personSourceIds],
  );
  return result.rows;
}

/** The events of these ids that had been applied by then. */
export async function readAppliedEvents(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  eventIds: readonly string[],
  until: Date,
): Promise<AppliedEvent[]> {
  if (eventIds.length === 0) return [];
  const result = await trx.raw<{ rows: AppliedEvent[] }>(
    `select ${columns} from inbox
      where tenant_id = ? and directory_id = ? and event_id = any(?::text[]) and ${wasApplied} and finished_at <= ?`,
    [tenantId, directoryId, eventIds, until],
  );
  return result.rows;
}

/** The people behind names of the identity provider in a directory, and the names of the source for them. */
export async function readSourceIdsByIdentity(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  externalIds: readonly string[],
): Promise<string[]> {
  if (externalIds.length === 0) return [];
  const result = await trx.raw<{ rows: { source_id: string }[] }>(
    `select d.source_id from directory_user_keys k
       join directory_users d on d.tenant_id = k.tenant_id and d.id = k.directory_user_id
      where k.tenant_id = ? and k.directory_id = ? and k.key = any(?::text[])
     union
     select substr(s.key, 5) from directory_user_keys k
       join directory_user_keys s on s.tenant_id = k.tenant_id and s.directory_user_id = k.directory_user_id
      where k.tenant_id = ? and k.directory_id = ? and k.key = any(?::text[]) and starts_with(s.key, 'src:')`,
    [
      ...[tenantId, directoryId, externalIds.map((id) => `idp:${id}`)],
      ...[tenantId, directoryId, externalIds.map((id) => `idp:${id}`)],
    ],
  );
  return result.rows.map((row) => row.source_id);
}

/** The policy version that was in force at a moment, and since when; null where none was. */
export async function readVersionInForce(
  trx: Transaction,
  tenantId: string,
  at: Date,
): Promise<{ version: number; since: Date } | null> {
  const result = await trx.raw<{ rows: { version: number; since: Date }[] }>(
    // By the index that leads by the user: what is about nobody is little.
    `select policy_version as version, at as since from audit_records
      where tenant_id = ? and user_id is null and action = 'policy.activated' and at <= ? and policy_version is not null
      order by at desc, id desc limit 1`,
    [tenantId, at],
  );
  return result.rows[0] ?? null;
}

/** The state of a directory at a moment, by what was recorded of it since. */
export async function readDirectoryNews(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  after: Date,
): Promise<{ action: string; at: Date; before: Record<string, unknown> | null }[]> {
  const result = await trx.raw<{
    rows: { action: string; at: Date; before: Record<string, unknown> | null }[];
  }>(
    `select action, at, before from audit_records
      where tenant_id = ? and user_id is null and directory_id = ? and at > ? and starts_with(action, 'directory.')
      order by at, id`,
    [tenantId, directoryId, after],
  );
  return result.rows;
}

/** Two at most of those who were active with one of these roles at a moment, by the audit log. */
export async function readAdministratorsThen(
  trx: Transaction,
  tenantId: string,
  roles: readonly string[],
  at: Date,
): Promise<string[]> {
  const result = await trx.raw<{ rows: { user_id: string }[] }>(
    `select r.user_id
       from (select distinct on (user_id) user_id, after ->> 'role' as role from audit_records
              where tenant_id = ? and action in ('user.provisioned', 'role.changed') and at <= ? and user_id is not null
              order by user_id, at desc, id desc) r
       join (select distinct on (user_id) user_id, action from audit_records
              where tenant_id = ? and at <= ? and user_id is not null
                and action in ('user.provisioned', 'user.reactivated', 'user.deactivated', 'user.read_only', 'user.purged')
              order by user_id, at desc, id desc) s on s.user_id = r.user_id
      where r.role = any(?::text[]) and s.action in ('user.provisioned', 'user.reactivated')
      order by r.user_id limit 2`,
    [tenantId, at, tenantId, at, roles],
  );
  return result.rows.map((row) => row.user_id);
}

/** What somebody waited in at a moment, or had been refused to have done to them. */
export interface HoldThen {
  id: string;
  kind: HoldKind;
  status: 'open' | 'rejected';
  reason: string;
  since: Date;
}

/** When somebody dropped out of a hold of many that went on is not recorded: then they are said to have waited. */
export async function readHoldThen(
  trx: Transaction,
  tenantId: string,
  directoryUserId: string,
  at: Date,
): Promise<HoldThen | null> {
  const result = await trx.raw<{ rows: HoldThen[] }>(
    `select h.id, h.kind, h.reason, p.opened_at as since,
            case when h.resolved_at is null or h.resolved_at > ? then 'open' else 'rejected' end as status
       from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
      where p.tenant_id = ? and p.directory_user_id = ? and p.opened_at <= ?
        and (h.resolved_at is null or h.resolved_at > ? or (h.status = 'rejected' and p.status = 'rejected'))
      order by status, p.opened_at desc limit 1`,
    [at, tenantId, directoryUserId, at, at],
  );
  return result.rows[0] ?? null;
}

/** The latest record, up to a moment, that gave an account its role; null where none is left. */
export async function readLastRoleRecord(
  trx: Transaction,
  tenantId: string,
  userId: string,
  at: Date,
): Promise<AuditRecord | null> {
  const page = { limit: 1, after: null };
  const pages = await Promise.all(
    ['role.changed', 'user.provisioned'].map((action) =>
      listAuditRecords(trx, tenantId, { user_id: userId, action, until: at }, 'desc', page),
    ),
  );
  const [latest] = pages.flatMap(({ items }) => items).sort((a, b) => (a.at < b.at ? 1 : -1));
  return latest ?? null;
}
