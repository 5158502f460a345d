import { realpathSync } from 'node:fs';
import { Client } from 'pg';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { isConnectionFault } from '../connection-fault.ts';
import { connectionSettings } from '../database.ts';
import type { Cluster } from './cluster.ts';

/** Any fixed number: each process that uses the server shares this lock for as long as it does. */
const PRESENCE_LOCK = 4_711_380_227;

/**
 * One connection per process, open for as long as it uses the server. It tells the others that somebody is there, also
 * when this process dies in any way, since the lock ends with the connection; and it tells us when the server is gone.
 */
export interface Presence {
  client: Client;
  /** Settles when the connection is lost or closed. */
  lost: Promise<void>;
}

/** @returns null when the server does not serve yet, or no longer: the caller looks again */
export async function join(cluster: Cluster, port: number): Promise<Presence | null> {
  const { name, password } = cluster.credentials.superuser;
  // A superuser, because a place is reserved for it when all others are taken.
  const url = `postgres://${name}:${password}@127.0.0.1:${port}/postgres`;
  const client = new Client({
    ...connectionSettings(url),
    application_name: `rollcall presence ${process.pid}`,
  });
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => resolve());
  });
  try {
    await client.connect();
    await refuseOther(client, cluster);
    // Waits while the last one leaves; then the server ends, and with it this connection.
    await client.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    return { client, lost };
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isConnectionFault(error)) return null;
    throw namedRefusal(error, cluster);
  }
}

/**
 * Leaves the server, and ends it when nobody else is there. Nobody can come in between: who joins waits for the lock.
 * @param shutDown ends the server
 */
export async function leave(presence: Presence, shutDown: () => Promise<void>): Promise<void> {
  const { client } = presence;
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [PRESENCE_LOCK]);
    const result = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
      PRESENCE_LOCK,
    ]);
    if (result.rows[0]?.last === true) await shutDown();
  } catch (error) {
    // The server went away by itself.
    if (!isConnectionFault(error)) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Our password opens the database of a copied home as well, so the place is compared too. */
async function refuseOther(client: Client, cluster: Cluster): Promise<void> {
  const result = await client.query<{ place: string }>(`select current_setting('data_directory') as place`);
  const place = result.rows[0]?.place ?? '';
  if (realpathSync(place) === realpathSync(cluster.dataDirectory)) return;
  throw new RollcallError(
    'database_unavailable',
    `The port that ${cluster.dataDirectory} names is that of another database, in ${place}. Stop that one first.`,
  );
}

function namedRefusal(error: unknown, cluster: Cluster): unknown {
  const { code } = error as { code?: unknown };
  if (code !== '28P01' && code !== '28000') return error;
  return new RollcallError(
    'invalid_configuration',
    `The server of ${cluster.dataDirectory} refuses the password in database.json beside it. Restore that file.`,
    { cause: error },
  );
}
