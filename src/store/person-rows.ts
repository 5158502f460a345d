import type { DirectoryState } from '../domain/directory-state.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { Transaction } from './database.ts';

export interface DirectoryPersonRow {
  id: string;
  directory_id: string;
  directory_state: DirectoryState;
  /** Whether its people count as gone, since the directory was disconnected. */
  people_left: boolean;
  /** The connection was deleted at its source: its people speak for nobody any more. */
  connection_deleted: boolean;
  source: 'workos' | 'scim' | 'import';
  idp: string | null;
  external_id: string | null;
  source_id: string;
  resource: DirectoryUserResource | null;
  active: boolean;
  gone: boolean;
  event_id: string | null;
  occurred_at: Date | null;
  /** Memberships from before this moment count no more. */
  removed_at: Date | null;
  /** Whose account it is, as somebody has answered: the id of a user, `new`, or null. */
  answered_account: string | null;
  /** Whether any webhook endpoint listens to the tenant; left out where that was not asked. */
  listened?: boolean;
}

export async function readDirectoryPeople(
  trx: Transaction,
  tenantId: string,
  ids: string[],
): Promise<DirectoryPersonRow[]> {
  const result = await trx.raw<{ rows: DirectoryPersonRow[] }>(
    `select u.id, u.directory_id, d.state as directory_state, d.people_left,
            d.upstream_state is not distinct from 'deleted' as connection_deleted, d.source, d.idp,
            u.external_id, u.source_id, u.resource,
            u.active, u.gone, u.event_id, u.occurred_at, u.removed_at, u.answered_account,
            exists (select 1 from webhook_endpoints where tenant_id = ?)
              or exists (select 1 from webhook_endpoints where tenant_id is null) as listened
       from (select * from directory_users
              where tenant_id = ? and id = any(?::uuid[])
             -- These people first, then the directory of each: not everybody in every directory.
             offset 0) u
       join directories d on d.tenant_id = u.tenant_id and d.id = u.directory_id`,
    [tenantId, tenantId, ids],
  );
  return result.rows;
}

/** The people of any directory of a tenant whom the identity provider knows by this id. */
export async function findPeopleByExternalId(
  trx: Transaction,
  tenantId: string,
  externalId: string,
): Promise<string[]> {
  const result = await trx.raw<{ rows: { directory_user_id: string }[] }>(
    `select k.directory_user_id
       from directories d
       join directory_user_keys k on k.tenant_id = d.tenant_id and k.directory_id = d.id and k.key = ?
      where d.tenant_id = ?`,
    [`idp:${externalId}`, tenantId],
  );
  return result.rows.map((row) => row.directory_user_id);
}

/** The next people of a tenant in id order, for going through everyone in pages. */
export async function readPageOfPeople(
  trx: Transaction,
  tenantId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from directory_users where tenant_id = ? and id > ? order by id limit ?`,
    [tenantId, after, limit],
  );
  return result.rows.map((row) => row.id);
}

export interface MembershipFactRow {
  directory_user_id: string;
  source_id: string;
  external_id: string | null;
  name: string | null;
  event_id: string;
  occurred_at: Date;
}

/** The memberships of these people in groups that exist, since the group was last removed, if it ever was. */
export async function readMemberships(
  trx: Transaction,
  tenantId: string,
  ids: string[],
): Promise<MembershipFactRow[]> {
  const result = await trx.raw<{ rows: MembershipFactRow[] }>(
    `select m.directory_user_id, g.source_id, g.external_id, g.name, m.event_id, m.occurred_at
       from (select * from group_memberships
              where tenant_id = ? and directory_user_id = any(?::uuid[]) and present
             -- The people's memberships first, then the group of each: not every member of every group.
             offset 0) m
       join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.directory_group_id
        and (g.removed_at is null or m.occurred_at > g.removed_at)
      where not g.gone`,
    [tenantId, ids],
  );
  return result.rows;
}

export interface TenantStanding {
  /** Active accounts with one of the roles that were asked for, two of them at most. */
  administrators: string[];
  /** Whether anybody waits in a hold, or was refused to be changed. */
  anybodyHeld: boolean;
}

/** What concerns every decision of a tenant, whoever it is about. */
export async function readStanding(
  trx: Transaction,
  tenantId: string,
  administratorRoles: string[],
): Promise<TenantStanding> {
  const result = await trx.raw<{ rows: [{ administrators: string[]; anybody_held: boolean }] }>(
    `select array(select id from users where tenant_id = ? and status = 'active' and role = any(?::text[]) limit 2)
              as administrators,
            exists (select 1 from held_people where tenant_id = ? and status = 'open')
              or exists (select 1 from held_people where tenant_id = ? and status = 'rejected') as anybody_held`,
    [tenantId, administratorRoles, tenantId, tenantId],
  );
  const [{ administrators, anybody_held }] = result.rows;
  return { administrators, anybodyHeld: anybody_held };
}
