import type { Transaction } from './database.ts';

/**
 * Has the memberships of people who were removed count on, those since they last came: for whose removal was refused,
 * nothing has happened. To be asked before their new record is written.
 */
export async function keepMemberships(
  trx: Transaction,
  tenantId: string,
  people: { id: string; occurred_at: string; event_id: string }[],
): Promise<void> {
  if (people.length === 0) return;
  await trx.send(
    `update group_memberships m set occurred_at = r.occurred_at, event_id = r.event_id
       from jsonb_to_recordset(?::jsonb) as r (id uuid, occurred_at timestamptz, event_id text)
       join directory_users d on d.tenant_id = ? and d.id = r.id
      where m.tenant_id = ? and m.directory_user_id = d.id and m.present and m.occurred_at > d.created_at`,
    [JSON.stringify(people), tenantId, tenantId],
  );
}
