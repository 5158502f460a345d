import type { Knex } from 'knex';

/** By what events are grouped that were set aside: written as they are, and by upkeep where a version before did it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Names the group of failures; null: not worked out, or neither set aside nor dismissed.
    alter table inbox add column failure text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table inbox drop column failure');
}
