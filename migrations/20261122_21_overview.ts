import type { Knex } from 'knex';

/** How many holds wait and how directories are may be asked across tenants, for the console's overview. */
export async function up(knex: Knex): Promise<void> {
  for (const table of ['directories', 'holds']) {
    await knex.raw(`
      create policy every_tenant_select on ${table} for select
        using (current_setting('rollcall.every_tenant', true) = 'on');
    `);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop policy every_tenant_select on holds;
    drop policy every_tenant_select on directories;
  `);
}
