import type { Knex } from 'knex';

/**
 * The trace that an event arrived in, and that a message came about in (W3C traceparent), so that traces go on across
 * the inbox and the outbox. Null wherever nothing is traced.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table inbox add column trace_parent text');
  await knex.raw('alter table outbox_messages add column trace_parent text');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table outbox_messages drop column trace_parent');
  await knex.raw('alter table inbox drop column trace_parent');
}
