import type { Knex } from 'knex';

/** Made while events come in, which no transaction can do. */
export const config = { transaction: false };

/** The words that people are found by. Upkeep fills them in for accounts that are there already. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Which of a person's words begin so: by the code of their letters, which every version of a locale agrees on.
    create table if not exists user_words (
      tenant_id uuid not null,
      word text collate "C" not null,
      user_id uuid not null,
      primary key (tenant_id, word, user_id)
    );
    alter table user_words enable row level security;
    alter table user_words force row level security;
    drop policy if exists tenant_isolation on user_words;
    create policy tenant_isolation on user_words
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);

    -- What of them is in user_words, with spaces between; null: nothing yet.
    alter table users add column if not exists words text;
  `);
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
  await knex.raw('alter table users drop column if exists words');
  await knex.raw('drop table if exists user_words');
}
