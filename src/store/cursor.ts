import type { Transaction } from './database.ts';

/**
 * The rows of a statement in pages, which the database keeps meanwhile.
 *
 * @param trx stays open for as long as it is read
 * @param name of the cursor, of which one may be open in a transaction at a time
 */
export async function* readByCursor<Row>(
  trx: Transaction,
  name: string,
  sql: string,
  bindings: readonly unknown[],
  pageSize: number,
): AsyncGenerator<Row[]> {
  await trx.raw(`declare ${name} no scroll cursor for ${sql}`, bindings);
  let page: Row[];
  do {
    page = (await trx.raw<{ rows: Row[] }>(`fetch ${pageSize} from ${name}`)).rows;
    if (page.length > 0) yield page;
  } while (page.length === pageSize);
  await trx.raw(`close ${name}`);
}
