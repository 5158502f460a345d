import type { DirectoryState } from '../domain/directory-state.ts';
import type { PolicyPlanTesting } from '../generated/api.ts';
import type { Transaction } from './database.ts';

/** How many people are known of each directory of which nothing is applied yet, the oldest directory first. */
export async function countTesting(trx: Transaction, tenantId: string): Promise<PolicyPlanTesting[]> {
  const found = await countUnapplied(trx, tenantId);
  return found
    .filter(({ state }) => state !== 'paused')
    .map(({ directory, people }) => ({ directory, people }));
}

/** A directory of which nothing is applied now, and that has people. */
export interface UnappliedDirectory {
  directory: string;
  state: Extract<DirectoryState, 'setting_up' | 'testing' | 'paused'>;
  people: number;
}

/** The oldest directory first. */
export async function countUnapplied(trx: Transaction, tenantId: string): Promise<UnappliedDirectory[]> {
  const result = await trx.raw<{ rows: UnappliedDirectory[] }>(
    `select c.id as directory, c.state, count(*)::int as people
       from directories c
       join directory_users d on d.tenant_id = c.tenant_id and d.directory_id = c.id and d.occurred_at is not null
      where c.tenant_id = ? and c.state in ('setting_up', 'testing', 'paused')
      group by c.id, c.state order by c.id`,
    [tenantId],
  );
  return result.rows;
}

/** The next people of these directories, in the order of their ids. */
export async function readPageOfDirectories(
  trx: Transaction,
  tenantId: string,
  directoryIds: readonly string[],
  after: string,
  limit: number,
): Promise<string[]> {
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from directory_users
      where tenant_id = ? and directory_id = any(?::uuid[]) and id > ? order by id limit ?`,
    [tenantId, directoryIds, after, limit],
  );
  return result.rows.map(({ id }) => id);
}
