import type { Knex } from 'knex';

/** What is due of one tenant is found without looking at what is due of all others. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index timers_due_of_tenant on timers (tenant_id, due_at)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index timers_due_of_tenant');
}
