import type { Knex } from 'knex';

/**
 * The life of a directory: `setting_up` until something comes from it, and what becomes of its people once it is
 * disconnected. Directories that are there stay in the state in which they are.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table directories
      drop constraint directories_state_check,
      add constraint directories_state_check
        check (state in ('setting_up', 'testing', 'active', 'paused', 'disconnected')),
      -- In which state it goes on when something comes from it; null: as the policy of that day says.
      add column starts_as text check (starts_as in ('testing', 'active')),
      -- Whether its people count as gone since it was disconnected.
      add column people_left boolean not null default false;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The owner of the table sees every tenant's rows for this moment.
    alter table directories no force row level security;
    update directories set state = coalesce(starts_as, 'active') where state = 'setting_up';
    alter table directories force row level security;
    alter table directories
      drop column people_left,
      drop column starts_as,
      drop constraint directories_state_check,
      add constraint directories_state_check check (state in ('testing', 'active', 'paused', 'disconnected'));
  `);
}
