import type { Database, Queries } from './database.ts';

/** How long a repeated request is answered like the first. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** After this long without an answer, the process that ran the first request is taken for dead. */
const ABANDONED_MS = 2 * 60 * 1000;
const SWEPT_WITH_A_CLAIM = 20;

export interface RequestIdentity {
  tokenId: string;
  key: string;
  /** Tells another request under the same key from a repetition. */
  digest: string;
}

export type IdempotencyClaim =
  /** Run it, then finish or release with this `since`. */
  | { outcome: 'first'; since: Date }
  | { outcome: 'running' }
  | { outcome: 'another_request' }
  /** It was answered so; `body` is null where the answer had none, or where it was not to be kept. */
  | { outcome: 'answered'; status: number; body: unknown };

/** Claims an idempotency key for a request, or says what became of the request that had it. */
export async function claimIdempotencyKey(
  database: Database,
  { tokenId, key, digest }: RequestIdentity,
  now: Date,
): Promise<IdempotencyClaim> {
  await sweepExpiredKeys(database, now, SWEPT_WITH_A_CLAIM);
  const claimed = await database.knex.raw<{ rowCount: number }>(
    `insert into idempotency_keys as k (token_id, key, request_digest, created_at)
     values (?, ?, ?, ?)
     on conflict (token_id, key) do update
        set request_digest = excluded.request_digest, status = null, body = null, created_at = excluded.created_at
      where k.created_at <= ?
         or (k.status is null and k.created_at <= ? and k.request_digest = excluded.request_digest)`,
    [tokenId, key, digest, now, before(now, KEPT_MS), before(now, ABANDONED_MS)],
  );
  if (claimed.rowCount === 1) return { outcome: 'first', since: now };
  const found = await database.knex.raw<{
    rows: { request_digest: string; status: number | null; body: unknown }[];
  }>(`select request_digest, status, body from idempotency_keys where token_id = ? and key = ?`, [
    tokenId,
    key,
  ]);
  const row = found.rows[0];
  // Gone in between: the first request was refused and released its key. Trying again runs it.
  if (row === undefined) return { outcome: 'running' };
  if (row.request_digest !== digest) return { outcome: 'another_request' };
  if (row.status === null) return { outcome: 'running' };
  return { outcome: 'answered', status: row.status, body: row.body };
}

/** Keeps the answer. A claim that was taken over meanwhile is left alone. */
export async function finishIdempotencyKey(
  database: Database,
  { tokenId, key }: RequestIdentity,
  since: Date,
  answer: { status: number; body: object | null },
): Promise<void> {
  await database.knex.raw(
    `update idempotency_keys set status = ?, body = ?::jsonb where token_id = ? and key = ? and created_at = ?`,
    [answer.status, answer.body === null ? null : JSON.stringify(answer.body), tokenId, key, since],
  );
}

/** Gives the key back: the request was refused and changed nothing. */
export async function releaseIdempotencyKey(
  database: Database,
  { tokenId, key }: RequestIdentity,
  since: Date,
): Promise<void> {
  await database.knex.raw(
    `delete from idempotency_keys where token_id = ? and key = ? and created_at = ? and status is null`,
    [tokenId, key, since],
  );
}

/**
 * Removes keys that have expired with their answers, which may be personal: a few with every claim, so that the table
 * never outgrows a day and no timer is needed, and with every purge. What is only rehearsed sweeps nothing: it would keep
 * the rows of others locked until it is undone.
 */
export async function sweepExpiredKeys(queries: Queries, now: Date, limit: number): Promise<void> {
  await queries.raw(
    `delete from idempotency_keys where (token_id, key) in (
       select token_id, key from idempotency_keys
        where created_at <= ? and current_setting('rollcall.rehearsal', true) is distinct from 'on'
        order by created_at limit ? for update skip locked)`,
    [before(now, KEPT_MS), limit],
  );
}

function before(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() - milliseconds);
}
