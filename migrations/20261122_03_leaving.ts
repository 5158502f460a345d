import type { Knex } from 'knex';

/**
 * Leaving: what waits for its time, holds about many people at once, and what the guards count.
 */
const tables = ['timers', 'held_people', 'guarded_changes'] as const;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What time alone brings about. since: when it began, so that a changed policy can time it anew.
    create table timers (
      tenant_id uuid not null,
      -- An account, or a hold.
      subject_id uuid not null,
      kind text not null check (kind in ('read_only_ends', 'purge', 'demotion', 'hold_unanswered')),
      since timestamptz not null,
      due_at timestamptz not null,
      -- Of a demotion: the groups that somebody left lately, which count until they have settled.
      left_groups jsonb,
      primary key (tenant_id, subject_id, kind)
    );
    -- To find work across tenants, the oldest first; and then what is due of one of them.
    create index timers_due on timers (due_at);
    create index timers_due_of_tenant on timers (tenant_id, due_at);

    -- One hold is about everyone who waits for the same reason; each person waits in one open hold at most.
    create table held_people (
      tenant_id uuid not null,
      hold_id uuid not null,
      directory_user_id uuid not null,
      user_id uuid,
      changes jsonb not null,
      -- rejected: the person stays as they are until the directory says something new about them; then it lapses.
      status text not null default 'open' check (status in ('open', 'approved', 'rejected', 'expired', 'lapsed')),
      opened_at timestamptz not null,
      primary key (tenant_id, hold_id, directory_user_id),
      foreign key (tenant_id, hold_id) references holds (tenant_id, id)
    );
    create unique index held_people_open on held_people (tenant_id, directory_user_id) where status = 'open';
    create index held_people_rejected on held_people (tenant_id, directory_user_id) where status = 'rejected';

    -- The owner of the tables sees every tenant's rows for this moment.
    alter table holds no force row level security;
    insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
    select tenant_id, id, directory_user_id, user_id, changes, status, opened_at
      from holds where directory_user_id is not null;

    drop index holds_open;
    alter table holds
      drop constraint holds_kind_check,
      add constraint holds_kind_check check (kind in ('ambiguous_match', 'existing_account', 'ambiguous_role',
                                                     'sole_admin', 'deactivations', 'admin_grants', 'emptied_group')),
      -- What brought it about: whoever waits for the same shares the hold.
      add column cause text,
      -- Grows whenever what is held becomes more or other, so that nobody approves what they have not seen.
      add column revision integer not null default 1,
      -- The latest revision that somebody has been shown; null: none.
      add column shown_revision integer,
      add column resolved_by jsonb;
    update holds set cause = coalesce(directory_user_id, id)::text;
    alter table holds force row level security, alter column cause set not null,
      drop column directory_user_id, drop column user_id, drop column changes;
    create unique index holds_open on holds (tenant_id, kind, cause) where status = 'open';

    -- What the guards have let pass, for their sliding windows.
    create table guarded_changes (
      tenant_id uuid not null,
      guard text not null check (guard in ('deactivations', 'admin_grants')),
      at timestamptz not null,
      user_id uuid not null,
      primary key (tenant_id, guard, at, user_id)
    );

    -- Whose account it is, as somebody has answered a hold: the id of a user, or 'new' for an account of their own.
    alter table directory_users add column answered_account text;

    -- Who left a group lately, to see whether it was emptied.
    create index group_memberships_left on group_memberships (tenant_id, directory_group_id) where not present;

    -- A role given because nobody else would administer stays whatever manual_roles says.
    alter table manual_roles add column promoted boolean not null default false;
  `);
  for (const table of tables) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy tenant_isolation on ${table}
        using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    `);
  }
  await knex.raw(`create policy every_tenant_select on timers for select
                    using (current_setting('rollcall.every_tenant', true) = 'on')`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table holds no force row level security;
    alter table held_people no force row level security;
    delete from held_people where hold_id in (
      select id from holds where kind in ('deactivations', 'admin_grants', 'emptied_group'));
    delete from holds where kind in ('deactivations', 'admin_grants', 'emptied_group');
    drop index holds_open;
    alter table holds add column directory_user_id uuid, add column user_id uuid,
      add column changes jsonb not null default '[]';
    update holds h set directory_user_id = p.directory_user_id, user_id = p.user_id, changes = p.changes
      from held_people p where p.tenant_id = h.tenant_id and p.hold_id = h.id;
    alter table holds force row level security,
      alter column changes drop default,
      drop column cause, drop column revision, drop column shown_revision, drop column resolved_by,
      drop constraint holds_kind_check,
      add constraint holds_kind_check check (kind in ('ambiguous_match', 'existing_account', 'ambiguous_role', 'sole_admin'));
    create unique index holds_open on holds (tenant_id, directory_user_id) where status = 'open';
    alter table manual_roles drop column promoted;
    drop index group_memberships_left;
    alter table directory_users drop column answered_account;
  `);
  for (const table of [...tables].reverse()) await knex.raw(`drop table ${table}`);
}
