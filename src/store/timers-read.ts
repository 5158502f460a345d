import type { WhyPending } from '../generated/api.ts';
import type { Transaction } from './database.ts';

/** What waits for its time, as its row says it. */
export type PendingTimer = Pick<WhyPending, 'kind'> & { since: Date; dueAt: Date };

/** What time alone will bring about for these accounts and holds, the soonest first. */
export async function readPending(
  trx: Transaction,
  tenantId: string,
  subjectIds: string[],
): Promise<PendingTimer[]> {
  const result = await trx.raw<{ rows: { kind: PendingTimer['kind']; since: Date; due_at: Date }[] }>(
    `select kind, since, due_at from timers
      where tenant_id = ? and subject_id = any(?::uuid[]) order by due_at, kind`,
    [tenantId, subjectIds],
  );
  return result.rows.map(({ kind, since, due_at }) => ({ kind, since, dueAt: due_at }));
}
