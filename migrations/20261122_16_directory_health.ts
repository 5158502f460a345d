import type { Knex } from 'knex';

/**
 * How directories do: what of each is a problem, since when and who was told, and when news came from it, by the hour.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- When a tenant's directories are to be looked at next. A row of its own, so that nobody who looks waits for a lane.
    create table health_watch (
      tenant_id uuid primary key,
      due_at timestamptz not null
    );
    create index health_watch_due on health_watch (due_at);

    create table directory_health (
      tenant_id uuid not null,
      directory_id uuid not null,
      state text not null check (state in ('ok', 'attention', 'failing')),
      -- Of the problems that it has now, the worst first.
      codes text[] not null,
      -- Of the directory, for who looks at every tenant's.
      source text not null,
      idp text,
      name text,
      -- In which state of its life it was, and since when as far as was seen.
      in_state text not null,
      in_state_since timestamptz not null,
      -- Up to this moment its news is in directory_activity, the last hour aside.
      counted_until timestamptz not null,
      looked_at timestamptz not null,
      primary key (tenant_id, directory_id)
    );
    create index directory_health_worst on directory_health (state, tenant_id, directory_id);

    create table directory_problems (
      tenant_id uuid not null,
      id uuid not null,
      directory_id uuid not null,
      code text not null,
      severity text not null check (severity in ('attention', 'failing')),
      since timestamptz not null,
      says text not null,
      next_step text not null,
      -- Since when it is not found any more; null: it is. It is over an hour after that, unless it comes back.
      gone_since timestamptz,
      resolved_at timestamptz,
      -- Which channels were told of it, the last one when, and how bad it was then.
      told text[] not null,
      told_at timestamptz,
      worst text not null check (worst in ('attention', 'failing')),
      primary key (tenant_id, id)
    );
    -- Opened once, however many look at the same time.
    create unique index directory_problems_open on directory_problems (tenant_id, directory_id, code)
      where resolved_at is null;
    create index directory_problems_of on directory_problems (tenant_id, directory_id, since);

    -- News of a directory by the hour. Of requests without news at most one an hour is counted.
    create table directory_activity (
      tenant_id uuid not null,
      directory_id uuid not null,
      hour timestamptz not null,
      kind text not null
        check (kind in ('people', 'groups', 'memberships', 'connection', 'other', 'resync', 'requests')),
      events integer not null,
      -- Of these, how many took effect more than an hour after they came about.
      late integer not null,
      last_at timestamptz not null,
      primary key (tenant_id, directory_id, hour, kind)
    );

    -- What concerns no directory in particular. At most one row for each code.
    create table installation_problems (
      code text primary key,
      severity text not null check (severity in ('attention', 'failing')),
      since timestamptz not null,
      says text not null,
      next_step text not null,
      gone_since timestamptz,
      resolved_at timestamptz,
      told_at timestamptz
    );
  `);
  for (const table of ['health_watch', 'directory_health', 'directory_problems', 'directory_activity']) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy tenant_isolation on ${table}
        using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    `);
  }
  for (const table of ['health_watch', 'directory_health', 'directory_problems']) {
    await knex.raw(`
      create policy every_tenant_select on ${table} for select
        using (current_setting('rollcall.every_tenant', true) = 'on');
    `);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table installation_problems;
    drop table directory_activity;
    drop table directory_problems;
    drop table directory_health;
    drop table health_watch;
  `);
}
