import type { Queries, Transaction } from './database.ts';
import type { EndpointRow } from './webhook-endpoints.ts';

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

/** An endpoint that was sent to until this moment, and how it was doing. */
export type DisabledEndpoint = Pick<EndpointRow, 'id' | 'tenant_id' | 'url' | 'failing_since'>;

/**
 * Disables an endpoint: what is for it waits. Null where it is gone, or was disabled before, also by another process at
 * the same time: whoever gets the endpoint has disabled it, and nobody else has.
 */
export async function disableEndpoint(
  trx: Queries,
  id: string,
  because: string,
  now: Date,
): Promise<DisabledEndpoint | null> {
  const result = await trx.raw<{ rows: DisabledEndpoint[] }>(
    `update webhook_endpoints set state = 'disabled', disabled_at = ?, disabled_because = ?, resting_until = null
      where id = ? and state = 'active'
     returning id, tenant_id, url, failing_since`,
    [now, because, id],
  );
  return result.rows[0] ?? null;
}

/** How an endpoint was before it was enabled. */
export type FormerHealth = Pick<EndpointRow, 'state' | 'disabled_at' | 'disabled_because'>;

/** Sends to an endpoint again, as if nothing had ever failed. Null where nothing had, or it is gone. */
export async function enableEndpoint(trx: Queries, id: string): Promise<FormerHealth | null> {
  const result = await trx.raw<{ rows: FormerHealth[] }>(
    `update webhook_endpoints e
        set state = 'active', disabled_at = null, disabled_because = null, failing_since = null, failures = 0,
            resting_until = null
       from (select id, state, disabled_at, disabled_because from webhook_endpoints
              where id = ? and (state <> 'active' or failures > 0 or resting_until is not null)
                for no key update) former
      where e.id = former.id
     returning former.state, former.disabled_at, former.disabled_because`,
    [id],
  );
  return result.rows[0] ?? null;
}

/** How many deliveries wait for an endpoint, of every tenant that it hears of, asked in the scope of one. */
export async function countWaitingFor(
  trx: Transaction,
  { id, tenant_id }: DisabledEndpoint,
): Promise<number> {
  const isShared = tenant_id === null;
  if (isShared) await trx.send("set local rollcall.every_tenant = 'on'", []);
  const counted = trx.raw<{ rows: [{ waiting: number }] }>(
    `select count(*)::int as waiting from outbox_deliveries where status = 'waiting' and endpoint_id = ?`,
    [id],
  );
  if (isShared) await trx.send("set local rollcall.every_tenant = 'off'", []);
  return (await counted).rows[0].waiting;
}
