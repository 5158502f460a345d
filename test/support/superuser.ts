import { Client } from 'pg';
import { superuserUrl } from './test-server.ts';

/** A connection to a database of this run as one who may do everything. End it. */
export async function connectSuperuser(url: string): Promise<Client> {
  const client = new Client(await superuserUrl(url));
  await client.connect();
  return client;
}

/** Waits, without sleeping, until somebody waits for a lock in this database. */
export async function untilSomebodyWaits(client: Client): Promise<void> {
  for (;;) {
    // Within a transaction the activity is otherwise that of the first look.
    await client.query('select pg_stat_clear_snapshot()');
    const waiting = await client.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.rows.length > 0) return;
  }
}

/** Ends every other connection to this database, as an administrator or a failing network would. */
export async function endConnections(client: Client): Promise<number> {
  const ended = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  return ended.rows.length;
}
