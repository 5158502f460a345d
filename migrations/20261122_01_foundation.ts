import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';

/**
 * The foundation: tenants and their policies, directories and their mirror, the inbox, accounts, and the audit log.
 *
 * tenant_id leads every primary key, unique index and foreign key of a tenant's table, so that the schema distributes
 * by tenant (Citus) without change; the few tables without it route between tenants and hold no personal value.
 * Row-level security is forced: also the owner of the tables sees only the tenant of `rollcall.tenant_id`.
 */
const tenantTables = [
  'policy_versions',
  'directories',
  'inbox',
  'directory_users',
  'directory_user_keys',
  'directory_groups',
  'group_memberships',
  'users',
  'manual_roles',
  'workspaces',
  'workspace_memberships',
  'sessions',
  'api_keys',
  'holds',
  'audit_records',
  'audit_heads',
] as const;

/** What may be done across tenants, and no more: finding work, and putting events into the inbox. */
const acrossTenants = [
  ['tenants', 'select'],
  ['inbox', 'select'],
  ['inbox', 'insert'],
  ['audit_records', 'select'],
] as const;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What is true of the whole installation: one row.
    create table installation (
      "only" boolean primary key default true check ("only"),
      -- Keys the digests that stand in for withheld identifiers, so that they stay stable and give nothing away.
      redaction_key bytea not null
    );

    create table tenants (
      id uuid primary key,
      slug text not null unique,
      name text not null,
      active_policy_version integer,
      -- True for a tenant without a policy of its own: it follows the default policy as that changes.
      follows_default boolean not null default true,
      -- Why the policy file of the last start is not in force: { at, file, diagnostics }; null when it is.
      policy_problem jsonb,
      -- Everyone with a directory user id after this one is still to be reconsidered; null when nobody is.
      reconsider_after uuid,
      created_at timestamptz not null
    );

    create index tenants_to_reconsider on tenants (id) where reconsider_after is not null;

    create table policy_versions (
      tenant_id uuid not null references tenants (id),
      version integer not null,
      yaml text not null,
      -- The document after merging with the default policy of that day, and the catalog of that day.
      effective jsonb not null,
      catalog jsonb not null,
      digest text not null,
      origin text not null check (origin in ('file', 'default', 'api')),
      author text not null,
      created_at timestamptz not null,
      primary key (tenant_id, version)
    );

    create table directories (
      tenant_id uuid not null references tenants (id),
      id uuid not null,
      source text not null check (source in ('workos', 'scim', 'import')),
      profile text,
      idp text,
      name text,
      workos_id text,
      organization_id text,
      state text not null check (state in ('testing', 'active', 'paused', 'disconnected')),
      -- The connection as its source sees it, last writer wins.
      upstream_state text,
      upstream_occurred_at timestamptz,
      upstream_event_id text,
      last_event_at timestamptz,
      last_applied_at timestamptz,
      created_at timestamptz not null,
      primary key (tenant_id, id)
    );

    -- Which tenant owns a directory, by the name that its traffic carries: the WorkOS directory id, or our own id.
    create table directory_routes (
      key text primary key,
      tenant_id uuid not null references tenants (id),
      directory_id uuid not null
    );

    create table inbox (
      tenant_id uuid not null,
      directory_id uuid not null,
      event_id text not null,
      source text not null,
      type text not null,
      occurred_at timestamptz not null,
      received_at timestamptz not null,
      payload jsonb not null,
      status text not null default 'waiting' check (status in ('waiting', 'applied', 'superseded', 'ignored', 'set_aside')),
      attempts integer not null default 0,
      next_attempt_at timestamptz,
      error text,
      finished_at timestamptz,
      primary key (tenant_id, directory_id, event_id)
    );
    create index inbox_waiting on inbox (tenant_id, occurred_at, event_id) where status = 'waiting';
    create index inbox_set_aside on inbox (tenant_id, directory_id) where status = 'set_aside';
    create index inbox_received on inbox (tenant_id, received_at, event_id);

    -- Events of a directory that no tenant has claimed yet. Redacted by the default policy.
    create table unclaimed_events (
      directory_key text not null,
      event_id text not null,
      source text not null,
      type text not null,
      occurred_at timestamptz not null,
      received_at timestamptz not null,
      payload jsonb not null,
      primary key (directory_key, event_id)
    );

    create table directory_users (
      tenant_id uuid not null,
      id uuid not null,
      directory_id uuid not null,
      external_id text,
      source_id text not null,
      -- Null until the person's own record has been seen: a membership may come first, and so may a removal.
      resource jsonb,
      active boolean not null default false,
      gone boolean not null default false,
      occurred_at timestamptz,
      event_id text,
      -- When the source last removed this person: memberships from before count no more, should they return.
      removed_at timestamptz,
      primary key (tenant_id, id)
    );
    create index directory_users_directory on directory_users (tenant_id, directory_id);

    create table directory_user_keys (
      tenant_id uuid not null,
      directory_id uuid not null,
      key text not null,
      directory_user_id uuid not null,
      primary key (tenant_id, directory_id, key)
    );

    create table directory_groups (
      tenant_id uuid not null,
      id uuid not null,
      directory_id uuid not null,
      source_id text not null,
      external_id text,
      name text,
      gone boolean not null default false,
      occurred_at timestamptz,
      event_id text,
      -- As for people: memberships from before a removal count no more.
      removed_at timestamptz,
      primary key (tenant_id, id),
      unique (tenant_id, directory_id, source_id)
    );

    create table group_memberships (
      tenant_id uuid not null,
      directory_user_id uuid not null,
      directory_group_id uuid not null,
      present boolean not null,
      occurred_at timestamptz not null,
      event_id text not null,
      primary key (tenant_id, directory_user_id, directory_group_id)
    );
    create index group_memberships_group on group_memberships (tenant_id, directory_group_id) where present;

    create table users (
      tenant_id uuid not null references tenants (id),
      id uuid not null,
      directory_id uuid,
      directory_user_id uuid,
      external_id text,
      email text,
      -- A column of its own: under row-level security no index on lower(email) is used, because lower() may leak.
      email_key text generated always as (lower(email)) stored,
      display_name text,
      given_name text,
      family_name text,
      status text not null check (status in ('active', 'read_only', 'deactivated', 'purged')),
      role text,
      role_origin text check (role_origin in ('directory', 'default', 'manual')),
      attributes jsonb not null default '{}',
      -- Tokens issued before this moment are void, for products with stateless sessions.
      sessions_valid_after timestamptz,
      provisioned_at timestamptz not null,
      deactivated_at timestamptz,
      purge_at timestamptz,
      updated_at timestamptz not null,
      primary key (tenant_id, id)
    );
    create unique index users_directory_user on users (tenant_id, directory_user_id) where directory_user_id is not null;
    create index users_external_id on users (tenant_id, external_id) where external_id is not null;
    create index users_email on users (tenant_id, email_key) where email_key is not null;
    create index users_active_role on users (tenant_id, role) where status = 'active';

    create table manual_roles (
      tenant_id uuid not null,
      user_id uuid not null,
      role text not null,
      set_by text not null,
      set_at timestamptz not null,
      primary key (tenant_id, user_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );

    create table workspaces (
      tenant_id uuid not null references tenants (id),
      key text not null,
      name text not null,
      created_at timestamptz not null,
      primary key (tenant_id, key)
    );

    create table workspace_memberships (
      tenant_id uuid not null,
      user_id uuid not null,
      workspace_key text not null,
      role text not null,
      added_at timestamptz not null,
      primary key (tenant_id, user_id, workspace_key),
      foreign key (tenant_id, user_id) references users (tenant_id, id),
      foreign key (tenant_id, workspace_key) references workspaces (tenant_id, key)
    );

    create table sessions (
      tenant_id uuid not null,
      id uuid not null,
      user_id uuid not null,
      expires_at timestamptz not null,
      revoked_at timestamptz,
      created_at timestamptz not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    create index sessions_open on sessions (tenant_id, user_id) where revoked_at is null;

    create table api_keys (
      tenant_id uuid not null,
      id uuid not null,
      user_id uuid not null,
      name text not null,
      key_hash text not null,
      last_used_at timestamptz,
      revoked_at timestamptz,
      created_at timestamptz not null,
      primary key (tenant_id, id),
      unique (tenant_id, key_hash),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    create index api_keys_open on api_keys (tenant_id, user_id) where revoked_at is null;

    create table holds (
      tenant_id uuid not null,
      id uuid not null,
      kind text not null check (kind in ('ambiguous_match', 'existing_account', 'ambiguous_role', 'sole_admin')),
      directory_user_id uuid,
      user_id uuid,
      reason text not null,
      -- The changes that wait, each with its kind and reason.
      changes jsonb not null,
      status text not null default 'open' check (status in ('open', 'approved', 'rejected', 'expired')),
      policy_version integer not null,
      opened_at timestamptz not null,
      resolved_at timestamptz,
      resolution text,
      primary key (tenant_id, id)
    );
    -- One open hold per person: what is held is replanned, never piled up.
    create unique index holds_open on holds (tenant_id, directory_user_id) where status = 'open';

    create table audit_records (
      tenant_id uuid not null,
      id uuid not null,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text,
      action text not null,
      user_id uuid,
      directory_id uuid,
      -- Of that directory, as it was then.
      source text,
      idp text,
      before jsonb,
      after jsonb,
      reason text not null,
      event_ids text[] not null default '{}',
      policy_version integer,
      -- Salts the digest of what is personal, so that a purge can remove the content and the chain still verifies.
      salt text not null,
      content_digest text not null,
      digest text not null,
      seq bigint,
      previous_hash text,
      hash text,
      primary key (tenant_id, id)
    );
    -- The head of each tenant's sealed chain, so that a cut-off tail shows. A row of its own, so that sealing never
    -- waits for a writer's lock on the tenant, nor a writer for the sealing.
    create table audit_heads (
      tenant_id uuid primary key references tenants (id),
      seq bigint not null default 0,
      hash text
    );
    create index audit_records_unsealed on audit_records (tenant_id, at, id) where seq is null;
    create unique index audit_records_seq on audit_records (tenant_id, seq) where seq is not null;
    create index audit_records_at on audit_records (tenant_id, at, id);
    create index audit_records_user on audit_records (tenant_id, user_id, at, id);

    create table api_tokens (
      id uuid primary key,
      name text not null,
      token_hash text not null unique,
      scopes text[] not null,
      tenant_id uuid references tenants (id),
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );

    create table idempotency_keys (
      token_id uuid not null,
      key text not null,
      request_digest text not null,
      status integer,
      body jsonb,
      created_at timestamptz not null,
      primary key (token_id, key)
    );
    create index idempotency_keys_created on idempotency_keys (created_at);
  `);

  await knex.raw('insert into installation (redaction_key) values (?)', [randomBytes(32)]);
  await knex.raw(`
    alter table tenants enable row level security;
    alter table tenants force row level security;
    create policy tenant_isolation on tenants
      using (id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
  `);
  for (const table of tenantTables) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy tenant_isolation on ${table}
        using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    `);
  }
  for (const [table, command] of acrossTenants) {
    await knex.raw(
      `create policy every_tenant_${command} on ${table} for ${command}
         ${command === 'insert' ? 'with check' : 'using'} (current_setting('rollcall.every_tenant', true) = 'on')`,
    );
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop table installation, idempotency_keys, api_tokens, unclaimed_events, directory_routes cascade',
  );
  for (const table of [...tenantTables].reverse()) await knex.raw(`drop table ${table} cascade`);
  await knex.raw('drop table tenants cascade');
}
