import type { Transaction } from './database.ts';

/** The directories of a tenant that files are imported into, and that are not disconnected. */
export async function readImportDirectories(trx: Transaction, tenantId: string): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from directories
      where tenant_id = ? and source = 'import' and state <> 'disconnected' order by id`,
    [tenantId],
  );
  return result.rows.map(({ id }) => id);
}
