import type { TenantSummary } from '../generated/api.ts';
import type { Transaction } from './database.ts';

export type TenantCounts = Omit<TenantSummary, 'activity'>;

/** A tenant in numbers, as of now. */
export async function readTenantCounts(trx: Transaction, tenantId: string): Promise<TenantCounts> {
  // In two parts, because each has an index of its own that says it all (the second one by this very condition).
  const accounts = await trx.raw<{
    rows: { status: keyof TenantSummary['people']; role: string | null; people: number }[];
  }>(
    `select 'active' as status, role, count(*)::int as people from users
      where tenant_id = ? and status = 'active' group by role
     union all
     select status, null, count(*)::int from users
      where tenant_id = ? and coalesce(status, '') <> 'active' group by status`,
    [tenantId, tenantId],
  );
  const counted = await trx.raw<{ rows: [CountedRow] }>(
    `select (select count(*)::int from holds where tenant_id = ? and status = 'open') as open_holds,
            (select count(*)::int from held_people where tenant_id = ? and status = 'open') as held_people,
            (select count(*)::int from inbox where tenant_id = ? and status = 'waiting') as waiting,
            (select count(*)::int from inbox where tenant_id = ? and status = 'set_aside') as set_aside,
            (select count(*)::int from outbox_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
              where d.tenant_id = ? and d.finished_at is null) as deliveries_waiting,
            (select count(*)::int from outbox_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
              where d.tenant_id = ? and d.status = 'dead') as deliveries_dead`,
    [tenantId, tenantId, tenantId, tenantId, tenantId, tenantId],
  );
  const people = { active: 0, read_only: 0, deactivated: 0, purged: 0 };
  for (const row of accounts.rows) people[row.status] += row.people;
  const [row] = counted.rows;
  return {
    people,
    roles: accounts.rows
      .filter(({ status }) => status === 'active')
      .map(({ role, people: holders }) => ({ role, people: holders }))
      .sort((one, other) => other.people - one.people || (one.role ?? '').localeCompare(other.role ?? '')),
    holds: { open: row.open_holds, people: row.held_people },
    events: { waiting: row.waiting, set_aside: row.set_aside },
    deliveries: { waiting: row.deliveries_waiting, dead: row.deliveries_dead },
  };
}

interface CountedRow {
  open_holds: number;
  held_people: number;
  waiting: number;
  set_aside: number;
  deliveries_waiting: number;
  deliveries_dead: number;
}
