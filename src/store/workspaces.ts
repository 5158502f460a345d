import type { Workspace } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

export const workspacesKeyset = ['text'] as const satisfies KeysetPart[];

type WorkspaceRow = Omit<Workspace, 'created_at'> & { created_at: Date };

/** The workspaces of a tenant by key, each with how many may enter it: who is deactivated keeps the place unused. */
export async function listWorkspaces(
  trx: Transaction,
  tenantId: string,
  { limit, after }: PageRequest,
): Promise<Page<Workspace>> {
  const result = await trx.raw<{ rows: WorkspaceRow[] }>(
    `select w.key, w.name, w.created_at,
            (select count(*)
               from workspace_memberships m
               join users u on u.tenant_id = m.tenant_id and u.id = m.user_id
              where m.tenant_id = w.tenant_id and m.workspace_key = w.key
                and u.status in ('active', 'read_only')) as member_count
       from workspaces w
      where w.tenant_id = ? and w.key > ?
      order by w.key limit ?`,
    [tenantId, after?.[0] ?? '', limit + 1],
  );
  return pageOf(result.rows, limit, toWorkspace, (row) => [row.key]);
}

/** Adds a workspace; null if the key is taken. */
export async function createWorkspace(
  trx: Transaction,
  tenantId: string,
  { key, name }: { key: string; name: string },
  now: Date,
): Promise<Workspace | null> {
  const result = await trx.raw<{ rows: WorkspaceRow[] }>(
    `insert into workspaces (tenant_id, key, name, created_at) values (?, ?, ?, ?)
     on conflict (tenant_id, key) do nothing
     returning key, name, created_at, 0 as member_count`,
    [tenantId, key, name, now],
  );
  const row = result.rows[0];
  return row === undefined ? null : toWorkspace(row);
}

function toWorkspace(row: WorkspaceRow): Workspace {
  return {
    key: row.key,
    name: row.name,
    member_count: row.member_count,
    created_at: row.created_at.toISOString(),
  };
}
