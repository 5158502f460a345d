import type { Knex } from 'knex';

/**
 * Resyncs: directories of WorkOS that are read anew from its lists, what was read so far, and when it is time for the
 * next one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table resyncs (
      tenant_id uuid not null references tenants (id),
      id uuid not null,
      directory_id uuid not null,
      reason text not null
        check (reason in ('events_expired', 'policy_unusable', 'connected', 'nightly', 'by_hand')),
      actor jsonb not null,
      -- The request in directory_routes that it answers is cleared where its time is still this one.
      requested_at timestamptz not null,
      -- When reading began; the time as of which what was read counts; when everything was read; when it was compared.
      started_at timestamptz,
      as_of timestamptz,
      read_at timestamptz,
      compared_at timestamptz,
      finished_at timestamptz,
      phase text not null
        check (phase in ('users', 'groups', 'members', 'compare', 'applying', 'done', 'failed', 'cancelled')),
      -- Behind which record of the list it goes on; of members, of which group.
      cursor text,
      group_key text,
      people integer not null default 0,
      groups integer not null default 0,
      groups_done integer not null default 0,
      memberships integer not null default 0,
      -- Attempts that failed since the last page.
      failures integer not null default 0,
      next_attempt_at timestamptz not null,
      -- Whoever works on it just now, and until when nobody else does.
      lease uuid,
      leased_until timestamptz,
      -- What was different: { differences: { kind: number }, set_aside, says: [sentence] }.
      result jsonb,
      -- Why it failed, or what it waits for, as a sentence.
      fault text,
      primary key (tenant_id, id)
    );
    create unique index resyncs_unfinished on resyncs (tenant_id, directory_id) where finished_at is null;
    create index resyncs_directory on resyncs (tenant_id, directory_id, id);
    create index resyncs_due on resyncs (next_attempt_at) where finished_at is null;

    -- What was read so far, redacted, and the news that came of it; emptied when the resync ends.
    create table resync_records (
      tenant_id uuid not null,
      resync_id uuid not null,
      kind text not null check (kind in ('user', 'group', 'member', 'news')),
      -- Of a member: the source's id of the group; else empty.
      group_key text not null,
      -- The source's id of the person or the group; of news, the id of the event.
      key text not null,
      external_id text,
      name text,
      -- Of a person: null where the record could not be read. Of a group: whether its members were read.
      active boolean,
      resource jsonb,
      -- When the source last changed the record.
      recorded_at timestamptz,
      primary key (tenant_id, resync_id, kind, group_key, key)
    );

    -- When the directory is to be read anew by night; null: not known yet.
    alter table directory_routes add column next_resync_at timestamptz;
    create index directory_routes_next_resync on directory_routes (next_resync_at);
  `);
  for (const table of ['resyncs', 'resync_records']) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy tenant_isolation on ${table}
        using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    `);
  }
  await knex.raw(`create policy every_tenant_select on resyncs for select
                    using (current_setting('rollcall.every_tenant', true) = 'on')`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index directory_routes_next_resync;
    alter table directory_routes drop column next_resync_at;
    drop table resync_records;
    drop table resyncs;
  `);
}
