import type { Account } from '../domain/change.ts';
import { searchWordsOf } from '../domain/search-words.ts';
import type { Transaction } from './database.ts';
import { replaceUserWords } from './user-words.ts';

/** Writes whole accounts, new and changed alike, and the words that they are found by. */
export async function writeAccounts(
  trx: Transaction,
  tenantId: string,
  accounts: Account[],
  now: Date,
): Promise<void> {
  if (accounts.length === 0) return;
  const rows = accounts.map((account) => ({
    id: account.id,
    directory_id: account.directoryId,
    directory_user_id: account.directoryUserId,
    external_id: account.externalId,
    words: searchWordsOf(account).join(' '),
    email: account.email,
    display_name: account.displayName,
    given_name: account.givenName,
    family_name: account.familyName,
    status: account.status,
    role: account.role,
    role_origin: account.roleOrigin,
    attributes: account.attributes,
    sessions_valid_after: account.sessionsValidAfter,
    provisioned_at: account.provisionedAt,
    deactivated_at: account.deactivatedAt,
    purge_at: account.purgeAt,
  }));
  await replaceUserWords(trx, tenantId, rows);
  await trx.send(
    `insert into users (tenant_id, id, directory_id, directory_user_id, external_id, email, display_name, given_name,
                        family_name, words, status, role, role_origin, attributes, sessions_valid_after,
                        provisioned_at, deactivated_at, purge_at, updated_at)
     select ?::uuid, id, directory_id, directory_user_id, external_id, email, display_name, given_name,
            family_name, words, status, role, role_origin, attributes, sessions_valid_after,
            provisioned_at, deactivated_at, purge_at, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (
              id uuid, directory_id uuid, directory_user_id uuid, external_id text, email text, display_name text,
              given_name text, family_name text, words text, status text, role text, role_origin text, attributes jsonb,
              sessions_valid_after timestamptz, provisioned_at timestamptz, deactivated_at timestamptz,
              purge_at timestamptz)
     on conflict (tenant_id, id) do update
        set directory_id = excluded.directory_id, directory_user_id = excluded.directory_user_id,
            external_id = excluded.external_id, email = excluded.email, display_name = excluded.display_name,
            given_name = excluded.given_name, family_name = excluded.family_name, words = excluded.words, status = excluded.status,
            role = excluded.role, role_origin = excluded.role_origin, attributes = excluded.attributes,
            sessions_valid_after = excluded.sessions_valid_after, deactivated_at = excluded.deactivated_at,
            purge_at = excluded.purge_at,
            updated_at = excluded.updated_at`,
    [tenantId, now, JSON.stringify(rows)],
  );
}

export interface WorkspaceMembershipRow {
  user_id: string;
  workspace_key: string;
  role: string;
}

/** Adds workspace memberships or changes their roles; a workspace that is named for the first time comes into being. */
export async function writeWorkspaceMemberships(
  trx: Transaction,
  tenantId: string,
  rows: WorkspaceMembershipRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const json = JSON.stringify(rows);
  await trx.send(
    `insert into workspaces (tenant_id, key, name, created_at)
     select distinct ?::uuid, workspace_key, workspace_key, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (workspace_key text)
     on conflict (tenant_id, key) do nothing`,
    [tenantId, now, json],
  );
  await trx.send(
    `insert into workspace_memberships (tenant_id, user_id, workspace_key, role, added_at)
     select ?::uuid, user_id, workspace_key, role, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as r (user_id uuid, workspace_key text, role text)
     on conflict (tenant_id, user_id, workspace_key) do update set role = excluded.role`,
    [tenantId, now, json],
  );
}

export async function removeWorkspaceMemberships(
  trx: Transaction,
  tenantId: string,
  rows: Omit<WorkspaceMembershipRow, 'role'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx.send(
    `delete from workspace_memberships m
      using jsonb_to_recordset(?::jsonb) as r (user_id uuid, workspace_key text)
      where m.tenant_id = ? and m.user_id = r.user_id and m.workspace_key = r.workspace_key`,
    [JSON.stringify(rows), tenantId],
  );
}

/** Ends every open session, or revokes every open API key, of these accounts. */
export async function revokeAccess(
  trx: Transaction,
  tenantId: string,
  what: 'sessions' | 'api_keys',
  userIds: string[],
  now: Date,
): Promise<void> {
  if (userIds.length === 0) return;
  await trx.send(
    `update ${what} set revoked_at = ? where tenant_id = ? and user_id = any(?::uuid[]) and revoked_at is null`,
    [now, tenantId, userIds],
  );
}
