import type { Knex } from 'knex';

/**
 * Setting a directory up: which WorkOS organizations are waited for, what WorkOS's list of directories says, what an
 * identity provider has done so far, and when the first sync was complete.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table directories
      -- When something was first heard of it: claimed (WorkOS), asked (SCIM), brought (files).
      add column connected_at timestamptz,
      add column first_synced_at timestamptz,
      -- The last request of SCIM to this directory that was not let in, and why.
      add column refused_at timestamptz,
      add column refused_because text;

    -- Which directory is the next one of a WorkOS organization. One for each organization, so that there is no doubt.
    create table awaited_directories (
      organization_id text primary key,
      tenant_id uuid not null references tenants (id),
      directory_id uuid not null unique,
      since timestamptz not null,
      -- Directories that WorkOS lists for the organization and that nobody has claimed, where they are several.
      candidates text[] not null default '{}'
    );

    -- To find out whose directory somebody asks for with a token that is none.
    create index directory_tokens_of on directory_tokens (directory_id);

    alter table directory_routes
      -- By which environment of WorkOS it was listed, and how many complete lists of that one have lacked it since.
      add column listed_in text,
      add column listings_missed integer not null default 0;

    -- Who lists the directories of an environment of WorkOS just now, and when that is due.
    create table workos_listings (
      -- As in workos_polling.
      environment text primary key,
      listed_at timestamptz,
      failures integer not null default 0,
      next_list_at timestamptz not null,
      lease uuid,
      leased_until timestamptz
    );

    -- Directories whose first sync is not complete, and when that is looked at next.
    create table first_syncs (
      tenant_id uuid not null,
      directory_id uuid not null,
      look_at timestamptz not null,
      primary key (tenant_id, directory_id)
    );
    create index first_syncs_due on first_syncs (look_at);
    alter table first_syncs enable row level security;
    alter table first_syncs force row level security;
    create policy tenant_isolation on first_syncs
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    create policy every_tenant_select on first_syncs for select
      using (current_setting('rollcall.every_tenant', true) = 'on');

    -- What an identity provider has asked for, beside what of its dialect was rewritten.
    alter table directory_dialect
      drop constraint directory_dialect_kind_check,
      add constraint directory_dialect_kind_check check (kind in ('rewrite', 'sign', 'step'));

    -- The owner of the table sees every tenant's rows for this moment.
    alter table directories no force row level security;
    alter table first_syncs no force row level security;
    -- What was heard of long ago is not told as new.
    update directories set connected_at = created_at, first_synced_at = last_applied_at
     where state not in ('setting_up', 'disconnected') and last_applied_at is not null;
    insert into first_syncs (tenant_id, directory_id, look_at)
    select tenant_id, id, created_at from directories
     where first_synced_at is null and state <> 'disconnected';
    alter table first_syncs force row level security;
    alter table directories force row level security;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table directory_dialect no force row level security;
    delete from directory_dialect where kind = 'step';
    alter table directory_dialect force row level security;
    alter table directory_dialect
      drop constraint directory_dialect_kind_check,
      add constraint directory_dialect_kind_check check (kind in ('rewrite', 'sign'));
    drop table first_syncs;
    drop table workos_listings;
    drop index directory_tokens_of;
    alter table directory_routes drop column listings_missed, drop column listed_in;
    drop table awaited_directories;
    alter table directories
      drop column refused_because, drop column refused_at, drop column first_synced_at, drop column connected_at;
  `);
}
