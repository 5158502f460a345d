import type { Knex } from 'knex';

/** Events that were set aside, and of which somebody has said that nothing is to be done about them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table inbox
      add column dismissed_at timestamptz,
      -- Who did: the kind and the id of an actor, as in the audit log.
      add column dismissed_by jsonb,
      add column dismissed_because text,
      drop constraint inbox_status_check,
      -- Not validated, because whatever is there satisfied a narrower one: so no row is read while the table is locked.
      add constraint inbox_status_check
        check (status in ('waiting', 'applied', 'superseded', 'ignored', 'set_aside', 'dismissed')) not valid;
  `);
}

/** Whoever comes back to this version finds dismissed events set aside again. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The owner of the table sees every tenant's rows for this moment.
    alter table inbox no force row level security;
    update inbox set status = 'set_aside' where status = 'dismissed';
    alter table inbox force row level security;
    alter table inbox
      drop constraint inbox_status_check,
      drop column dismissed_because,
      drop column dismissed_by,
      drop column dismissed_at,
      add constraint inbox_status_check
        check (status in ('waiting', 'applied', 'superseded', 'ignored', 'set_aside'));
  `);
}
