import type { DirectoryState } from '../domain/directory-state.ts';
import type { Database, Transaction } from './database.ts';

/** A WorkOS directory of a tenant that is not disconnected. */
export interface WorkosDirectoryRow {
  id: string;
  workos_id: string | null;
  organization_id: string | null;
}

/** The WorkOS directories of a tenant that are not disconnected, the oldest first. */
export async function findWorkosDirectories(
  trx: Transaction,
  tenantId: string,
): Promise<WorkosDirectoryRow[]> {
  const result = await trx.raw<{ rows: WorkosDirectoryRow[] }>(
    `select id, workos_id, organization_id from directories
      where tenant_id = ? and source = 'workos' and state <> 'disconnected' order by id`,
    [tenantId],
  );
  return result.rows;
}

export async function readOrganizationOf(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<{
  source: 'workos' | 'scim' | 'import';
  state: DirectoryState;
  workos_id: string | null;
  organization_id: string | null;
} | null> {
  const result = await trx.raw<{
    rows: {
      source: 'workos' | 'scim' | 'import';
      state: DirectoryState;
      workos_id: string | null;
      organization_id: string | null;
    }[];
  }>('select source, state, workos_id, organization_id from directories where tenant_id = ? and id = ?', [
    tenantId,
    directoryId,
  ]);
  return result.rows[0] ?? null;
}

export async function setOrganization(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  organizationId: string,
): Promise<void> {
  await trx.raw('update directories set organization_id = ? where tenant_id = ? and id = ?', [
    organizationId,
    tenantId,
    directoryId,
  ]);
}

/** How the connections of these directories are, as far as the flow knows; those that are disconnected are left out. */
export async function readUpstreamStates(
  database: Database,
  tenantId: string,
  directoryIds: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await database.readInTenant<{ id: string; upstream_state: string | null }>(
    tenantId,
    `select d.id, d.upstream_state from directories d
      where d.tenant_id = scope.tenant_id and d.id = any(?::uuid[]) and d.state <> 'disconnected'`,
    [directoryIds],
  );
  return new Map(rows.map(({ id, upstream_state }) => [id, upstream_state]));
}

/** Whether an event of this type waits for a directory. */
export async function isEventWaiting(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  type: string,
): Promise<boolean> {
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1 from inbox
      where tenant_id = ? and directory_id = ? and type = ? and status = 'waiting' limit 1`,
    [tenantId, directoryId, type],
  );
  return result.rows.length > 0;
}
