import type { Database } from '../../src/store/database.ts';

/** Every table that holds what an account is and may do, as it is at one moment. */
export interface AccountTables {
  /** By id. `xmin` is the transaction that wrote the row last. */
  users: Map<string, UserRow>;
  /** `user workspace` → role. */
  workspaces: Map<string, string>;
  /** Ids of the sessions and API keys that are revoked, with their users. */
  revoked: Map<string, string>;
  records: RecordRow[];
}

export interface UserRow {
  id: string;
  xmin: string;
  directory_id: string | null;
  directory_user_id: string | null;
  external_id: string | null;
  email: string | null;
  display_name: string | null;
  given_name: string | null;
  family_name: string | null;
  status: string;
  role: string | null;
  role_origin: string | null;
  attributes: Record<string, unknown>;
  sessions_valid_after: string | null;
  deactivated_at: string | null;
  updated_at: string;
}

export interface RecordRow {
  id: string;
  xmin: string;
  action: string;
  user_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string;
  event_ids: string[];
  policy_version: number | null;
  actor_kind: string;
}

interface Snapshot {
  users: UserRow[] | null;
  workspaces: { user_id: string; workspace_key: string; role: string }[] | null;
  sessions: { id: string; user_id: string }[] | null;
  api_keys: { id: string; user_id: string }[] | null;
  records: RecordRow[] | null;
}

export async function readAccountTables(database: Database, tenantId: string): Promise<AccountTables> {
  const result = await database.inTenant(tenantId, (trx) =>
    trx.raw<{ rows: [Snapshot] }>(
      `select
        (select jsonb_agg(to_jsonb(u) || jsonb_build_object('xmin', u.xmin::text)) from users u) as users,
        (select jsonb_agg(to_jsonb(w)) from workspace_memberships w) as workspaces,
        (select jsonb_agg(to_jsonb(s)) from sessions s where revoked_at is not null) as sessions,
        (select jsonb_agg(to_jsonb(k)) from api_keys k where revoked_at is not null) as api_keys,
        (select jsonb_agg(to_jsonb(r) || jsonb_build_object('xmin', r.xmin::text) order by r.id)
           from audit_records r) as records`,
    ),
  );
  const [found] = result.rows;
  return {
    users: new Map((found.users ?? []).map((user) => [user.id, user])),
    workspaces: new Map(
      (found.workspaces ?? []).map(({ user_id, workspace_key, role }) => [
        `${user_id} ${workspace_key}`,
        role,
      ]),
    ),
    revoked: new Map(
      [...(found.sessions ?? []), ...(found.api_keys ?? [])].map(({ id, user_id }) => [id, user_id]),
    ),
    records: found.records ?? [],
  };
}
