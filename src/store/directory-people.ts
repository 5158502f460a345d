import type { PolicyPlanTesting } from '../generated/api.ts';
import type { Transaction } from './database.ts';

/** How many people are known of each directory of which nothing is applied yet, the oldest directory first. */
export async function countTesting(trx: Transaction, tenantId: string): Promise<PolicyPlanTesting[]> {
  const result = await trx.raw<{ rows: PolicyPlanTesting[] }>(
    `select c.id as directory, count(*)::int as people
       from directories c
       join directory_users d on d.tenant_id = c.tenant_id and d.directory_id = c.id and d.occurred_at is not null
      where c.tenant_id = ? and c.state in ('setting_up', 'testing')
      group by c.id order by c.id`,
    [tenantId],
  );
  return result.rows;
}
