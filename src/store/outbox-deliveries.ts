import type { Transaction } from './database.ts';

/** What an endpoint is told of one tenant. */
export interface Lane {
  tenant_id: string;
  endpoint_id: string;
}

const beforeAll = '00000000-0000-0000-0000-000000000000';
/** What a walk begins after. */
export const beforeAllLanes: Lane = { tenant_id: beforeAll, endpoint_id: beforeAll };

/**
 * The next lanes after `after` in which something waits, at most `limit`, and whether any of it is due. Goes from lane to
 * lane by the index, however much waits in each. Needs the scope of every tenant.
 */
export async function findLanes(
  trx: Transaction,
  after: Lane,
  limit: number,
  now: Date,
): Promise<(Lane & { due: boolean })[]> {
  const result = await trx.raw<{ rows: (Lane & { due: boolean })[] }>(
    `with recursive lane (tenant_id, endpoint_id, place) as (
       (select tenant_id, endpoint_id, 1 from outbox_deliveries
         where status = 'waiting' and (tenant_id, endpoint_id) > (?::uuid, ?::uuid)
         order by tenant_id, endpoint_id limit 1)
       union all
       select next.tenant_id, next.endpoint_id, lane.place + 1
         from lane cross join lateral (
              select tenant_id, endpoint_id from outbox_deliveries
               where status = 'waiting' and (tenant_id, endpoint_id) > (lane.tenant_id, lane.endpoint_id)
               order by tenant_id, endpoint_id limit 1) next
        where lane.place < ?::integer)
     select l.tenant_id, l.endpoint_id,
            -- Not EXISTS, which may be answered by going through everything once.
            coalesce((select true from outbox_deliveries d
                     where d.tenant_id = l.tenant_id and d.endpoint_id = l.endpoint_id and d.status = 'waiting'
                       and d.next_attempt_at <= ?::timestamptz limit 1), false) as due
       from lane l order by l.place`,
    [after.tenant_id, after.endpoint_id, limit, now],
  );
  return result.rows;
}

/**
 * Lets this transaction commit without waiting for the disk. What a crash of the database takes back with it is delivered
 * again, under the same id, as it would be after any other crash.
 */
export async function commitSoon(trx: Transaction): Promise<void> {
  await trx.send('set local synchronous_commit = off', []);
}

/** Takes commitSoon back, for what a crash of the database is not to take with it. */
export async function commitForGood(trx: Transaction): Promise<void> {
  await trx.send('set local synchronous_commit to default', []);
}

/** A delivery that was claimed until `leased_until`. */
export interface ClaimedDelivery {
  message_id: string;
  attempts: number;
  first_attempt_at: Date | null;
  /** JSON, as it is sent. */
  payload: string;
  /** The trace that it continues (W3C traceparent), or null. */
  trace_parent: string | null;
}

/**
 * Claims up to `limit` deliveries of a lane that are due and that nothing earlier about the same subject waits before.
 * Until `leasedUntil` nobody else takes them.
 */
export async function claimDeliveries(
  trx: Transaction,
  { tenant_id, endpoint_id }: Lane,
  { limit, now, leasedUntil }: { limit: number; now: Date; leasedUntil: Date },
): Promise<ClaimedDelivery[]> {
  const result = await trx.raw<{ rows: ClaimedDelivery[] }>(
    `with due as materialized (
       select d.message_id from outbox_deliveries d
        where d.tenant_id = ? and d.endpoint_id = ? and d.status = 'waiting' and d.next_attempt_at <= ?
          -- Asked for each: it is one look into an index, and never a join over everything that waits.
          and d.seq = (select b.seq from outbox_deliveries b
                        where b.tenant_id = ? and b.endpoint_id = ? and b.status = 'waiting'
                          and b.subject_id = d.subject_id
                        order by b.seq limit 1)
        order by d.next_attempt_at, d.seq
        limit ?
        for no key update of d skip locked),
     claimed as (
       update outbox_deliveries d set next_attempt_at = ?
        -- By an array, not a join: without statistics a join would begin with everything that the tenant has.
        where d.tenant_id = ? and d.endpoint_id = ? and d.message_id = any(array(select message_id from due))
       returning d.message_id, d.seq, d.attempts, d.first_attempt_at)
     select c.message_id, c.attempts, c.first_attempt_at, m.payload::text as payload, m.trace_parent
       from claimed c
      cross join lateral (
             select payload, trace_parent from outbox_messages where tenant_id = ? and id = c.message_id offset 0) m
      order by c.seq`,
    [
      ...[tenant_id, endpoint_id, now, tenant_id, endpoint_id, limit],
      ...[leasedUntil, tenant_id, endpoint_id, tenant_id],
    ],
  );
  return result.rows;
}

/** What became of a claimed delivery. */
export interface DeliveryResult {
  message_id: string;
  endpoint_id: string;
  /** As it was claimed: once somebody else has taken it over, this result counts no more. */
  leased_until: Date;
  status: 'waiting' | 'delivered' | 'dead';
  attempts: number;
  first_attempt_at: Date;
  next_attempt_at: Date | null;
  last_status: number | null;
  last_error: string | null;
}

export async function writeDeliveryResults(
  trx: Transaction,
  tenantId: string,
  results: DeliveryResult[],
  now: Date,
): Promise<void> {
  await trx.raw(
    `update outbox_deliveries d
        set status = r.status, attempts = r.attempts, first_attempt_at = r.first_attempt_at,
            next_attempt_at = coalesce(r.next_attempt_at, d.next_attempt_at),
            last_status = r.last_status, last_error = r.last_error,
            finished_at = case when r.status <> 'waiting' then ?::timestamptz end
       from jsonb_to_recordset(?::jsonb) as r (
              message_id uuid, endpoint_id uuid, leased_until timestamptz, status text, attempts integer,
              first_attempt_at timestamptz, next_attempt_at timestamptz, last_status integer, last_error text)
      where d.tenant_id = ? and d.message_id = any(?::uuid[])
        and d.message_id = r.message_id and d.endpoint_id = r.endpoint_id
        -- Waiting, said so that no index of all that waits looks as good as the primary key.
        and d.finished_at is null and d.next_attempt_at = r.leased_until`,
    [now, JSON.stringify(results), tenantId, results.map(({ message_id }) => message_id)],
  );
}

/** Where deliveries to an endpoint wait for a later attempt because one failed. Needs the scope of every tenant. */
export async function tenantsRetrying(trx: Transaction, endpointId: string): Promise<string[]> {
  const result = await trx.raw<{ rows: { tenant_id: string }[] }>(
    `select distinct tenant_id from outbox_deliveries
      where status = 'waiting' and last_error is not null and endpoint_id = ?`,
    [endpointId],
  );
  return result.rows.map(({ tenant_id }) => tenant_id);
}

/**
 * Makes due what waits for a later attempt, once an endpoint is well again.
 *
 * @param unlessBefore no claim lasts longer: what is due before then may be in somebody's hands
 */
export async function bringForward(
  trx: Transaction,
  { tenant_id, endpoint_id }: Lane,
  now: Date,
  unlessBefore: Date,
): Promise<void> {
  await trx.raw(
    `update outbox_deliveries set next_attempt_at = ?
      where tenant_id = ? and endpoint_id = ? and status = 'waiting' and last_error is not null and next_attempt_at > ?`,
    [now, tenant_id, endpoint_id, unlessBefore],
  );
}

/** How many deliveries wait, and how many are dead. Needs the scope of every tenant. */
export async function countUnfinishedDeliveries(
  trx: Transaction,
): Promise<{ waiting: number; dead: number }> {
  const result = await trx.raw<{ rows: [{ waiting: number; dead: number }] }>(
    `select (select count(*)::int from outbox_deliveries where status = 'waiting') as waiting,
            (select count(*)::int from outbox_deliveries where status = 'dead') as dead`,
  );
  return result.rows[0];
}
