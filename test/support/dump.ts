import { Client } from 'pg';
import { superuserUrl } from './test-server.ts';

/** Every row of every table as text, by table: what someone with the whole database in hands can read. */
export async function dumpDatabase(url: string): Promise<Map<string, string[]>> {
  const client = new Client(await superuserUrl(url));
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
         from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
        order by 1`,
    );
    const dump = new Map<string, string[]>();
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
      dump.set(
        name,
        rows.rows.map(({ row }) => row),
      );
    }
    return dump;
  } finally {
    await client.end();
  }
}
