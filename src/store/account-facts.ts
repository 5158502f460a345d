import type { AttributeValue, RoleOrigin, UserStatus, WorkspaceGrant } from '../domain/decision.ts';
import type { Account, Timer } from '../domain/change.ts';
import type { Transaction } from './database.ts';
import { toLeftGroup, type LeftGroupRow } from './timers.ts';

interface StoredTimer {
  kind: Timer['kind'];
  since: string;
  due_at: string;
  left: LeftGroupRow[] | null;
}

interface AccountRow {
  id: string;
  directory_id: string | null;
  directory_user_id: string | null;
  external_id: string | null;
  email: string | null;
  display_name: string | null;
  given_name: string | null;
  family_name: string | null;
  status: UserStatus;
  role: string | null;
  role_origin: RoleOrigin | null;
  attributes: Record<string, AttributeValue>;
  sessions_valid_after: Date | null;
  provisioned_at: Date;
  deactivated_at: Date | null;
  purge_at: Date | null;
  manual_role: { role: string; promoted: boolean } | null;
  timers: StoredTimer[] | null;
  workspaces: WorkspaceGrant[] | null;
  open_sessions: number;
  open_api_keys: number;
  owner_is_active: boolean | null;
  owner_left_at: Date | null;
}

/** An account with what surrounds it. */
export interface AccountFacts {
  account: Account;
  /** Set by hand. */
  manualRole: string | null;
  /** Given because nobody else would have administered; at most one of the two is there. */
  promotedRole: string | null;
  timers: Timer[];
  openSessions: number;
  openApiKeys: number;
  /** Whether the directory user it is linked to is still active, in a directory that still is; null for none. */
  ownerIsActive: boolean | null;
  /** When the directory user it is linked to left, by their directory; null where they have not, or there is none. */
  ownerLeftAt: Date | null;
}

const accountColumns = `
  u.id, u.directory_id, u.directory_user_id, u.external_id, u.email, u.display_name, u.given_name, u.family_name,
  u.status, u.role, u.role_origin, u.attributes, u.sessions_valid_after, u.provisioned_at, u.deactivated_at,
  u.purge_at,
  (select jsonb_build_object('role', r.role, 'promoted', r.promoted)
     from manual_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id) as manual_role,
  (select jsonb_agg(jsonb_build_object('kind', t.kind, 'since', t.since, 'due_at', t.due_at, 'left', t.left_groups)
                    order by t.kind)
     from timers t where t.tenant_id = u.tenant_id and t.subject_id = u.id) as timers,
  (select jsonb_agg(jsonb_build_object('key', w.workspace_key, 'role', w.role) order by w.workspace_key)
     from workspace_memberships w where w.tenant_id = u.tenant_id and w.user_id = u.id) as workspaces,
  (select count(*)::int from sessions s
    where s.tenant_id = u.tenant_id and s.user_id = u.id and s.revoked_at is null and s.expires_at > ?) as open_sessions,
  (select count(*)::int from api_keys k
    where k.tenant_id = u.tenant_id and k.user_id = u.id and k.revoked_at is null) as open_api_keys,
  (select d.active and not d.gone and c.upstream_state is distinct from 'deleted' and c.state <> 'disconnected'
     from directory_users d join directories c on c.tenant_id = d.tenant_id and c.id = d.directory_id
    where d.tenant_id = u.tenant_id and d.id = u.directory_user_id) as owner_is_active,
  (select d.occurred_at from directory_users d
    where d.tenant_id = u.tenant_id and d.id = u.directory_user_id and (d.gone or not d.active)) as owner_left_at`;

/** The accounts linked to these directory users. */
export async function readLinkedAccounts(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
  now: Date,
): Promise<AccountFacts[]> {
  const result = await trx.raw<{ rows: AccountRow[] }>(
    `select ${accountColumns} from users u where u.tenant_id = ? and u.directory_user_id = any(?::uuid[])`,
    [now, tenantId, directoryUserIds],
  );
  return result.rows.map(toAccountFacts);
}

/** These accounts, by their own ids. */
export async function readAccounts(
  trx: Transaction,
  tenantId: string,
  userIds: string[],
  now: Date,
): Promise<AccountFacts[]> {
  if (userIds.length === 0) return [];
  const result = await trx.raw<{ rows: AccountRow[] }>(
    `select ${accountColumns} from users u where u.tenant_id = ? and u.id = any(?::uuid[]) order by u.id`,
    [now, tenantId, userIds],
  );
  return result.rows.map(toAccountFacts);
}

/** One account by its id, or null. */
export async function readAccount(
  trx: Transaction,
  tenantId: string,
  userId: string,
  now: Date,
): Promise<AccountFacts | null> {
  const result = await trx.raw<{ rows: AccountRow[] }>(
    `select ${accountColumns} from users u where u.tenant_id = ? and u.id = ?`,
    [now, tenantId, userId],
  );
  return result.rows.map(toAccountFacts)[0] ?? null;
}

/**
 * Accounts that might belong to people of these external ids or e-mail addresses (lower case), or that somebody said are
 * theirs. The account of someone who has another external id by now is theirs, and nobody else's.
 */
export async function readCandidateAccounts(
  trx: Transaction,
  tenantId: string,
  { externalIds, emails, ids = [] }: { externalIds: string[]; emails: string[]; ids?: string[] },
  now: Date,
): Promise<AccountFacts[]> {
  if (externalIds.length === 0 && emails.length === 0 && ids.length === 0) return [];
  // Nobody has been found in most runs, and what surrounds an account is dear to ask even of none.
  const found = await trx.raw<{ rows: { id: string }[] }>(
    `select u.id
       -- Each part of its own, by its own index, before PostgreSQL has counted the accounts as well.
       from (select id from (select id from users where tenant_id = ? and external_id = any(?::text[]) offset 0) e
             union
             select id from (select id from users where tenant_id = ? and email_key = any(?::text[]) offset 0) m
             union
             select unnest(?::uuid[])) found
      cross join lateral (
            select * from users where tenant_id = ? and id = found.id and status <> 'purged'
            offset 0) u
      where not exists (select 1 from directory_users d
                         where d.tenant_id = u.tenant_id and d.id = u.directory_user_id
                           and coalesce(d.external_id, d.source_id) <> u.external_id)`,
    [tenantId, externalIds, tenantId, emails, ids, tenantId],
  );
  return readAccounts(
    trx,
    tenantId,
    found.rows.map(({ id }) => id),
    now,
  );
}

/** At most `limit` active accounts with one of these roles, leaving out some: enough to know whether any is left. */
export async function readAdministrators(
  trx: Transaction,
  tenantId: string,
  roles: string[],
  leavingOut: string[],
  limit: number,
): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from users
      where tenant_id = ? and status = 'active' and role = any(?::text[]) and not (id = any(?::uuid[]))
      limit ?`,
    [tenantId, roles, leavingOut, limit],
  );
  return result.rows.map((row) => row.id);
}

function toAccountFacts(row: AccountRow): AccountFacts {
  return {
    account: {
      id: row.id,
      directoryId: row.directory_id,
      directoryUserId: row.directory_user_id,
      externalId: row.external_id,
      email: row.email,
      displayName: row.display_name,
      givenName: row.given_name,
      familyName: row.family_name,
      status: row.status,
      role: row.role,
      roleOrigin: row.role_origin,
      attributes: row.attributes,
      workspaces: row.workspaces ?? [],
      sessionsValidAfter: row.sessions_valid_after,
      provisionedAt: row.provisioned_at,
      deactivatedAt: row.deactivated_at,
      purgeAt: row.purge_at,
    },
    manualRole: row.manual_role?.promoted === false ? row.manual_role.role : null,
    promotedRole: row.manual_role?.promoted === true ? row.manual_role.role : null,
    timers: (row.timers ?? []).map(toTimer),
    openSessions: row.open_sessions,
    openApiKeys: row.open_api_keys,
    ownerIsActive: row.owner_is_active,
    ownerLeftAt: row.owner_left_at,
  };
}

function toTimer({ kind, since, due_at, left }: StoredTimer): Timer {
  return {
    kind,
    since: new Date(since),
    dueAt: new Date(due_at),
    ...(left === null ? {} : { left: left.map(toLeftGroup) }),
  };
}
