import type { Knex } from 'knex';

/** Made while events come in, which no transaction can do. */
export const config = { transaction: false };

/** What one resync takes from many is counted again for each batch; and a list is not begun anew for ever. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table resyncs add column if not exists restarts integer not null default 0`);
  // What an attempt left behind that was ended is of no use.
  await knex.raw('drop index concurrently if exists inbox_resync_losses');
  await knex.raw(
    `create index concurrently inbox_resync_losses on inbox (tenant_id, received_at)
      where status = 'waiting' and type in ('resync.user_gone', 'resync.user_seen', 'resync.left', 'resync.group_gone')`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index concurrently if exists inbox_resync_losses');
  await knex.raw('alter table resyncs drop column if exists restarts');
}
