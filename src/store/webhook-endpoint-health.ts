import type { Queries } from './database.ts';

/** Notes a success: the endpoint is well. Says whether it had to rest before. */
export async function noteEndpointSuccess(trx: Queries, id: string): Promise<{ rested: boolean }> {
  const result = await trx.raw<{ rows: { rested: boolean }[] }>(
    `update webhook_endpoints e set failing_since = null, failures = 0, resting_until = null
       from (select id, resting_until is not null as rested from webhook_endpoints
              where id = ? and (failures > 0 or resting_until is not null) for no key update) former
      where e.id = former.id
     returning former.rested`,
    [id],
  );
  return { rested: result.rows[0]?.rested === true };
}

/** Notes failures without a success among them. Null where the endpoint is gone or disabled by now. */
export async function noteEndpointFailures(
  trx: Queries,
  id: string,
  failures: number,
  now: Date,
): Promise<{ failing_since: Date; failures: number } | null> {
  const result = await trx.raw<{ rows: { failing_since: Date; failures: number }[] }>(
    `update webhook_endpoints
        set failing_since = coalesce(failing_since, ?::timestamptz), failures = failures + ?::integer
      where id = ? and state = 'active'
     returning failing_since, failures`,
    [now, failures, id],
  );
  return result.rows[0] ?? null;
}

export async function restEndpoint(trx: Queries, id: string, until: Date): Promise<void> {
  await trx.raw(
    `update webhook_endpoints set resting_until = greatest(resting_until, ?::timestamptz) where id = ?`,
    [until, id],
  );
}

/**
 * Claims the one delivery that an endpoint which has rested is tried with, until `until`. False where another process has.
 *
 * @param seen when its rest ended, as it was read
 */
export async function claimProbe(trx: Queries, id: string, seen: Date, until: Date): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update webhook_endpoints set resting_until = ? where id = ? and resting_until = ? and state = 'active'`,
    [until, id, seen],
  );
  return result.rowCount > 0;
}

/** Disables an endpoint: what is for it waits. False where it was disabled before. */
export async function disableEndpoint(
  trx: Queries,
  id: string,
  because: string,
  now: Date,
): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `update webhook_endpoints set state = 'disabled', disabled_at = ?, disabled_because = ?, resting_until = null
      where id = ? and state = 'active'`,
    [now, because, id],
  );
  return result.rowCount > 0;
}

/** Sends to an endpoint again, as if nothing had ever failed. */
export async function enableEndpoint(trx: Queries, id: string): Promise<void> {
  await trx.raw(
    `update webhook_endpoints
        set state = 'active', disabled_at = null, disabled_because = null, failing_since = null, failures = 0,
            resting_until = null
      where id = ?`,
    [id],
  );
}
