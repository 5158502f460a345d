import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Clock } from '../../domain/clock.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { probeDatabase, type DatabaseProbe } from '../../store/probe-database.ts';
import { openPlace } from '../connect.ts';

/** What the checks look at, read once for all of them. */
export interface Patient {
  /** As far as it can be read: what is wrong counts as not set. */
  config: Config;
  /** The settings that are wrong. */
  wrong: ReadonlySet<string>;
  clock: Clock;
  /** What the login role of the database sees. Rejects where it cannot be reached. */
  probe: () => Promise<Probed>;
  /** As the service works with it. Rejects where it cannot be reached. */
  database: () => Promise<Database>;
}

export type Probed =
  | { kind: 'there'; url: string; embedded: boolean; probe: DatabaseProbe; askedAt: Date; answeredAt: Date }
  /** No embedded database was made yet. */
  | { kind: 'not_made' }
  /** DATABASE_URL is wrong, so nobody knows which one is meant. */
  | { kind: 'unknown' };

/** Milliseconds for one statement. Statements of the checks read by indexes. */
const STATEMENT_LIMIT_MS = 5_000;

/** Opens nothing before a check asks for it. `leave` closes what was opened. */
export function examine(
  config: Config,
  wrong: ReadonlySet<string>,
  clock: Clock,
): { patient: Patient; leave: () => Promise<void> } {
  const opened: (() => Promise<void>)[] = [];
  let probing: Promise<Probed> | undefined;
  let opening: Promise<Database> | undefined;

  const probe = async (): Promise<Probed> => {
    if (wrong.has('DATABASE_URL') || wrong.has('ROLLCALL_HOME')) return { kind: 'unknown' };
    const embedded = config.databaseUrl === null;
    if (embedded && !existsSync(join(config.home, 'database.json'))) return { kind: 'not_made' };
    const place = await openPlace(config, { info: () => undefined, warn: () => undefined });
    opened.push(place.leave);
    const askedAt = clock.now();
    const found = await probeDatabase(place.url, STATEMENT_LIMIT_MS);
    return { kind: 'there', url: place.url, embedded, probe: found, askedAt, answeredAt: clock.now() };
  };
  const open = async (): Promise<Database> => {
    const probed = await (probing ??= probe());
    if (probed.kind !== 'there') throw new Error('There is no database to open.');
    const database = openDatabase({
      url: probed.url,
      poolSize: 2,
      statementTimeout: STATEMENT_LIMIT_MS,
      acquireTimeout: STATEMENT_LIMIT_MS,
    });
    opened.push(() => database.close());
    return database;
  };
  return {
    patient: {
      config,
      wrong,
      clock,
      probe: () => (probing ??= probe()),
      database: () => (opening ??= open()),
    },
    async leave() {
      for (const close of opened.toReversed()) await close().catch(() => undefined);
    },
  };
}
