import type { Knex } from 'knex';

/**
 * Shadow: the proposed policy of a tenant, and whom it would decide otherwise.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tenants
      -- A version that is decided by as well, and not applied; null: none.
      add column proposed_policy_version integer,
      add column policy_proposed_by jsonb,
      add column policy_proposed_at timestamptz,
      -- Everyone with a directory user id after this one is still to be compared; null when nobody is.
      add column shadow_after uuid;
    create index tenants_to_compare on tenants (id) where shadow_after is not null;

    -- Whom the proposal would decide otherwise. No personal value is in here: roles, names of attributes, places.
    create table shadow_differences (
      tenant_id uuid not null,
      directory_user_id uuid not null,
      -- What it comes to, the role that the person would have, and the place in a policy that makes the difference.
      effect text not null,
      role text,
      cause_in text check (cause_in in ('now', 'proposed')),
      cause_at text,
      differs jsonb not null,
      -- JSON pointers of what decided, in the policy in force and in the proposed one.
      places text[] not null,
      proposed_places text[] not null,
      policy_version integer not null,
      proposed_version integer not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      last_event_id text,
      -- Decisions about this person that differed since the proposal began.
      times integer not null,
      -- Since when they do not differ any more; null: they do.
      ended_at timestamptz,
      primary key (tenant_id, directory_user_id)
    );
    create index shadow_differences_now on shadow_differences (tenant_id, directory_user_id) where ended_at is null;

    alter table shadow_differences enable row level security;
    alter table shadow_differences force row level security;
    create policy tenant_isolation on shadow_differences
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table shadow_differences;
    drop index tenants_to_compare;
    alter table tenants drop column shadow_after, drop column policy_proposed_at, drop column policy_proposed_by,
      drop column proposed_policy_version;
  `);
}
