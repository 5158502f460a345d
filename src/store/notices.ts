import { v7 as newId } from 'uuid';
import type { NewNotice, NoticeItem, NoticeSend, NoticeStatus } from '../domain/notice.ts';
import { noticeDueAt } from '../domain/notice-times.ts';
import type { Transaction } from './database.ts';

/** Notes what channels are to be told. One statement, which nobody waits for. */
export async function insertNotices(
  trx: Transaction,
  tenantId: string,
  notices: readonly NewNotice[],
  now: Date,
): Promise<void> {
  const rows = notices.map(({ channel, send, items }) => ({
    id: newId(),
    channel,
    send,
    items,
    due_at: noticeDueAt(send, now),
  }));
  await trx.send(
    `insert into notices (tenant_id, id, channel, send, items, created_at, due_at, next_attempt_at)
     select ?::uuid, id, channel, send, items, ?::timestamptz, due_at, due_at
       from jsonb_to_recordset(?::jsonb) as r (id uuid, channel text, send text, items jsonb, due_at timestamptz)`,
    [tenantId, now, JSON.stringify(rows)],
  );
}

export interface DueChannel {
  tenant_id: string;
  channel: string;
}

/** Channels with a notice that is due, the one that waits longest first. Needs the scope of every tenant. */
export async function findDueChannels(trx: Transaction, now: Date, limit: number): Promise<DueChannel[]> {
  const result = await trx.raw<{ rows: DueChannel[] }>(
    `select tenant_id, channel from notices
      where status = 'waiting' and next_attempt_at <= ?
      group by tenant_id, channel order by min(next_attempt_at), tenant_id, channel limit ?`,
    [now, limit],
  );
  return result.rows;
}

export interface WaitingNotice {
  id: string;
  send: NoticeSend;
  items: NoticeItem[];
  created_at: Date;
  due_at: Date;
  attempts: number;
  next_attempt_at: Date;
}

/**
 * Locks what waits for a channel, the oldest first: what is due, and what is to be told at once anyway. Waits for
 * another process that is just claiming it, and then sees what that one has made of it.
 */
export async function lockWaitingNotices(
  trx: Transaction,
  tenantId: string,
  channel: string,
  limit: number,
  now: Date,
): Promise<WaitingNotice[]> {
  const result = await trx.raw<{ rows: WaitingNotice[] }>(
    `select id, send, items, created_at, due_at, attempts, next_attempt_at from notices
      where tenant_id = ? and channel = ? and status = 'waiting' and (due_at <= ? or send = 'at_once')
      order by id limit ? for update`,
    [tenantId, channel, now, limit],
  );
  return result.rows;
}

/** When a channel was told last, or null. */
export async function readLastSent(
  trx: Transaction,
  tenantId: string,
  channel: string,
): Promise<Date | null> {
  const result = await trx.raw<{ rows: { sent_at: Date | null }[] }>(
    `select sent_at from notices where tenant_id = ? and channel = ? and status = 'sent'
      order by sent_at desc limit 1`,
    [tenantId, channel],
  );
  return result.rows[0]?.sent_at ?? null;
}

/** Puts notices off, without counting it as an attempt. */
export async function postponeNotices(
  trx: Transaction,
  tenantId: string,
  ids: readonly string[],
  until: Date,
): Promise<void> {
  await trx.raw(
    `update notices set next_attempt_at = ? where tenant_id = ? and id = any(?::uuid[]) and next_attempt_at < ?`,
    [until, tenantId, ids, until],
  );
}

/** Claims notices for an attempt: until `until` nobody else takes them up. */
export async function claimNotices(
  trx: Transaction,
  tenantId: string,
  ids: readonly string[],
  until: Date,
): Promise<void> {
  await trx.raw(
    `update notices set attempts = attempts + 1, next_attempt_at = ?
      where tenant_id = ? and id = any(?::uuid[])`,
    [until, tenantId, ids],
  );
}

/** What became of notices that wait; one that is finished already stays as it is. */
export async function finishNotices(
  trx: Transaction,
  tenantId: string,
  ids: readonly string[],
  outcome: { status: NoticeStatus; error: string | null; sentAt?: Date; nextAttemptAt?: Date },
): Promise<void> {
  if (ids.length === 0) return;
  await trx.raw(
    `update notices
        set status = ?, last_error = ?, sent_at = ?::timestamptz,
            next_attempt_at = coalesce(?::timestamptz, next_attempt_at)
      where tenant_id = ? and id = any(?::uuid[]) and status = 'waiting'`,
    [outcome.status, outcome.error, outcome.sentAt ?? null, outcome.nextAttemptAt ?? null, tenantId, ids],
  );
}

/** Removes notices that are over, were made before `before`, and are the oldest `limit` at most. */
export async function removeOldNotices(
  trx: Transaction,
  tenantId: string,
  before: Date,
  limit: number,
): Promise<void> {
  await trx.send(
    `delete from notices n
      using (select id from notices
              where tenant_id = ? and status <> 'waiting' and created_at < ?
              order by created_at limit ?) old
      where n.tenant_id = ? and n.id = old.id`,
    [tenantId, before, limit, tenantId],
  );
}
