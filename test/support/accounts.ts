import type { Database } from '../../src/store/database.ts';

/** An account as tests compare it: what a product would act on. */
export interface SeenAccount {
  external_id: string | null;
  email: string | null;
  display_name: string | null;
  status: string;
  role: string | null;
  role_origin: string | null;
  attributes: Record<string, unknown>;
  workspaces: string[];
}

/** Every account of a tenant, by external id. */
export async function seenAccounts(database: Database, tenantId: string): Promise<SeenAccount[]> {
  return database.inTenant(tenantId, async (trx) => {
    const result = await trx.raw<{ rows: SeenAccount[] }>(
      `select u.external_id, u.email, u.display_name, u.status, u.role, u.role_origin, u.attributes,
              coalesce((select array_agg(w.workspace_key || ':' || w.role order by w.workspace_key)
                          from workspace_memberships w
                         where w.tenant_id = u.tenant_id and w.user_id = u.id), '{}') as workspaces
         from users u where u.tenant_id = ? order by u.external_id, u.provisioned_at`,
      [tenantId],
    );
    return result.rows;
  });
}

/** The accounts that may sign in: the part that must not depend on the order of events. */
export async function activeAccounts(database: Database, tenantId: string): Promise<SeenAccount[]> {
  return (await seenAccounts(database, tenantId)).filter(({ status }) => status === 'active');
}

export interface SeenRecord {
  action: string;
  reason: string;
  event_ids: string[];
  policy_version: number | null;
  actor_kind: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** The audit log of a tenant, oldest first. */
export async function seenRecords(database: Database, tenantId: string): Promise<SeenRecord[]> {
  return database.inTenant(tenantId, async (trx) => {
    const result = await trx.raw<{ rows: SeenRecord[] }>(
      `select action, reason, event_ids, policy_version, actor_kind, before, after
         from audit_records where tenant_id = ? order by at, id`,
      [tenantId],
    );
    return result.rows;
  });
}
