import { readdir } from 'node:fs/promises';
import type { Knex } from 'knex';

const ownMigrations = new URL('../../migrations/', import.meta.url);

/** Knex's view of migrations/*.ts: native modules, in the order of their names. Other folders are for tests. */
export function migrationSource(folder: URL = ownMigrations): Knex.MigrationSource<string> {
  return {
    getMigrations: () => migrationNames(folder),
    getMigrationName: (name) => name,
    getMigration: async (name) => (await import(new URL(name, folder).href)) as Knex.Migration,
  };
}

/** The file names, oldest first; they are what the table knex_migrations records. */
export async function migrationNames(folder: URL = ownMigrations): Promise<string[]> {
  const entries = await readdir(folder);
  return entries.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort();
}
