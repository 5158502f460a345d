import type { Queries, Transaction } from './database.ts';

/** Who owns a directory. */
export interface DirectoryRoute {
  tenant_id: string;
  directory_id: string;
}

export async function findRoute(trx: Transaction, key: string): Promise<DirectoryRoute | null> {
  const result = await trx.raw<{ rows: DirectoryRoute[] }>(
    'select tenant_id, directory_id from directory_routes where key = ?',
    [key],
  );
  return result.rows[0] ?? null;
}

/** Claims a key for a directory; false if another directory has it. Claiming it again is fine. */
export async function claimRoute(trx: Transaction, key: string, route: DirectoryRoute): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `insert into directory_routes as r (key, tenant_id, directory_id) values (?, ?, ?)
     on conflict (key) do update set key = excluded.key
      where r.tenant_id = excluded.tenant_id and r.directory_id = excluded.directory_id`,
    [key, route.tenant_id, route.directory_id],
  );
  return result.rowCount > 0;
}

/** A tenant that has claimed a directory of WorkOS, always the same as long as it has; null where none has. */
export async function findTenantOfRoutes(queries: Queries): Promise<string | null> {
  const result = await queries.raw<{ rows: { tenant_id: string }[] }>(
    'select tenant_id from directory_routes order by tenant_id limit 1',
  );
  return result.rows[0]?.tenant_id ?? null;
}
