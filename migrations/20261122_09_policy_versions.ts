import type { Knex } from 'knex';

/**
 * Versions of policies: which was in force when, and by whom; and whether version control knows what is in force, so
 * that neither a push nor a restart undoes what was done elsewhere.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Each time that a version of a tenant's policy was put in force. The one with the highest number is.
    create table policy_activations (
      tenant_id uuid not null,
      number integer not null,
      version integer not null,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text,
      primary key (tenant_id, number),
      foreign key (tenant_id, version) references policy_versions (tenant_id, version)
    );
    create index policy_activations_version on policy_activations (tenant_id, version, number);

    alter table tenants
      -- Whether what is in force is in version control too: false since it was made elsewhere or brought back by hand.
      add column policy_seen_by_git boolean not null default false,
      -- Of the text of the tenant's policy file, as the last start found it; null: there was none.
      add column policy_file_digest text;

    -- The owner of the tables sees every tenant's rows for this moment.
    alter table tenants no force row level security;
    alter table policy_versions no force row level security;
    alter table audit_records no force row level security;
    -- Until now a version was put in force exactly when it was made.
    insert into policy_activations (tenant_id, number, version, at, actor_kind, actor_id)
    select v.tenant_id, v.version, v.version, v.created_at, coalesce(r.actor_kind, 'system'), r.actor_id
      from policy_versions v
      left join audit_records r
        on r.tenant_id = v.tenant_id and r.policy_version = v.version and r.action = 'policy.activated';
    update tenants t set policy_seen_by_git = true
      from policy_versions v
     where v.tenant_id = t.id and v.version = t.active_policy_version and v.origin in ('file', 'default');
    alter table tenants force row level security;
    alter table policy_versions force row level security;
    alter table audit_records force row level security;

    alter table policy_activations enable row level security;
    alter table policy_activations force row level security;
    create policy tenant_isolation on policy_activations
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table policy_activations;
    alter table tenants drop column policy_seen_by_git, drop column policy_file_digest;
  `);
}
