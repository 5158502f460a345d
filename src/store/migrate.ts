import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { RollcallError } from '../domain/rollcall-error.ts';
import { ensureAppRole, grantToApp } from './app-role.ts';
import { isConnectionFault } from './connection-fault.ts';
import { connectionSettings } from './database.ts';
import { migrationNames } from './migration-source.ts';
import { runMigrations, usualPace, type MigrationPace } from './run-migrations.ts';

/** Any fixed number: whoever holds it in a database is the one process that migrates it. */
const MIGRATION_LOCK = 7_265_113_210;

/** How soon a process that waits for another one's migration looks again. */
const askAgainMs = 100;

const OLDEST_SERVER = 140_000;

/**
 * Brings the database up to this version of Rollcall, as the login role of `url`, also while other processes work on it.
 * Safe to run in many processes at once: one migrates, the others wait. Nothing is left locked when it is killed.
 *
 * @returns the names of the migrations that were applied, oldest first
 * @throws RollcallError `conflict` where a migration got no lock; those before it stay applied
 */
export async function migrate(
  url: string,
  folder?: URL,
  pace: Partial<MigrationPace> = {},
): Promise<{ applied: string[] }> {
  const lock = await connected(url);
  try {
    await refuseOldServer(lock);
    await untilOurTurn(lock);
    const { pending } = await readSchemaState(lock, folder);
    await applyMigrations(url, folder, pending, lock, { ...usualPace, ...pace });
    return { applied: pending };
  } finally {
    await lock.end();
  }
}

/**
 * One process migrates a database at a time. Held by the session, so a killed process leaves nothing locked. Only
 * migrations may: it does not span Citus nodes. Asked again and again, because who waits within a statement has a
 * snapshot, and an index that is made concurrently would wait for that one to end, for ever.
 */
async function untilOurTurn(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.got === true) return;
    await pause(askAgainMs);
  }
}

/** How a database stands to this version. */
export interface SchemaState {
  /** Migrations that it lacks. */
  pending: string[];
  /** Migrations of a newer Rollcall that this version can live with (ADR 37). */
  newer: string[];
}

/** Throws where a newer Rollcall has taken something away that this version may need. */
export async function schemaState(url: string, folder?: URL): Promise<SchemaState> {
  const client = await connected(url);
  try {
    await refuseOldServer(client);
    return await readSchemaState(client, folder);
  } finally {
    await client.end();
  }
}

/** The migrations that this database still lacks, for a process that runs: what a newer one has added it goes on with. */
export async function pendingMigrations(url: string, folder?: URL): Promise<string[]> {
  const client = await connected(url);
  try {
    const applied = await appliedMigrations(client);
    return (await migrationNames(folder)).filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client(connectionSettings(url));
  // A broken connection also fails the query that waits for it; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function applyMigrations(
  url: string,
  folder: URL | undefined,
  pending: readonly string[],
  watcher: Client,
  pace: MigrationPace,
): Promise<void> {
  let role = '';
  try {
    await runMigrations(url, folder, pending, {
      pace,
      watcher,
      async before(pool) {
        role = await ensureAppRole(pool);
        // Knex's own lock stays behind when a migration is killed. Ours is held already, so theirs can only be a leftover.
        await pool.migrate.forceFreeMigrationsLock();
      },
      after: (pool) => grantToApp(pool, role),
    });
  } catch (error) {
    throw explained(error);
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

async function appliedMigrations(client: Client): Promise<Set<string>> {
  const table = await client.query<{ found: boolean }>(
    `select to_regclass('knex_migrations') is not null as found`,
  );
  if (table.rows[0]?.found !== true) return new Set();
  const result = await client.query<{ name: string }>('select name from knex_migrations order by id');
  return new Set(result.rows.map((row) => row.name));
}

/** A migration that takes something away is named so, for the versions before it. */
const takesAway = /_contract_/;

async function readSchemaState(client: Client, folder?: URL): Promise<SchemaState> {
  const applied = await appliedMigrations(client);
  const known = await migrationNames(folder);
  const pending = known.filter((name) => !applied.has(name));
  const newer = [...applied].filter((name) => !known.includes(name));
  const refused = pending.length > 0 ? newer : newer.filter((name) => takesAway.test(name));
  if (refused.length === 0) return { pending, newer };
  throw new RollcallError(
    'invalid_configuration',
    `The database was migrated by a newer Rollcall (${refused.join(', ')}), which ` +
      `${pending.length > 0 ? 'lacks migrations of this one' : 'took away what this one may need'}. ` +
      'Run that version, or another database.',
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
  return new RollcallError(
    'internal',
    `A migration failed, and nothing of it was changed: ${error.message}.`,
    {
      cause: error,
    },
  );
}
