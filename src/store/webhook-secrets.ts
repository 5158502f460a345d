import { v7 as newId } from 'uuid';
import type { Queries } from './database.ts';
import { sealSecret, type SecretKeys } from './sealed-secret.ts';

/** A signing secret as it is kept. */
export interface SealedSecret {
  id: string;
  sealed: string;
}

export interface SecretRow extends SealedSecret {
  created_at: Date;
  expires_at: Date | null;
}

/** What a sealed secret is bound to. */
export function placeOfSecret(endpointId: string, secretId: string): string {
  return `webhook_secrets ${endpointId} ${secretId}`;
}

export async function insertSecret(
  trx: Queries,
  keys: SecretKeys,
  endpointId: string,
  secret: string,
  now: Date,
): Promise<SecretRow> {
  const id = newId();
  const sealed = sealSecret(keys, secret, placeOfSecret(endpointId, id));
  await trx.raw('insert into webhook_secrets (endpoint_id, id, sealed, created_at) values (?, ?, ?, ?)', [
    endpointId,
    id,
    sealed,
    now,
  ]);
  return { id, sealed, created_at: now, expires_at: null };
}

/** The secrets that an endpoint's deliveries are signed with, the newest first. */
export async function readSecrets(queries: Queries, endpointId: string, now: Date): Promise<SecretRow[]> {
  const result = await queries.raw<{ rows: SecretRow[] }>(
    `select id, sealed, created_at, expires_at from webhook_secrets
      where endpoint_id = ? and (expires_at is null or expires_at > ?) order by id desc`,
    [endpointId, now],
  );
  return result.rows;
}

/** How many secrets of one endpoint may be valid at once: the one in use, and those it takes over from. */
export const mostSecrets = 3;

/**
 * Lets every secret of an endpoint end at `at`, but for those that end before; forgets those that are of no use any more.
 * Nobody else makes one of this endpoint until the transaction is over: it would not be seen here, and would never end.
 */
export async function endSecrets(trx: Queries, endpointId: string, at: Date, now: Date): Promise<void> {
  await trx.raw('select from webhook_endpoints where id = ? for no key update', [endpointId]);
  await trx.raw(
    `update webhook_secrets set expires_at = least(expires_at, ?::timestamptz) where endpoint_id = ?`,
    [at, endpointId],
  );
  await trx.raw(
    `delete from webhook_secrets
      where endpoint_id = ?
        and (expires_at <= ? or id not in (select id from webhook_secrets where endpoint_id = ?
                                            order by id desc limit ?))`,
    [endpointId, now, endpointId, mostSecrets - 1],
  );
}
