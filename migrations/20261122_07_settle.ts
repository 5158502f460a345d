import type { Knex } from 'knex';

/** Settle: which groups somebody left lately, beside the demotion that waits for the add that usually follows. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table timers add column left_groups jsonb');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table timers drop column left_groups');
}
