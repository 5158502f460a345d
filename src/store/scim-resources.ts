import type { Transaction } from './database.ts';

/** A resource that feeds no account. */
export interface ScimResourceRow {
  directory_id: string;
  type: string;
  id: string;
  resource: Record<string, unknown>;
  created_at: Date;
  modified_at: Date;
}

export async function readScimResources(
  trx: Transaction,
  tenantId: string,
  keys: { directoryId: string; type: string; id: string }[],
): Promise<ScimResourceRow[]> {
  if (keys.length === 0) return [];
  const result = await trx.raw<{ rows: ScimResourceRow[] }>(
    `select r.directory_id, r.type, r.id, r.resource, r.created_at, r.modified_at
       from unnest(?::uuid[], ?::text[], ?::text[]) as w (directory_id, type, id)
       join scim_resources r
         on r.tenant_id = ? and r.directory_id = w.directory_id and r.type = w.type and r.id = w.id`,
    [
      keys.map(({ directoryId }) => directoryId),
      keys.map(({ type }) => type),
      keys.map(({ id }) => id),
      tenantId,
    ],
  );
  return result.rows;
}

/** Whether another resource of the type has this value of a unique attribute. */
export async function isTaken(
  trx: Transaction,
  tenantId: string,
  wanted: { directoryId: string; type: string; id: string },
  { path, value, caseExact }: { path: string[]; value: string; caseExact: boolean },
): Promise<boolean> {
  const fold = caseExact ? '' : 'lower';
  const result = await trx.raw<{ rows: unknown[] }>(
    `select 1 from scim_resources
      where tenant_id = ? and directory_id = ? and type = ? and id <> ?
        and ${fold}(resource #>> ?::text[]) = ${fold}(?::text) limit 1`,
    [tenantId, wanted.directoryId, wanted.type, wanted.id, path, value],
  );
  return result.rows.length > 0;
}

export async function writeScimResource(
  trx: Transaction,
  tenantId: string,
  row: ScimResourceRow,
): Promise<void> {
  await trx.raw(
    `insert into scim_resources (tenant_id, directory_id, type, id, resource, created_at, modified_at)
     values (?, ?, ?, ?, ?::jsonb, ?, ?)
     on conflict (tenant_id, directory_id, type, id) do update
        set resource = excluded.resource, modified_at = excluded.modified_at`,
    [
      tenantId,
      row.directory_id,
      row.type,
      row.id,
      JSON.stringify(row.resource),
      row.created_at,
      row.modified_at,
    ],
  );
}

export async function removeScimResource(
  trx: Transaction,
  tenantId: string,
  key: { directoryId: string; type: string; id: string },
): Promise<void> {
  await trx.raw(
    'delete from scim_resources where tenant_id = ? and directory_id = ? and type = ? and id = ?',
    [tenantId, key.directoryId, key.type, key.id],
  );
}
