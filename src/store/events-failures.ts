import type { EventFailure } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { addEventFilter, commonError, failureName, isMalformed } from './events-filter.ts';
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
  const counted = (name: string, at: string, latest: string, which: string) => `
    select ${name} as failure, directory_id, type, count(*) as events, ${latest} as latest,
           min(${at}) as first_at, max(${at}) as last_at
      from inbox where ${where.text()} and ${which} group by 1, 2, 3`;
  const named = counted('failure', 'finished_at', 'null::jsonb', 'failure is not null');
  const latest = `(array_agg(jsonb_build_array(directory_id, event_id) order by finished_at desc, event_id))[1]`;
  const unnamed = counted(failureName, 'coalesce(finished_at, received_at)', latest, 'failure is null');
  const result = await trx.raw<{ rows: FailureRow[] }>(
    // Those with a name are counted in their index alone. What an error says is looked into for one event of each group.
    `select g.failure, case when ${isMalformed} then 'malformed' else 'failed' end as kind,
            left(${commonError}, 500) as error, g.events, g.directories, g.types, g.first_at, g.last_at,
            jsonb_build_object('id', i.event_id, 'directory_id', i.directory_id, 'type', i.type) as example
       from (select failure, sum(events)::int as events, count(distinct directory_id)::int as directories,
                    (array_agg(distinct type order by type))[1:20] as types,
                    (array_agg(latest order by last_at desc) filter (where latest is not null))[1] as latest,
                    min(first_at) as first_at, max(last_at) as last_at
               from (${named} union all ${unnamed}) part
              group by failure
             having ?::boolean or (sum(events), failure) < (?::bigint, ?)
              order by events desc, failure desc limit ?) g
      cross join lateral (
            (select event_id, directory_id, type, payload, error from inbox
              where tenant_id = ? and status = '${status}' and failure = g.failure
              order by finished_at desc, event_id limit 1)
            union all
            select event_id, directory_id, type, payload, error from inbox
             where tenant_id = ? and directory_id = (g.latest ->> 0)::uuid and event_id = g.latest ->> 1
            limit 1) i
      order by g.events desc, g.failure desc`,
    [
      ...[...where.values(), ...where.values()],
      ...[after === null, /^\d{1,15}$/.test(events) ? events : '0', failure, limit + 1],
      ...[tenantId, tenantId],
    ],
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
