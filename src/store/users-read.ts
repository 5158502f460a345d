import type { ManualRole, User, UserStatus } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';
import { searchUsers } from './users-search.ts';

export const usersKeyset = ['uuid'] as const satisfies KeysetPart[];

export interface UserFilter {
  email?: string;
  external_id?: string;
  status?: UserStatus;
  role?: string;
  /** Each word of it begins one of the name or the e-mail address. */
  search?: string;
}

type UserRow = Omit<User, 'provisioned_at' | 'deactivated_at' | 'purge_at' | 'updated_at' | 'workspaces'> & {
  provisioned_at: Date;
  deactivated_at: Date | null;
  purge_at: Date | null;
  updated_at: Date;
  workspaces: User['workspaces'] | null;
};

const columns = `
  u.id, u.external_id, u.email, u.display_name, u.given_name, u.family_name, u.status, u.role, u.role_origin,
  u.attributes, u.directory_id, u.provisioned_at, u.deactivated_at, u.purge_at, u.updated_at,
  (select jsonb_agg(jsonb_build_object('key', w.workspace_key, 'role', w.role) order by w.workspace_key)
     from workspace_memberships w where w.tenant_id = u.tenant_id and w.user_id = u.id) as workspaces`;

/** The users of a tenant, the oldest first. E-mail addresses compare without regard to case. */
export async function listUsers(
  trx: Transaction,
  tenantId: string,
  filter: UserFilter,
  { limit, after }: PageRequest,
): Promise<Page<User>> {
  const where = sqlConditions();
  where.add('u.tenant_id = ?', tenantId);
  if (filter.email !== undefined) where.add('u.email_key = lower(?)', filter.email);
  if (filter.external_id !== undefined) where.add('u.external_id = ?', filter.external_id);
  if (filter.status !== undefined) where.add('u.status = ?', filter.status);
  if (filter.role !== undefined) where.add('u.role = ?', filter.role);
  if (after?.[0] !== undefined) where.add('u.id > ?', after[0]);
  const search =
    filter.search === undefined ? { among: null } : await searchUsers(trx, tenantId, filter.search, where);
  if (search === null) return { items: [], next: null };
  const { among } = search;
  const result = await trx.raw<{ rows: UserRow[] }>(
    among === null
      ? `select ${columns} from users u where ${where.text()} order by u.id limit ?`
      : // In their order, and looked up one by one until the page is full.
        `select found.* from (select f.id from (${among.sql}) f order by f.id offset 0) f
          cross join lateral (select ${columns} from users u where u.id = f.id and ${where.text()} offset 0) found
          order by f.id limit ?`,
    [...(among?.values ?? []), ...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toUser, (row) => [row.id]);
}

/** A user with the role that was set by hand, if one was. */
export interface UserWithManualRole {
  user: User;
  sessionsValidAfter: string | null;
  /** When they are deactivated, if until then they may read. */
  readOnlyUntil: string | null;
  manualRole: Pick<ManualRole, 'role' | 'set_by' | 'set_at' | 'promoted'> | null;
}

export async function readUser(
  trx: Transaction,
  tenantId: string,
  userId: string,
): Promise<UserWithManualRole | null> {
  const result = await trx.raw<{
    rows: (UserRow & {
      sessions_valid_after: Date | null;
      read_only_until: Date | null;
      manual_role: string | null;
      manual_set_by: string;
      manual_set_at: Date;
      manual_promoted: boolean;
    })[];
  }>(
    `select ${columns}, u.sessions_valid_after, t.due_at as read_only_until,
            r.role as manual_role, r.set_by as manual_set_by, r.set_at as manual_set_at,
            r.promoted as manual_promoted
       from users u
       left join manual_roles r on r.tenant_id = u.tenant_id and r.user_id = u.id
       left join timers t
         on t.tenant_id = u.tenant_id and t.subject_id = u.id and t.kind = 'read_only_ends' and u.status = 'read_only'
      where u.tenant_id = ? and u.id = ?`,
    [tenantId, userId],
  );
  const row = result.rows[0];
  if (row === undefined) return null;
  return {
    user: toUser(row),
    sessionsValidAfter: row.sessions_valid_after?.toISOString() ?? null,
    readOnlyUntil: row.read_only_until?.toISOString() ?? null,
    manualRole:
      row.manual_role === null
        ? null
        : {
            role: row.manual_role,
            set_by: row.manual_set_by,
            set_at: row.manual_set_at.toISOString(),
            promoted: row.manual_promoted,
          },
  };
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    external_id: row.external_id,
    email: row.email,
    display_name: row.display_name,
    given_name: row.given_name,
    family_name: row.family_name,
    status: row.status,
    role: row.role,
    role_origin: row.role_origin,
    workspaces: row.workspaces ?? [],
    attributes: row.attributes,
    directory_id: row.directory_id,
    provisioned_at: row.provisioned_at.toISOString(),
    deactivated_at: row.deactivated_at?.toISOString() ?? null,
    purge_at: row.purge_at?.toISOString() ?? null,
    updated_at: row.updated_at.toISOString(),
  };
}
