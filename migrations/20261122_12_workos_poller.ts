import type { Knex } from 'knex';

/**
 * How far the events of WorkOS have been read over its Events API, and which directories are to be read anew because
 * events of theirs may have been missed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table workos_polling (
      -- Of WorkOS: the digest of its address and the API key. The key itself is nowhere.
      environment text primary key,
      -- The id of the last event in the inbox; null: none yet, and reading begins at range_start.
      cursor text,
      range_start timestamptz not null,
      -- When a page was last read; when the last page was, after which nothing was left; the time of the last event.
      last_success_at timestamptz,
      caught_up_at timestamptz,
      last_event_at timestamptz,
      -- Attempts that failed since the last page.
      failures integer not null default 0,
      next_poll_at timestamptz not null,
      -- Whoever reads just now, and until when nobody else does.
      lease uuid,
      leased_until timestamptz
    );

    alter table directory_routes
      -- When a resync of the directory was asked for last, and why; null: none is. Whoever has done it clears both, if the
      -- time is still the one it began with.
      add column resync_requested_at timestamptz,
      add column resync_reason text;
    create index directory_routes_to_resync on directory_routes (resync_requested_at)
      where resync_requested_at is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index directory_routes_to_resync;
    alter table directory_routes drop column resync_reason, drop column resync_requested_at;
    drop table workos_polling;
  `);
}
