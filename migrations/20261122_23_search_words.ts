import type { Knex } from 'knex';

/** The words that people are found by. Upkeep fills them in for accounts that are there already. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Which of a person's words begin so: by the code of their letters, which every version of a locale agrees on.
    create table user_words (
      tenant_id uuid not null,
      word text collate "C" not null,
      user_id uuid not null,
      primary key (tenant_id, word, user_id)
    );
    alter table user_words enable row level security;
    alter table user_words force row level security;
    create policy tenant_isolation on user_words
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);

    -- What of them is in user_words, with spaces between; null: nothing yet.
    alter table users add column words text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table users drop column words');
  await knex.raw('drop table user_words');
}
