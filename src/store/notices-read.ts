import { operatorChannel } from '../domain/notice.ts';
import type { Notice, NoticeStatus } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { sqlConditions } from './sql-conditions.ts';

export const noticesKeyset = ['uuid'] as const satisfies KeysetPart[];

type NoticeRow = Omit<Notice, 'created_at' | 'due_at' | 'next_attempt_at' | 'sent_at'> & {
  created_at: Date;
  due_at: Date;
  next_attempt_at: Date;
  sent_at: Date | null;
};

/** The notices of a tenant, the newest first; with `alerts`, also those that are for who runs this service. */
export async function listNotices(
  trx: Transaction,
  tenantId: string,
  { status, alerts = false }: { status?: NoticeStatus; alerts?: boolean },
  { limit, after }: PageRequest,
): Promise<Page<Notice>> {
  const where = sqlConditions();
  where.add('tenant_id = ?', tenantId);
  if (status !== undefined) where.add('status = ?', status);
  if (!alerts) where.add('channel <> ?', operatorChannel);
  if (after?.[0] !== undefined) where.add('id < ?', after[0]);
  const result = await trx.raw<{ rows: NoticeRow[] }>(
    `select id, channel, send, status, created_at, due_at, attempts, next_attempt_at, sent_at, last_error as error,
            (select coalesce(jsonb_object_agg(kind, people), '{}')
               from (select kind, sum(people)::int as people
                       from jsonb_to_recordset(items) as i (kind text, people integer)
                      group by kind) counted) as people
       from notices where ${where.text()} order by id desc limit ?`,
    [...where.values(), limit + 1],
  );
  return pageOf(result.rows, limit, toNotice, (row) => [row.id]);
}

function toNotice({ next_attempt_at, ...row }: NoticeRow): Notice {
  return {
    ...row,
    created_at: row.created_at.toISOString(),
    due_at: row.due_at.toISOString(),
    next_attempt_at: row.status === 'waiting' ? next_attempt_at.toISOString() : null,
    sent_at: row.sent_at?.toISOString() ?? null,
  };
}
