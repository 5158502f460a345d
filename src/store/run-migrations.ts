import { setTimeout as pause } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import type { Client } from 'pg';
import { RollcallError } from '../domain/rollcall-error.ts';
import { sqlStateOf } from './connection-fault.ts';
import { connectionSettings, silentLog } from './database.ts';
import { migrationSource } from './migration-source.ts';

export interface MigrationPace {
  /** Milliseconds that a migration waits for a lock, and with it everyone who wants the same table after it. */
  lockTimeoutMs: number;
  /** How often a migration is tried that got no lock. */
  tries: number;
  /** Milliseconds before the second try; twice as long before each later one, up to the longest. */
  firstRestMs: number;
  longestRestMs: number;
  /** Told, in a sentence, that a migration got no lock, and who had it. */
  onBlocked: (sentence: string) => void;
}

export const usualPace: MigrationPace = {
  // As long as a request may take without anybody noticing much.
  lockTimeoutMs: 1_000,
  tries: 40,
  firstRestMs: 250,
  longestRestMs: 10_000,
  onBlocked: () => undefined,
};

const NAME = 'rollcall-migrate';
/** No lock in time; and PostgreSQL ended one of two that waited for each other. */
const blocked = new Set(['55P03', '40P01']);

/**
 * Runs these migrations one after the other, each in a transaction of its own, so that its locks are held for no longer
 * than it takes itself. One that has to wait for a lock gives up after a moment, lets everyone through who came to wait
 * behind it, and tries again: a waiting ALTER TABLE would otherwise block all news for as long as somebody's forgotten
 * transaction lasts. A migration that opens no transaction (`config.transaction: false`) does only what may wait without
 * blocking others, so it waits for as long as it takes.
 *
 * @param watcher a connection beside the migration, to see who blocks it
 */
export async function runMigrations(
  url: string,
  folder: URL | undefined,
  names: readonly string[],
  {
    pace,
    watcher,
    before,
    after,
  }: {
    pace: MigrationPace;
    watcher: Client;
    before: (knex: Knex) => Promise<void>;
    after: (knex: Knex) => Promise<void>;
  },
): Promise<void> {
  const impatient = openPool(url, folder, pace.lockTimeoutMs);
  const patient = openPool(url, folder, 0);
  const source = migrationSource(folder);
  try {
    await before(impatient);
    for (const name of names) {
      const { config } = (await source.getMigration(name)) as { config?: { transaction?: boolean } };
      if (config?.transaction === false) await patient.migrate.up();
      else await upWithRetries(impatient, name, pace, watcher);
    }
    await after(impatient);
  } finally {
    await Promise.all([impatient.destroy(), patient.destroy()]);
  }
}

function openPool(url: string, folder: URL | undefined, lockTimeoutMs: number): Knex {
  return knex({
    client: 'pg',
    connection: { ...connectionSettings(url), application_name: NAME },
    pool: {
      min: 0,
      max: 2,
      // Not among what a connection begins with, where a pooler would refuse it.
      afterCreate: (connection: Client, done: (error: Error | null, connection: Client) => void) => {
        connection.query(`set lock_timeout = ${lockTimeoutMs}`, (error: Error | null) => {
          done(error, connection);
        });
      },
    },
    log: silentLog,
    // Ours are looked at before; those of a newer Rollcall are none of this one's business.
    migrations: { migrationSource: migrationSource(folder), disableMigrationsListValidation: true },
  });
}

async function upWithRetries(pool: Knex, name: string, pace: MigrationPace, watcher: Client): Promise<void> {
  let who = unknown;
  for (let attempt = 1; ; attempt += 1) {
    const blockers = watchBlockers(watcher, pace.lockTimeoutMs);
    try {
      await pool.migrate.up();
      await blockers.stop();
      return;
    } catch (fault) {
      // Whoever blocked it before is the best guess where nobody was seen this time.
      who = (await blockers.stop()) ?? who;
      if (!blocked.has(sqlStateOf(fault) ?? '')) throw fault;
      if (attempt >= pace.tries) throw givenUp(name, attempt, who, fault);
      pace.onBlocked(
        `Migration ${name} got no lock, because of ${who}. Nobody waits for it; it is tried again (${attempt} of ${pace.tries}).`,
      );
      await pause(Math.min(pace.firstRestMs * 2 ** (attempt - 1), pace.longestRestMs));
    }
  }
}

/** Looks several times, while the migration may be waiting, who has what it waits for. */
function watchBlockers(watcher: Client, lockTimeoutMs: number): { stop: () => Promise<string | null> } {
  let seen: string | null = null;
  let looking: Promise<void> | null = null;
  const look = (): void => {
    looking ??= findBlockers(watcher).then((found) => {
      seen = found ?? seen;
      looking = null;
    });
  };
  const timer = setInterval(look, Math.max(lockTimeoutMs / 4, 1));
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      return seen;
    },
  };
}

const unknown = 'somebody who was gone when it was looked for';

interface Blocker {
  pid: number;
  user: string | null;
  program: string;
  state: string | null;
  seconds: number | null;
}

/** Never what they have asked: it may hold anything. */
async function findBlockers(watcher: Client): Promise<string | null> {
  const { rows } = await watcher
    .query<Blocker>(
      `select distinct b.pid, b.usename as user, b.application_name as program, b.state,
              extract(epoch from clock_timestamp() - b.xact_start)::int as seconds
         from pg_stat_activity m
        cross join unnest(pg_blocking_pids(m.pid)) as blocking (pid)
         join pg_stat_activity b on b.pid = blocking.pid
        where m.application_name = $1 and m.datname = current_database() and b.application_name <> $1
        order by seconds desc nulls last limit 3`,
      [NAME],
    )
    .catch(() => ({ rows: [] }));
  if (rows.length === 0) return null;
  return rows
    .map(({ pid, user, program, state, seconds }) => {
      const since = seconds === null ? '' : ` for ${seconds} s`;
      return `process ${pid} (${[program, `user ${user ?? '?'}`].filter(Boolean).join(', ')}; ${state ?? 'hidden'}${since})`;
    })
    .join(' and ');
}

function givenUp(name: string, attempts: number, who: string, cause: unknown): RollcallError {
  return new RollcallError(
    'conflict',
    `Migration ${name} got no lock in ${attempts} tries, because of ${who}. Nothing of it was changed, and what runs goes ` +
      'on. End that transaction, for instance with `select pg_terminate_backend(<process>)`, and migrate again.',
    { retryable: true, cause },
  );
}
