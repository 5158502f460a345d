import type { EventFailure } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { addEventFilter, commonError, isMalformed } from './events-filter.ts';
import type { AnsweredFilter } from './events-set-aside.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

/** How many events a group has, and its name. */
export const failuresKeyset = ['text', 'text'] as const satisfies KeysetPart[];

type FailureRow = Omit<EventFailure, 'first_at' | 'last_at'> & { first_at: Date; last_at: Date };

/** Events that were set aside or dismissed, by what their errors have in common, the largest group first. */
export async function listFailures(
  trx: Transaction,
  tenantId: string,
  { status, ...filter }: AnsweredFilter,
  { limit, after }: PageRequest,
): Promise<Page<EventFailure>> {
  const where = sqlConditions();
  where.add(`status = '${status}'`);
  addEventFilter(where, tenantId, filter);
  const [events = '0', failure = ''] = after ?? [];
  const result = await trx.raw<{ rows: FailureRow[] }>(
    `select failure, kind, left(min(common), 500) as error, count(*)::int as events,
            count(distinct directory_id)::int as directories,
            (array_agg(distinct type order by type))[1:20] as types,
            min(finished_at) as first_at, max(finished_at) as last_at,
            (array_agg(jsonb_build_object('id', event_id, 'directory_id', directory_id, 'type', type)
                       order by finished_at desc, event_id))[1] as example
       from (select md5(kind || ' ' || common) as failure, read.*
               -- What errors have in common is most of the work, and done once for each.
               from (select case when ${isMalformed} then 'malformed' else 'failed' end as kind, ${commonError} as common,
                            directory_id, event_id, type, coalesce(finished_at, received_at) as finished_at
                       from inbox where ${where.text()} offset 0) read) failed
      group by failure, kind
     having ?::boolean or (count(*), failure) < (?::bigint, ?)
      order by events desc, failure desc limit ?`,
    [...where.values(), after === null, /^\d{1,15}$/.test(events) ? events : '0', failure, limit + 1],
  );
  return pageOf(
    result.rows,
    limit,
    ({ first_at, last_at, ...row }) => ({
      ...row,
      first_at: first_at.toISOString(),
      last_at: last_at.toISOString(),
    }),
    (row) => [String(row.events), row.failure],
  );
}
