import { sql, type Sql } from './sql-text.ts';

/** Where the resources of one type are kept: what to read of a row `d`, and how to find it. */
export interface ResourceTable {
  /** The table, as `d`. */
  from: Sql;
  /** Which of its rows are resources of this directory. */
  where: Sql;
  /** What of `where` says who is gone: left out, it also counts those. Null where nobody is ever gone. */
  presence: Presence | null;
  /** The row's own id, by which memberships name it. */
  rowId: Sql;
  /** SCIM's id, in an index behind the directory. */
  id: Sql;
  /** jsonb: what is stored. */
  stored: Sql;
  /** jsonb: what is shown. */
  attributes: Sql;
  createdAt: Sql;
  modifiedAt: Sql;
  /** From when on memberships count; null where there are none. */
  removedAt: Sql;
  /** Attributes that are not simply what is stored, by name. */
  shown: Readonly<Record<string, Sql>>;
  /** Conditions that an index answers: rows that have this value of an attribute, and perhaps a few others. */
  lookups: Readonly<Record<string, (value: string) => Sql>>;
  /** Multi-valued attributes that are memberships, by name. */
  related: Readonly<Record<string, RelatedRows>>;
}

interface Presence {
  /** Resources of the directory, also those who are gone. */
  everyone: Sql;
  /** Those who are not gone. */
  staying: Sql;
  /** Whether this one is gone. */
  gone: Sql;
  /** Whether this one has left, or is to be inactive, and is shown as active nevertheless. */
  held: Sql;
  /** How many there are of those who are gone, and are shown nevertheless. */
  keptCount: Sql;
}

/** The values of an attribute that is kept as memberships. */
export interface RelatedRows {
  /** Tables and conditions for the memberships of one row. */
  of: (row: { tenantId: string; id: string; removedAt: string }) => Sql;
  /** Sub-attributes, text each. */
  columns: { value: Sql; display: Sql; type: Sql };
  /** The last part of the place where one is read. */
  endpointOf: 'groups' | 'members';
}

/** Who is kept as the last administrator: for the identity provider nothing has happened. */
const held = sql`(exists (
  select 1 from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
   where p.tenant_id = d.tenant_id and p.directory_user_id = d.id and p.status = 'open' and h.kind = 'sole_admin')
  or exists (
  select 1 from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
   where p.tenant_id = d.tenant_id and p.directory_user_id = d.id and p.status = 'rejected'
     and h.kind = 'sole_admin'))`;

const known = sql`d.resource is not null and d.occurred_at is not null`;

export function usersTable(directoryId: string): ResourceTable {
  const own = sql`d.tenant_id = scope.tenant_id and d.directory_id = ${directoryId} and ${known}`;
  return {
    from: sql`directory_users d`,
    where: sql`${own} and (not d.gone or ${held})`,
    presence: {
      everyone: own,
      gone: sql`d.gone`,
      held: sql`case when d.gone or not d.active then ${held} else false end`,
      staying: sql`${own} and not d.gone`,
      keptCount: sql`(select count(*) from holds h
                        join held_people p on p.tenant_id = h.tenant_id and p.hold_id = h.id
                         and p.status in ('open', 'rejected')
                        join directory_users d on d.tenant_id = p.tenant_id and d.id = p.directory_user_id
                       where h.tenant_id = scope.tenant_id and h.kind = 'sole_admin'
                         and h.status in ('open', 'rejected') and ${own} and d.gone)`,
    },
    rowId: sql`d.id`,
    id: sql`d.source_id`,
    stored: sql`d.resource`,
    attributes: sql`case when d.active and not d.gone then d.resource
                         when ${held} then d.resource || '{"active": true}' else d.resource end`,
    createdAt: sql`d.created_at`,
    modifiedAt: sql`d.occurred_at`,
    removedAt: sql`d.removed_at`,
    shown: {
      active: sql`case when d.active and not d.gone then d.resource -> 'active'
                       when ${held} then 'true'::jsonb else d.resource -> 'active' end`,
    },
    lookups: {
      userName: (value) => sql`d.user_name_key = lower(${value}::text)`,
      externalId: (value) => sql`d.external_id = ${value}`,
      emails: (value) => sql`d.id = any(array(
        select e.directory_user_id from directory_user_emails e
         where e.tenant_id = scope.tenant_id and e.directory_id = ${directoryId}
           and e.email_key = lower(${value}::text)))`,
      groups: (value) => sql`d.id = any(array(
        select m.directory_user_id from directory_groups g
          join group_memberships m on m.tenant_id = g.tenant_id and m.directory_group_id = g.id and m.present
         where g.tenant_id = scope.tenant_id and g.directory_id = ${directoryId} and g.source_id = ${value}))`,
    },
    related: { groups: groupsOfUser },
  };
}

export function groupsTable(directoryId: string): ResourceTable {
  const own = sql`d.tenant_id = scope.tenant_id and d.directory_id = ${directoryId}
                  and not d.gone and d.occurred_at is not null`;
  return {
    from: sql`directory_groups d`,
    where: own,
    presence: null,
    rowId: sql`d.id`,
    id: sql`d.source_id`,
    stored: sql`d.resource`,
    attributes: sql`coalesce(d.resource, '{}')`,
    createdAt: sql`d.created_at`,
    modifiedAt: sql`d.occurred_at`,
    removedAt: sql`null::timestamptz`,
    shown: {},
    lookups: {
      displayName: (value) => sql`d.name_key = lower(${value}::text)`,
      externalId: (value) => sql`d.external_id = ${value}`,
      members: (value) => sql`d.id = any(array(
        select m.directory_group_id from directory_users u
          join group_memberships m on m.tenant_id = u.tenant_id and m.directory_user_id = u.id and m.present
         where u.tenant_id = scope.tenant_id and u.directory_id = ${directoryId} and u.source_id = ${value}))`,
    },
    related: { members: membersOfGroup },
  };
}

export function otherResourcesTable(directoryId: string, type: string): ResourceTable {
  return {
    from: sql`scim_resources d`,
    where: sql`d.tenant_id = scope.tenant_id and d.directory_id = ${directoryId} and d.type = ${type}`,
    presence: null,
    rowId: sql`null::uuid`,
    id: sql`d.id`,
    stored: sql`d.resource`,
    attributes: sql`d.resource`,
    createdAt: sql`d.created_at`,
    modifiedAt: sql`d.modified_at`,
    removedAt: sql`null::timestamptz`,
    shown: {},
    lookups: {},
    related: {},
  };
}

/**
 * Memberships from before a person was removed count no more. What is present is asked for in a way that keeps the index
 * of a group's members out: on a small table it would do as well, and the plan stays when the table grows.
 */
export const groupsOfUser: RelatedRows = {
  of: (row) => ({
    text: `group_memberships m
             join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.directory_group_id and not g.gone
            where m.tenant_id = ${row.tenantId} and m.directory_user_id = ${row.id} and coalesce(m.present, false)
              and (${row.removedAt} is null or m.occurred_at > ${row.removedAt})`,
    values: [],
  }),
  columns: { value: sql`g.source_id`, display: sql`g.name`, type: sql`'direct'::text` },
  endpointOf: 'groups',
};

/** A member without a record is a group where one has that id, and else someone not yet known. */
export const membersOfGroup: RelatedRows = {
  of: (row) => ({
    text: `group_memberships m
             join directory_users u
               on u.tenant_id = m.tenant_id and u.id = m.directory_user_id and not u.gone
              and (u.removed_at is null or m.occurred_at > u.removed_at)
            where m.tenant_id = ${row.tenantId} and m.directory_group_id = ${row.id} and m.present`,
    values: [],
  }),
  columns: {
    value: sql`u.source_id`,
    display: sql`case when u.resource is null
      then (select n.name from directory_groups n
             where n.tenant_id = u.tenant_id and n.directory_id = u.directory_id and n.source_id = u.source_id
               and not n.gone)
      else u.resource ->> 'displayName' end`,
    type: sql`case when u.resource is null and exists (
      select 1 from directory_groups n
       where n.tenant_id = u.tenant_id and n.directory_id = u.directory_id and n.source_id = u.source_id
         and not n.gone) then 'Group' else 'User' end`,
  },
  endpointOf: 'members',
};
