import type { Knex } from 'knex';

/**
 * Notices: what the channels of a policy's `notifications` are to be told. They hold ids and sentences of the audit log,
 * and nobody's name or address: those are read when a mail is written, so that a purge leaves nothing behind here.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notices (
      tenant_id uuid not null references tenants (id),
      id uuid not null,
      -- By its name in the policy. Who is behind it is read from the policy of the day.
      channel text not null,
      send text not null check (send in ('at_once', 'daily')),
      -- What happened: [{ kind, says, people, user_ids, hold_id, hold_kind }].
      items jsonb not null,
      created_at timestamptz not null,
      due_at timestamptz not null,
      -- dropped: the policy has no such channel any more. dead: no attempt succeeded for a day.
      status text not null default 'waiting' check (status in ('waiting', 'sent', 'dropped', 'dead')),
      attempts integer not null default 0,
      -- While one process sends it: until when the others leave it alone.
      next_attempt_at timestamptz not null,
      sent_at timestamptz,
      last_error text,
      primary key (tenant_id, id)
    );
    -- To find work across tenants, the oldest first.
    create index notices_due on notices (next_attempt_at) where status = 'waiting';
    create index notices_waiting on notices (tenant_id, channel, id) where status = 'waiting';
    -- When a channel was told last.
    create index notices_sent on notices (tenant_id, channel, sent_at) where status = 'sent';

    -- What is over, to be removed when it is old.
    create index notices_over on notices (tenant_id, created_at) where status <> 'waiting';

    alter table notices enable row level security;
    alter table notices force row level security;
    create policy tenant_isolation on notices
      using (tenant_id = nullif(current_setting('rollcall.tenant_id', true), '')::uuid);
    create policy every_tenant_select on notices for select
      using (current_setting('rollcall.every_tenant', true) = 'on');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table notices');
}
