import type { Knex } from 'knex';

/** Made while events come in, which no transaction can do. */
export const config = { transaction: false };

export async function up(knex: Knex): Promise<void> {
  // What an attempt left behind that was ended is of no use.
  await knex.raw('drop index concurrently if exists users_words_due');
  // Whom a process of the version before has purged still has words.
  await knex.raw(
    `create index concurrently users_words_due on users (tenant_id, id)
      where words is null or (status = 'purged' and words <> '')`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index concurrently if exists users_words_due');
}
