import type { Knex } from 'knex';

/**
 * What a policy says and the directories do not bear out any more: looked for each day, and told once.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- When the policy of a tenant was last held against its directories; null: never. While a process is at it, a time
    -- that lets another one take it up an hour later.
    alter table tenants add column policy_checked_at timestamptz;
    create index tenants_to_check on tenants ((coalesce(policy_checked_at, created_at)));

    -- What the channels have been told. It is gone once it has ended, so that it is told again if it comes back.
    create table told_mismatches (
      tenant_id uuid not null references tenants (id),
      code text not null,
      -- The group, filter or rule, as the policy names it.
      subject text not null,
      told_at timestamptz not null,
      primary key (tenant_id, code, subject)
    );

    alter table told_mismatches enable row level security;
    alter table told_mismatches force row level security;
    create policy tenant_isolation on told_mismatches
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table told_mismatches;
    drop index tenants_to_check;
    alter table tenants drop column policy_checked_at;
  `);
}
