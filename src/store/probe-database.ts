import { Client } from 'pg';
import { connectionSettings } from './database.ts';

/** What a database says of itself to its login role. */
export interface DatabaseProbe {
  /** Such as 16.4. */
  version: string;
  /** Such as 160004. */
  versionNumber: number;
  login: string;
  /** Its own clock. */
  now: Date;
  maxConnections: number;
  /** Whether it only follows another one, and cannot be written to. */
  isReplica: boolean;
}

/**
 * Asks a database, whatever is in it, over a connection of its own.
 *
 * @param limitMs milliseconds for the connection, and again for the answer
 */
export async function probeDatabase(url: string, limitMs: number): Promise<DatabaseProbe> {
  const client = new Client({
    ...connectionSettings(url),
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
  });
  // A broken connection also fails the query that waits for it; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result = await client.query<DatabaseProbe>(
      `select current_setting('server_version') as version,
              current_setting('server_version_num')::int as "versionNumber",
              current_user::text as login, clock_timestamp() as now,
              current_setting('max_connections')::int as "maxConnections",
              pg_is_in_recovery() as "isReplica"`,
    );
    const [probe] = result.rows;
    if (probe === undefined) throw new Error('The database answers nothing.');
    return probe;
  } finally {
    await client.end();
  }
}
