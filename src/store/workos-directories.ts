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

/** What somebody has asked for a directory that still waits: null leaves what is there. */
export interface WaitingDirectory {
  idp: string | null;
  name: string | null;
  startsAs: 'testing' | 'active' | null;
}

/** Takes over what is asked for a directory of which nothing has come yet. Null: that is what it was already. */
export async function changeWaitingDirectory(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { idp, name, startsAs }: WaitingDirectory,
): Promise<{ before: WaitingDirectory; after: WaitingDirectory } | null> {
  type Columns = 'idp' | 'name' | 'starts_as' | 'was_idp' | 'was_name' | 'was_starts_as';
  const result = await trx.raw<{ rows: Record<Columns, string | null>[] }>(
    `update directories d
        set idp = coalesce(?, d.idp), name = coalesce(?, d.name), starts_as = coalesce(?, d.starts_as)
       from (select id, idp as was_idp, name as was_name, starts_as as was_starts_as from directories
              where tenant_id = ? and id = ? for update) b
      where d.tenant_id = ? and d.id = b.id and d.state = 'setting_up'
        and (d.idp, d.name, d.starts_as) is distinct from
            (coalesce(?, d.idp), coalesce(?, d.name), coalesce(?, d.starts_as))
     returning d.idp, d.name, d.starts_as, b.was_idp, b.was_name, b.was_starts_as`,
    [idp, name, startsAs, tenantId, directoryId, tenantId, idp, name, startsAs],
  );
  const row = result.rows[0];
  if (row === undefined) return null;
  return {
    before: waiting(row.was_idp, row.was_name, row.was_starts_as),
    after: waiting(row.idp, row.name, row.starts_as),
  };
}

function waiting(idp: string | null, name: string | null, startsAs: string | null): WaitingDirectory {
  return { idp, name, startsAs: startsAs as WaitingDirectory['startsAs'] };
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
