import { readConfig, type Config } from '../config.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { openDatabase, type Database } from '../store/database.ts';
import type { EmbeddedLog } from '../store/embedded.ts';
import { migrate, schemaState } from '../store/migrate.ts';
import type { CommandIo } from './command-io.ts';
import { withServiceAddress } from './kept-address.ts';

export interface Connected {
  database: Database;
  /** As the login role: for migrations and LISTEN. */
  databaseUrl: string;
  /** Closes the pool, and leaves the embedded database. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  log: EmbeddedLog;
  /**
   * What to do with a database that lacks migrations. An embedded one is nobody else's, so it is always migrated;
   * `refuse` is for commands beside a service that operators migrate themselves.
   */
  unmigrated: 'migrate' | 'refuse';
}

/** Opens the database that the settings name: DATABASE_URL, or else the embedded one, started if it does not run. */
export async function connect(config: Config, options: ConnectOptions): Promise<Connected> {
  const place = await openPlace(config, options.log);
  try {
    const { pending, newer } = await schemaState(place.url);
    if (newer.length > 0) options.log.warn(aheadOf(newer));
    if (pending.length > 0) {
      if (config.databaseUrl !== null && options.unmigrated === 'refuse') throw unmigrated();
      const { applied } = await migrate(place.url, undefined, {
        onBlocked: (sentence) => {
          options.log.warn(sentence);
        },
      });
      if (applied.length > 0) options.log.info(`The database was brought up to date: ${applied.join(', ')}.`);
    }
    const database = openDatabase({ url: place.url, poolSize: config.databasePoolSize });
    return {
      database,
      databaseUrl: place.url,
      close: async () => {
        await database.close();
        await place.leave();
      },
    };
  } catch (error) {
    await place.leave();
    throw error;
  }
}

/** For a command's work on the database; whatever happens, nothing stays open. Stops no server that others use. */
export async function withDatabase<T>(
  io: CommandIo,
  work: (connected: Connected, config: Config) => Promise<T>,
): Promise<T> {
  const config = withServiceAddress(readConfig(io.env, io.cwd), io.env);
  const connected = await connect(config, { log: stderrLog(io), unmigrated: 'refuse' });
  try {
    return await work(connected, config);
  } finally {
    await connected.close();
  }
}

/** Where a database is, and how to take leave of it. */
export async function openPlace(
  config: Config,
  log: EmbeddedLog,
): Promise<{ url: string; leave: () => Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, leave: () => Promise.resolve() };
  const { startEmbedded } = await import('../store/embedded.ts');
  const embedded = await startEmbedded({ home: config.home, log });
  return { url: embedded.url, leave: () => embedded.stop() };
}

export function stderrLog(io: CommandIo): EmbeddedLog {
  const say = (sentence: string) => {
    io.stderr.write(`${sentence}\n`);
  };
  return { info: say, warn: say };
}

function aheadOf(newer: readonly string[]): string {
  return (
    `The database is ahead of this version of Rollcall: a newer one has added ${newer.join(', ')}. This version goes on ` +
    'with it, as in an upgrade that is under way or was taken back.'
  );
}

function unmigrated(): RollcallError {
  return new RollcallError(
    'invalid_configuration',
    'The database in DATABASE_URL lacks the latest migrations. Run `rollcall migrate` first.',
  );
}
