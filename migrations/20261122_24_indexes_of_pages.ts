import type { Knex } from 'knex';

/** Made while events come in, which no transaction can do. */
export const config = { transaction: false };

/** For what pages ask again every few seconds. */
const indexes = {
  inbox_failure: `inbox (tenant_id, status, failure, finished_at) include (directory_id, type)
    where status in ('set_aside', 'dismissed') and failure is not null`,
  inbox_unnamed_failure: `inbox (tenant_id, status) where status in ('set_aside', 'dismissed') and failure is null`,
  audit_records_action: 'audit_records (tenant_id, action, at, id)',
  // Beside users_active_role. Written so that counting alone finds it: whoever looks for people by their ids would
  // be given it while PostgreSQL believes that there are few.
  users_inactive: `users (tenant_id, status) where coalesce(status, '') <> 'active'`,
  portal_links_unused: 'portal_links (tenant_id, id) where used_at is null and revoked_at is null',
  browser_sessions_unended: 'browser_sessions (expires_at, id) where ended_at is null',
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, columns] of Object.entries(indexes)) {
    // What an attempt left behind that was ended is of no use.
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${columns}`);
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
}
