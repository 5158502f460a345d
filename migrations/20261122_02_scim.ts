import type { Knex } from 'knex';

/**
 * SCIM, served directly: bearer tokens and extension schemas of a directory, what its identity provider's dialect needed,
 * and what finding people and groups by the names that identity providers use takes.
 *
 * Keys in lower case are columns of their own, because under row-level security no index on an expression is used.
 */
const tenantTables = [
  'directory_user_emails',
  'directory_schemas',
  'directory_dialect',
  'scim_resources',
] as const;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table directories
      -- The latest instant that Rollcall gave to news of this directory, where the time of news is ours to give.
      add column clock timestamptz,
      -- Grows with each change of the directory's schemas, so that compiled ones can be kept.
      add column schemas_version integer not null default 0;

    alter table directory_users
      add column created_at timestamptz,
      add column user_name_key text generated always as (lower(resource ->> 'userName')) stored;
    create index directory_users_external_id on directory_users (tenant_id, directory_id, external_id)
      where external_id is not null;
    create index directory_users_user_name on directory_users (tenant_id, directory_id, user_name_key)
      where user_name_key is not null;
    -- Also for going through a directory. The last one: without statistics PostgreSQL takes the first of several that
    -- look alike, and this one would do for every look-up in a directory, by reading all of it.
    drop index directory_users_directory;
    create index directory_users_source_id on directory_users (tenant_id, directory_id, source_id);

    -- The e-mail addresses of the people of SCIM directories, for finding people by any of theirs.
    create table directory_user_emails (
      tenant_id uuid not null,
      directory_id uuid not null,
      email_key text not null,
      directory_user_id uuid not null,
      primary key (tenant_id, directory_id, email_key, directory_user_id)
    );
    create index directory_user_emails_person on directory_user_emails (tenant_id, directory_user_id);

    alter table directory_groups
      add column created_at timestamptz,
      -- What else a SCIM group carries, by canonical names; null for other sources.
      add column resource jsonb,
      add column name_key text generated always as (lower(name)) stored;
    create index directory_groups_name on directory_groups (tenant_id, directory_id, name_key);
    create index directory_groups_external_id on directory_groups (tenant_id, directory_id, external_id)
      where external_id is not null;

    -- Which directory a SCIM token opens; looked up before the tenant is known.
    create table directory_tokens (
      id uuid primary key,
      tenant_id uuid not null,
      directory_id uuid not null,
      token_hash text not null unique,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index directory_tokens_directory on directory_tokens (tenant_id, directory_id);

    -- Extension schemas of one directory, in the form of RFC 7643 section 7.
    create table directory_schemas (
      tenant_id uuid not null,
      directory_id uuid not null,
      -- In lower case: URNs compare without case.
      urn_key text not null,
      -- The type of resource that it extends, such as User.
      resource_type text not null,
      definition jsonb not null,
      created_at timestamptz not null,
      primary key (tenant_id, directory_id, urn_key)
    );

    -- What was rewritten of an identity provider's dialect, and what speaks for another profile, with counts.
    create table directory_dialect (
      tenant_id uuid not null,
      directory_id uuid not null,
      kind text not null check (kind in ('rewrite', 'sign')),
      name text not null,
      count bigint not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (tenant_id, directory_id, kind, name)
    );

    -- Resources that feed no account.
    create table scim_resources (
      tenant_id uuid not null,
      directory_id uuid not null,
      type text not null,
      id text not null,
      resource jsonb not null,
      created_at timestamptz not null,
      modified_at timestamptz not null,
      primary key (tenant_id, directory_id, type, id)
    );
  `);
  for (const table of tenantTables) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy tenant_isolation on ${table}
        using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    `);
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const table of [...tenantTables].reverse()) await knex.raw(`drop table ${table}`);
  await knex.raw(`
    drop table directory_tokens;
    alter table directory_groups drop column name_key, drop column resource, drop column created_at;
    drop index directory_groups_external_id;
    create index directory_users_directory on directory_users (tenant_id, directory_id);
    drop index directory_users_source_id;
    drop index directory_users_external_id;
    alter table directory_users drop column user_name_key, drop column created_at;
    alter table directories drop column schemas_version, drop column clock;
  `);
}
