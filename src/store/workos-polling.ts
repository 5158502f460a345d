import type { Queries } from './database.ts';

/** How far the events of an environment of WorkOS have been read. */
export interface PollingPosition {
  /** Everything up to this event has been read; null: nothing since `rangeStart`. */
  cursor: string | null;
  rangeStart: Date;
}

/** Whose turn it is at an environment. */
export interface PollingLease {
  environment: string;
  /** Of this turn alone. */
  lease: string;
}

/**
 * Begins at an environment that was not read before; does nothing for one that was. Another one that was read is taken
 * for the same under another API key: then reading begins where that one ended, so that a change of the key loses
 * nothing.
 *
 * @param overlapMs how far before that, for events that appear late
 */
export async function beginPolling(
  trx: Queries,
  environment: string,
  now: Date,
  overlapMs: number,
): Promise<void> {
  await trx.raw(
    `insert into workos_polling (environment, range_start, next_poll_at)
     select ?, coalesce(max(coalesce(caught_up_at, range_start)), ?::timestamptz) - ? * interval '1 millisecond',
            ?::timestamptz
       from workos_polling
     on conflict (environment) do nothing`,
    [environment, now, overlapMs, now],
  );
}

/** Takes the turn where it is time and nobody else has it; null otherwise. */
export async function claimPolling(
  trx: Queries,
  { environment, lease }: PollingLease,
  now: Date,
  leasedUntil: Date,
): Promise<(PollingPosition & { failures: number }) | null> {
  const result = await trx.raw<{
    rows: { cursor: string | null; range_start: Date; failures: number }[];
  }>(
    `update workos_polling set lease = ?, leased_until = ?
      where environment = ? and next_poll_at <= ? and (leased_until is null or leased_until <= ?)
      returning cursor, range_start, failures`,
    [lease, leasedUntil, environment, now, now],
  );
  const row = result.rows[0];
  return row ? { cursor: row.cursor, rangeStart: row.range_start, failures: row.failures } : null;
}

/** Moves on after a page, in the transaction that keeps its events; false where another has the turn by now. */
export async function advancePolling(
  trx: Queries,
  { environment, lease }: PollingLease,
  to: PollingPosition,
  page: { now: Date; leasedUntil: Date; isLast: boolean; lastEventAt: string | null },
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update workos_polling
        set cursor = ?, range_start = ?, failures = 0, last_success_at = ?::timestamptz,
            caught_up_at = case when ? then ?::timestamptz else caught_up_at end,
            last_event_at = coalesce(?::timestamptz, last_event_at), leased_until = ?
      where environment = ? and lease = ?`,
    [
      to.cursor,
      to.rangeStart,
      page.now,
      page.isLast,
      page.now,
      page.lastEventAt,
      page.leasedUntil,
      environment,
      lease,
    ],
  );
  return result.rowCount > 0;
}

/** Begins anew, as far as the position goes; false where another has the turn by now. */
export async function restartPolling(
  trx: Queries,
  { environment, lease }: PollingLease,
  rangeStart: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    'update workos_polling set cursor = null, range_start = ? where environment = ? and lease = ?',
    [rangeStart, environment, lease],
  );
  return result.rowCount > 0;
}

/** Gives the turn back; nothing where another has it by now. */
export async function endPolling(
  trx: Queries,
  { environment, lease }: PollingLease,
  next: { failures: number; nextPollAt: Date },
): Promise<void> {
  await trx.raw(
    `update workos_polling set lease = null, leased_until = null, failures = ?, next_poll_at = ?
      where environment = ? and lease = ?`,
    [next.failures, next.nextPollAt, environment, lease],
  );
}

export interface PollingProgress {
  /** When a page was last read, and when the last one that left nothing. */
  last_success_at: Date | null;
  caught_up_at: Date | null;
  /** Where reading began. */
  range_start: Date;
  /** When somebody is to read next; long past where nobody means to. */
  next_poll_at: Date;
}

/** Of the environment that was read last; null where none ever was. */
export async function readPollingProgress(trx: Queries): Promise<PollingProgress | null> {
  const result = await trx.raw<{ rows: PollingProgress[] }>(
    `select last_success_at, caught_up_at, range_start, next_poll_at from workos_polling
      order by last_success_at desc nulls last, environment limit 1`,
  );
  return result.rows[0] ?? null;
}
