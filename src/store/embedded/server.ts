import { spawn } from 'node:child_process';
import { chownSync, closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { isPostmasterOf, readPostmaster } from './postmaster.ts';
import { refuseForbiddenUser, runAs, spawnOptions } from './run-as.ts';

/** `durable` for anything that matters; `fast` for tests, whose database may be lost with the machine. */
export type Profile = 'durable' | 'fast';

/** What became of a start: it serves; or it gave way to another server; or its port is taken; or it cannot run. */
export type Launch =
  | { outcome: 'ready' }
  | { outcome: 'contended' }
  | { outcome: 'port_taken' }
  | { outcome: 'failed'; because: string };

const settings: Record<string, string> = {
  max_connections: '200',
  shared_buffers: '128MB',
  // TCP on loopback works everywhere; the path of a socket has a length limit that a home may exceed.
  unix_socket_directories: '',
  // No replicas: then bulk loads need not be logged twice.
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '64MB',
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  max_logical_replication_workers: '0',
  jit: 'off',
  // A first sync fills empty tables in minutes: what the planner takes them for must not lag behind.
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The messages of failed statements quote values, and no personal value belongs in a log; Rollcall reports failures
  // itself. In the server's order of severity, `log` leaves out errors and warnings and keeps what the server does.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

const fastSettings: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Databases that live for seconds; and nobody may drop one while a vacuum of the server's own is in it.
  autovacuum: 'off',
};

/** Log files longer than this are emptied at a start. */
const LOG_LIMIT = 10_000_000;

/**
 * Starts a server on the data directory and waits until it serves. It lives on when this process dies, and the signals
 * of this terminal do not reach it: those who use it end it, see leave() in presence.ts.
 */
export async function launch(
  cluster: Cluster,
  binaries: Binaries,
  port: number,
  profile: Profile,
): Promise<Launch> {
  const log = openLog(cluster);
  const all = profile === 'fast' ? { ...settings, ...fastSettings } : settings;
  const child = spawn(
    binaries.postgres,
    [
      ...['-D', cluster.dataDirectory, '-h', '127.0.0.1', '-p', String(port)],
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...spawnOptions(cluster.user, binaries.postgres),
      detached: true,
      stdio: ['ignore', log.file, log.file],
    },
  );
  const ended: { because?: string } = {};
  child.once('exit', (code, signal) => {
    ended.because = `it ended with ${code ?? signal ?? '?'}`;
  });
  child.once('error', (error) => {
    ended.because = error.message;
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    refuseForbiddenUser(error, cluster.user);
    return { outcome: 'failed', because: (error as Error).message };
  } finally {
    closeSync(log.file);
  }
  child.unref();
  for (;;) {
    const postmaster = readPostmaster(cluster.dataDirectory);
    if (postmaster?.pid === child.pid && postmaster?.isReady === true) return { outcome: 'ready' };
    if (ended.because !== undefined)
      return explain(ended.because, readFileSync(cluster.logFile, 'utf8').slice(log.length));
    await pause(10);
  }
}

/**
 * Ends the server in order: open transactions are rolled back, everything committed is on disk. Returns when it is
 * gone, though another process may be starting the next one by then.
 */
export async function shutDown(cluster: Cluster, binaries: () => Promise<Binaries>): Promise<void> {
  const { dataDirectory, user } = cluster;
  const pid = readPostmaster(dataDirectory)?.pid;
  if (pid === undefined || !isPostmasterOf(pid, dataDirectory)) return;
  if (process.platform === 'win32') {
    const { pgCtl } = await binaries();
    await runAs(user, pgCtl, ['stop', '-D', dataDirectory, '-m', 'fast', '-w', '-s']);
    return;
  }
  // PostgreSQL, "Shutting Down the Server": SIGINT is the fast shutdown.
  process.kill(pid, 'SIGINT');
  while (readPostmaster(dataDirectory)?.pid === pid && isPostmasterOf(pid, dataDirectory)) await pause(10);
}

/** A port of the loopback address that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function openLog(cluster: Cluster): { file: number; length: number } {
  if ((statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT)
    truncateSync(cluster.logFile);
  const file = openSync(cluster.logFile, 'a', 0o600);
  if (cluster.user !== null) chownSync(cluster.logFile, cluster.user.uid, cluster.user.gid);
  return { file, length: readFileSync(cluster.logFile, 'utf8').length };
}

function explain(ended: string, log: string): Launch {
  if (
    /lock file "postmaster.pid" (?:already exists|is empty)|bogus data in lock file|pre-existing shared memory block/.test(
      log,
    )
  ) {
    return { outcome: 'contended' };
  }
  if (/could not create any TCP\/IP sockets/.test(log)) return { outcome: 'port_taken' };
  const fatal = /(?:FATAL|PANIC): {2}(.*)/.exec(log)?.[1];
  return { outcome: 'failed', because: fatal ?? (log.trim().split('\n').at(-1) || ended) };
}
