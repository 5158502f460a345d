import knex from 'knex';
import { Client } from 'pg';
import { RollcallError } from '../domain/rollcall-error.ts';
import { ensureAppRole, grantToApp } from './app-role.ts';
import { isConnectionFault } from './connection-fault.ts';
import { connectionSettings, silentLog } from './database.ts';
import { migrationNames, migrationSource } from './migration-source.ts';

/** Any fixed number: whoever holds it in a database is the one process that migrates it. */
const MIGRATION_LOCK = 7_265_113_210;

const OLDEST_SERVER = 140_000;

/**
 * Brings the database up to this version of Rollcall, as the login role of `url`. Safe to run in many processes at
 * once: one migrates, the others wait. Nothing is left locked when it is killed.
 * @returns the names of the migrations that were applied, oldest first
 */
export async function migrate(url: string, folder?: URL): Promise<{ applied: string[] }> {
  const lock = new Client(connectionSettings(url));
  // A broken connection also fails the query that waits for it; without a listener it would end the process.
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await refuseOldServer(lock);
    // Held by the session, so a killed process leaves nothing locked. Only migrations may: it does not span Citus nodes.
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewerSchema(lock, folder);
    return { applied: await runMigrations(url, folder) };
  } finally {
    await lock.end();
  }
}

/** The migrations that this database still lacks. Throws when it was migrated by a newer Rollcall. */
export async function pendingMigrations(url: string, folder?: URL): Promise<string[]> {
  const client = new Client(connectionSettings(url));
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseOldServer(client);
    const applied = await refuseNewerSchema(client, folder);
    return (await migrationNames(folder)).filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function runMigrations(url: string, folder?: URL): Promise<string[]> {
  const pool = knex({
    client: 'pg',
    connection: connectionSettings(url),
    pool: { min: 0, max: 2 },
    log: silentLog,
    migrations: { migrationSource: migrationSource(folder) },
  });
  try {
    const role = await ensureAppRole(pool);
    // Knex's own lock stays behind when a migration is killed. Ours is held already, so theirs can only be a leftover.
    await pool.migrate.forceFreeMigrationsLock();
    const [, applied] = (await pool.migrate.latest()) as [number, string[]];
    await grantToApp(pool, role);
    return applied;
  } catch (error) {
    throw explained(error);
  } finally {
    await pool.destroy();
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const result = await client.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  const server = result.rows[0];
  if (server !== undefined && server.number >= OLDEST_SERVER) return;
  throw new RollcallError(
    'invalid_configuration',
    `DATABASE_URL leads to PostgreSQL ${server?.version ?? '?'}, and Rollcall needs 14 or newer.`,
  );
}

async function refuseNewerSchema(client: Client, folder?: URL): Promise<Set<string>> {
  const table = await client.query<{ found: boolean }>(
    `select to_regclass('knex_migrations') is not null as found`,
  );
  if (table.rows[0]?.found !== true) return new Set();
  const result = await client.query<{ name: string }>('select name from knex_migrations order by id');
  const applied = new Set(result.rows.map((row) => row.name));
  const known = new Set(await migrationNames(folder));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length === 0) return applied;
  throw new RollcallError(
    'invalid_configuration',
    `The database was migrated by a newer Rollcall (${unknown.join(', ')}). Run that version, or another database.`,
  );
}

function explained(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (code === '42501') {
    return new RollcallError(
      'invalid_configuration',
      'The role in DATABASE_URL may not create tables in this database. Make it the owner of the database, or have ' +
        'an administrator run: GRANT CREATE, USAGE ON SCHEMA public TO <that role>.',
      { cause: error },
    );
  }
  if (!(error instanceof Error) || error instanceof RollcallError || isConnectionFault(error)) return error;
  // Knex puts the whole migration before what PostgreSQL said.
  error.message = error.message.split(' - ').at(-1) ?? error.message;
  return new RollcallError('internal', `A migration failed and changed nothing: ${error.message}.`, {
    cause: error,
  });
}
