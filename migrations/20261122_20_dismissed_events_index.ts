import type { Knex } from 'knex';

/** Made while events come in, which no transaction can do. */
export const config = { transaction: false };

export async function up(knex: Knex): Promise<void> {
  // What an attempt left behind that was ended is of no use.
  await knex.raw('drop index concurrently if exists inbox_dismissed');
  await knex.raw(
    `create index concurrently inbox_dismissed on inbox (tenant_id, directory_id) where status = 'dismissed'`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index concurrently if exists inbox_dismissed');
}
