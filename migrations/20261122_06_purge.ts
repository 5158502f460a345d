import type { Knex } from 'knex';

/**
 * Purge: what finds everything that is stored of a person, and when the content of an audit record was removed.
 *
 * Each look-up is by plain columns, because under row-level security no index on an expression is used.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The source's id of the person whom an event is about; also of one that could not be read, where it says so. Cut,
    -- because what could not be read may be longer than an index takes.
    alter table inbox add column person text generated always as (left(
      coalesce(payload #>> '{news,person,sourceId}', payload #>> '{news,raw,data,user,id}', payload #>> '{news,raw,data,id}'),
      300)) stored;
    -- Not of what waits: an event that arrives pays for no index that it does not need.
    create index inbox_person on inbox (tenant_id, directory_id, person) where status <> 'waiting' and person is not null;

    create index directory_user_keys_person on directory_user_keys (tenant_id, directory_user_id);
    -- Beside those of what is open, so that each row is in one of the two.
    create index sessions_revoked on sessions (tenant_id, user_id) where revoked_at is not null;
    create index api_keys_revoked on api_keys (tenant_id, user_id) where revoked_at is not null;
    create index held_people_user on held_people (tenant_id, user_id);
    create index held_people_person on held_people (tenant_id, directory_user_id);

    alter table audit_records add column content_purged_at timestamptz;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table audit_records drop column content_purged_at;
    drop index held_people_person;
    drop index held_people_user;
    drop index api_keys_revoked;
    drop index sessions_revoked;
    drop index directory_user_keys_person;
    alter table inbox drop column person;
  `);
}
