import type { Knex } from 'knex';

/** Imports of files: as of when a whole directory was last taken from one, so that no older file is news any more. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table directories add column snapshot_as_of timestamptz');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table directories drop column snapshot_as_of');
}
