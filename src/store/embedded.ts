import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { RollcallError } from '../domain/rollcall-error.ts';
import { findBinaries, type Binaries } from './embedded/binaries.ts';
import { openCluster, type Cluster } from './embedded/cluster.ts';
import { initialize } from './embedded/initialize.ts';
import { placesOutside } from './embedded/places.ts';
import { disown, isAlive, isPostmasterOf, readPostmaster, removeEmptyLock } from './embedded/postmaster.ts';
import { join, leave, type Presence } from './embedded/presence.ts';
import { freePort, launch, shutDown, type Profile } from './embedded/server.ts';

export interface EmbeddedOptions {
  /** ROLLCALL_HOME, absolute. */
  home: string;
  log: EmbeddedLog;
  profile?: Profile;
}

/** Told in whole sentences what an operator should know. */
export interface EmbeddedLog {
  info(sentence: string): void;
  warn(sentence: string): void;
}

export interface Embedded {
  /** The database, as its owner: no superuser, may create databases and roles. */
  url: string;
  /** Leaves the database, and ends its server if no other process uses it. Close the pools first. */
  stop(): Promise<void>;
  dataDirectory: string;
}

/** Recovery after a crash replays at most 512 MB of log. */
const START_LIMIT_MS = 120_000;

/**
 * A real PostgreSQL in ROLLCALL_HOME, made on first use. Uses the server that runs already (another process's, or one
 * that outlived its process), or else starts one. Whoever leaves last ends it; until then each process that uses it
 * starts it again, on the same port, should it die.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { home, log, profile = 'durable' } = options;
  const cluster = openCluster(home, (sentence) => log.info(sentence));
  let known: Promise<Binaries> | undefined;
  const binaries = () =>
    (known ??= findBinaries(cluster.user, placesFor(cluster, home), (say) => log.info(say)));
  const server = { cluster, binaries, profile };
  const first = await enter(server, null);
  await makeOwner(first.presence.client, cluster);

  const leaving = new AbortController();
  const isLeaving = () => leaving.signal.aborted;
  const end = async (presence: Presence) => leave(presence, () => shutDown(cluster, binaries));
  let { presence } = first;
  const watching = (async () => {
    for (;;) {
      await presence.lost;
      if (isLeaving()) return;
      log.warn('The embedded PostgreSQL is gone; starting it again. Everything committed is still there.');
      const back = await comeBack(server, first.port, log, leaving.signal);
      if (back === null) return;
      presence = back;
      if (isLeaving()) return end(presence);
      log.info('The embedded PostgreSQL is back.');
    }
  })();
  const stop = async () => {
    leaving.abort();
    await end(presence);
    await watching;
  };
  let left: Promise<void> | undefined;
  const { owner } = cluster.credentials;
  return {
    url: `postgres://${owner.name}:${owner.password}@127.0.0.1:${first.port}/${owner.database}`,
    dataDirectory: cluster.dataDirectory,
    stop: () => (left ??= stop()),
  };
}

interface Server {
  cluster: Cluster;
  binaries: () => Promise<Binaries>;
  profile: Profile;
}

function placesFor(cluster: Cluster, home: string): string[] {
  return cluster.user === null ? [home] : placesOutside();
}

/**
 * Joins the running server, or starts one and joins it. Needs no lock of its own: the data directory appears as a whole,
 * and of two servers on one data directory PostgreSQL lets one live.
 * @param fixedPort the port it must have, or null for any
 */
async function enter(
  { cluster, binaries, profile }: Server,
  fixedPort: number | null,
): Promise<{ presence: Presence; port: number }> {
  const limit = Date.now() + START_LIMIT_MS;
  let wanted = fixedPort ?? cluster.credentials.port ?? (await freePort());
  let obstacle = 'it does not answer';
  while (Date.now() < limit) {
    const postmaster = readPostmaster(cluster.dataDirectory);
    if (postmaster !== null && isPostmasterOf(postmaster.pid, cluster.dataDirectory)) {
      const { port } = postmaster;
      const presence = port === null ? null : await join(cluster, port);
      if (port !== null && presence !== null) return { presence, port };
      await pause(20);
      continue;
    }
    await initialize(cluster, await binaries(), profile === 'durable');
    if (postmaster === null) removeEmptyLock(cluster.dataDirectory);
    else if (isAlive(postmaster.pid)) disown(cluster.dataDirectory, postmaster);
    const launched = await launch(cluster, await binaries(), wanted, profile);
    if (launched.outcome === 'ready') cluster.rememberPort(wanted);
    else if (launched.outcome === 'contended') await pause(50);
    else if (launched.outcome === 'failed') {
      obstacle = launched.because;
      break;
    } else if (fixedPort !== null) {
      obstacle = `another program listens on its port ${fixedPort}`;
      break;
    } else wanted = await freePort();
  }
  throw new RollcallError(
    'database_unavailable',
    `The embedded PostgreSQL does not start: ${obstacle}. The whole story is in ${cluster.logFile}.`,
    { retryable: true },
  );
}

/** Starts the server again until it serves, or until we leave. The port stays, since the pools know it. */
async function comeBack(
  server: Server,
  port: number,
  log: EmbeddedLog,
  leaving: AbortSignal,
): Promise<Presence | null> {
  for (let wait = 250; !leaving.aborted; wait = Math.min(wait * 2, 10_000)) {
    try {
      const { presence, port: found } = await enter(server, port);
      if (found === port) return presence;
      await leave(presence, () => Promise.resolve());
      log.warn(`The embedded PostgreSQL now listens on ${found}, not on ${port}: start Rollcall again.`);
    } catch (error) {
      log.warn((error as Error).message);
    }
    await pause(wait, undefined, { signal: leaving }).catch(() => undefined);
  }
  return null;
}

/** Any fixed number: one process at a time makes the owner. */
const OWNER_LOCK = 4_711_380_228;

/** The role and database that Rollcall works with, made on the first start. */
async function makeOwner(client: Client, cluster: Cluster): Promise<void> {
  const { name, password, database } = cluster.credentials.owner;
  const exists = async () => {
    const result = await client.query('select 1 from pg_database where datname = $1', [database]);
    return result.rows.length > 0;
  };
  if (await exists()) return;
  await client.query('select pg_advisory_lock($1)', [OWNER_LOCK]);
  try {
    if (await exists()) return;
    await client.query(`do $$ begin create role ${name}; exception when duplicate_object then null; end $$`);
    // Base64url: nothing in it needs escaping.
    await client.query(`alter role ${name} login createdb createrole password '${password}'`);
    await client.query(`create database ${database} owner ${name}`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [OWNER_LOCK]);
  }
}
