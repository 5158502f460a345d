import type { Queries } from './database.ts';
import type { PollingLease } from './workos-polling.ts';

/** Begins at an environment that was not listed before; does nothing for one that was. */
export async function beginListing(trx: Queries, environment: string, now: Date): Promise<void> {
  await trx.raw(
    `insert into workos_listings (environment, next_list_at) values (?, ?)
     on conflict (environment) do nothing`,
    [environment, now],
  );
}

/** Takes the turn where it is time and nobody else has it; null otherwise. */
export async function claimListing(
  trx: Queries,
  { environment, lease }: PollingLease,
  now: Date,
  leasedUntil: Date,
): Promise<{ failures: number } | null> {
  const result = await trx.raw<{ rows: { failures: number }[] }>(
    `update workos_listings set lease = ?, leased_until = ?
      where environment = ? and next_list_at <= ? and (leased_until is null or leased_until <= ?)
      returning failures`,
    [lease, leasedUntil, environment, now, now],
  );
  return result.rows[0] ?? null;
}

/** Keeps the turn for longer; false where another has it by now. */
export async function keepListing(
  trx: Queries,
  { environment, lease }: PollingLease,
  leasedUntil: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    'update workos_listings set leased_until = ? where environment = ? and lease = ?',
    [leasedUntil, environment, lease],
  );
  return result.rowCount > 0;
}

/** Gives the turn back; nothing where another has it by now. */
export async function endListing(
  trx: Queries,
  { environment, lease }: PollingLease,
  next: { failures: number; nextListAt: Date; listedAt: Date | null },
): Promise<void> {
  await trx.raw(
    `update workos_listings set lease = null, leased_until = null, failures = ?, next_list_at = ?,
            listed_at = coalesce(?::timestamptz, listed_at)
      where environment = ? and lease = ?`,
    [next.failures, next.nextListAt, next.listedAt, environment, lease],
  );
}

/** Brings the next list forward where it would come later, because something waits for it; never out of a back-off. */
export async function listSooner(trx: Queries, at: Date): Promise<void> {
  await trx.raw('update workos_listings set next_list_at = ? where failures = 0 and next_list_at > ?', [
    at,
    at,
  ]);
}
