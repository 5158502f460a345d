import type { Knex } from 'knex';

/** What groups were called before, so that whoever reads a mapping by names sees which group an entry lost. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The latest first, a few of them. Written as a group is renamed, so what was renamed before is not known.
    alter table directory_groups add column former_names text[] not null default '{}';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table directory_groups drop column former_names');
}
