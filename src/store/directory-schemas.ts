import type { DirectorySchema, ScimAttribute } from '../generated/api.ts';
import type { Database, Queries, Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';

/** An extension schema of a directory: what it extends, and itself in the form of RFC 7643 §7. */
export interface StoredSchema {
  resourceType: string;
  schema: { id: string; name: string; description: string; attributes: ScimAttribute[] };
}

interface SchemaRow {
  resource_type: string;
  definition: StoredSchema['schema'];
  created_at: Date;
}

/** The extension schemas of a directory, by URN. */
export async function readDirectorySchemas(
  database: Pick<Database, 'readInTenant'>,
  tenantId: string,
  directoryId: string,
): Promise<StoredSchema[]> {
  const rows = await database.readInTenant<Omit<SchemaRow, 'created_at'>>(
    tenantId,
    `select resource_type, definition from directory_schemas
      where tenant_id = scope.tenant_id and directory_id = ? order by urn_key`,
    [directoryId],
  );
  return rows.map((row) => ({ resourceType: row.resource_type, schema: row.definition }));
}

export const directorySchemasKeyset = ['text'] as const satisfies KeysetPart[];

/** The same, page by page, as the API shows them. */
export async function listDirectorySchemas(
  queries: Queries,
  tenantId: string,
  directoryId: string,
  { limit, after }: PageRequest,
): Promise<Page<DirectorySchema>> {
  const result = await queries.raw<{ rows: (SchemaRow & { urn_key: string })[] }>(
    `select urn_key, resource_type, definition, created_at from directory_schemas
      where tenant_id = ? and directory_id = ? and urn_key > ? order by urn_key limit ?`,
    [tenantId, directoryId, after?.[0] ?? '', limit + 1],
  );
  return pageOf(result.rows, limit, toDirectorySchema, (row) => [row.urn_key]);
}

function toDirectorySchema({ resource_type, definition, created_at }: SchemaRow): DirectorySchema {
  const { id, name, description, attributes } = definition;
  return { id, resource_type, name, description, attributes, created_at: created_at.toISOString() };
}

/** One extension schema; null where there is none with this URN. */
export async function readDirectorySchema(
  queries: Queries,
  tenantId: string,
  directoryId: string,
  urn: string,
): Promise<DirectorySchema | null> {
  const result = await queries.raw<{ rows: SchemaRow[] }>(
    `select resource_type, definition, created_at from directory_schemas
      where tenant_id = ? and directory_id = ? and urn_key = ?`,
    [tenantId, directoryId, urn.toLowerCase()],
  );
  const row = result.rows[0];
  return row === undefined ? null : toDirectorySchema(row);
}

/** The URN of another schema of the directory that begins with this one and a colon, or the other way round; or null. */
export async function findNestedSchema(
  queries: Queries,
  tenantId: string,
  directoryId: string,
  urn: string,
): Promise<string | null> {
  const key = urn.toLowerCase();
  const result = await queries.raw<{ rows: { urn: string }[] }>(
    `select definition ->> 'id' as urn from directory_schemas
      where tenant_id = ? and directory_id = ? and urn_key <> ?
        and (starts_with(urn_key, ? || ':') or starts_with(?, urn_key || ':'))
      order by urn_key limit 1`,
    [tenantId, directoryId, key, key, key],
  );
  return result.rows[0]?.urn ?? null;
}

export async function countDirectorySchemas(
  queries: Queries,
  tenantId: string,
  directoryId: string,
): Promise<number> {
  const result = await queries.raw<{ rows: [{ count: number }] }>(
    'select count(*) from directory_schemas where tenant_id = ? and directory_id = ?',
    [tenantId, directoryId],
  );
  return result.rows[0].count;
}

/** Puts an extension schema in the place of the one with its URN, if there is one. */
export async function writeDirectorySchema(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { resourceType, schema }: StoredSchema,
  now: Date,
): Promise<'added' | 'changed' | 'unchanged'> {
  const result = await trx.raw<{ rows: { is_new: boolean }[] }>(
    `insert into directory_schemas as s (tenant_id, directory_id, urn_key, resource_type, definition, created_at)
     values (?, ?, ?, ?, ?::jsonb, ?)
     on conflict (tenant_id, directory_id, urn_key) do update
        set resource_type = excluded.resource_type, definition = excluded.definition
      where (s.resource_type, s.definition) is distinct from (excluded.resource_type, excluded.definition)
     returning (xmax = 0) as is_new`,
    [tenantId, directoryId, schema.id.toLowerCase(), resourceType, JSON.stringify(schema), now],
  );
  const row = result.rows[0];
  if (row === undefined) return 'unchanged';
  return row.is_new ? 'added' : 'changed';
}

/** Takes an extension schema away. False where there is none with this URN. */
export async function removeDirectorySchema(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  urn: string,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    'delete from directory_schemas where tenant_id = ? and directory_id = ? and urn_key = ?',
    [tenantId, directoryId, urn.toLowerCase()],
  );
  return result.rowCount > 0;
}

/** Says that the schemas of a directory changed, so that nobody goes on with those that were read before. */
export async function bumpSchemasVersion(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
): Promise<void> {
  await trx.raw(
    'update directories set schemas_version = schemas_version + 1 where tenant_id = ? and id = ?',
    [tenantId, directoryId],
  );
}
