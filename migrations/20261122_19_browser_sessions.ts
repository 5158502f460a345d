import type { Knex } from 'knex';

/** Links into the customer's portal, and the sessions of browsers: of the portal, and of the console. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table portal_links (
      tenant_id uuid not null references tenants (id),
      id uuid not null,
      token_hash text not null,
      -- Whom it was made for: the audit log names them by it.
      label text,
      access text not null check (access in ('read', 'write')),
      pages text[] not null,
      return_url text,
      made_by_kind text not null,
      made_by_id text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      revoked_at timestamptz,
      primary key (tenant_id, id),
      unique (tenant_id, token_hash)
    );
    alter table portal_links enable row level security;
    alter table portal_links force row level security;
    create policy tenant_isolation on portal_links
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);

    -- Says whose a session is before it is known who asks, so it is not kept apart by tenant.
    create table browser_sessions (
      id uuid primary key,
      session_hash text not null unique,
      kind text not null check (kind in ('portal', 'console')),
      -- The only tenant that it reaches; null: all of them.
      tenant_id uuid references tenants (id),
      label text not null,
      -- Of the portal: the link that it was exchanged for, and what that opens.
      portal_link_id uuid,
      access text check (access in ('read', 'write')),
      pages text[],
      return_url text,
      -- Of the console: a role, where somebody signed in by OIDC, or else the API token that they signed in with.
      role text check (role in ('operator', 'support', 'viewer')),
      api_token_id uuid references api_tokens (id),
      api_token_hash text,
      -- The sealed ID token, which the identity provider is shown when they sign out.
      id_token text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      last_used_at timestamptz not null,
      ended_at timestamptz,
      check (case kind
               when 'portal' then tenant_id is not null and portal_link_id is not null
                                  and access is not null and pages is not null
               else (role is null) <> (api_token_id is null)
             end)
    );
    create index browser_sessions_tenant on browser_sessions (tenant_id, id);
    create index browser_sessions_link on browser_sessions (portal_link_id) where portal_link_id is not null;
    create index browser_sessions_expires on browser_sessions (expires_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table browser_sessions, portal_links');
}
