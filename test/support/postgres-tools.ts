import { existsSync, mkdirSync, chownSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import type { Cluster } from '../../src/store/embedded/cluster.ts';
import { runAs } from '../../src/store/embedded/run-as.ts';
import { freePort, launch, shutDown } from '../../src/store/embedded/server.ts';
import { chooseServerUser } from '../../src/store/embedded/server-user.ts';
import { makeTestFolder } from './run-folder.ts';

/** A PostgreSQL of this machine with the tools of its own version, which the embedded one does not bring. */
export interface ToolsServer {
  major: number;
  /** Of a database, as a role. */
  url(database: string, role?: { name: string; password: string }): string;
  /** One statement after another, as the superuser. */
  ask(database: string, ...statements: string[]): Promise<void>;
  /** Runs pg_dump, pg_restore and the like against this server; what they said where they fail. */
  run(program: string, args: string[]): Promise<{ code: number | null; output: string }>;
  /** A folder that the tools may write to. */
  folder: string;
  stop(): Promise<void>;
}

const needed = ['initdb', 'postgres', 'pg_ctl', 'pg_dump', 'pg_restore', 'createdb'];
const superuser = { name: 'postgres', password: 'a-superuser' };

/** Starts it in a folder of this run; null where this machine has no PostgreSQL with its tools. */
export async function startToolsServer(): Promise<ToolsServer | null> {
  const bin = findTools();
  if (bin === null) return null;
  const directory = join(makeTestFolder('tools'), 'server');
  mkdirSync(directory, { mode: 0o700 });
  const user = chooseServerUser(directory);
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, superuser.password);
  if (user !== null) for (const path of [directory, passwordFile]) chownSync(path, user.uid, user.gid);
  const cluster: Cluster = {
    directory,
    dataDirectory: join(directory, 'data'),
    logFile: join(directory, 'server.log'),
    user,
    credentials: { directory, port: null, superuser, owner: { ...superuser, database: 'postgres' } },
    rememberPort: () => undefined,
  };
  const program = (name: string): string => join(bin, name);
  const { output } = await runAs(user, program('postgres'), ['--version']);
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(output)?.[1]);
  const made = await runAs(user, program('initdb'), [
    ...['-D', cluster.dataDirectory, '-U', superuser.name, `--pwfile=${passwordFile}`],
    ...['-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'],
  ]);
  if (made.code !== 0) throw new Error(made.output);
  const binaries = {
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    major,
  };
  const port = await freePort();
  const launched = await launch(cluster, binaries, port, 'fast');
  if (launched.outcome !== 'ready') throw new Error(JSON.stringify(launched));

  const url = (database: string, { name, password } = superuser): string =>
    `postgres://${name}:${password}@127.0.0.1:${port}/${database}`;
  return {
    major,
    url,
    folder: directory,
    async ask(database, ...statements) {
      const client = new Client(url(database));
      await client.connect();
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.end();
      }
    },
    run: (name, args) => runAs(user, program(name), args),
    stop: () => shutDown(cluster, () => Promise.resolve(binaries)),
  };
}

/** The folder with all of them, of the newest version; Debian has one for each version, and links to none of them. */
function findTools(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => existsSync(join(folder, 'pg_dump')));
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...onPath,
    ...onPath.map((folder) => join(realpathSync(join(folder, 'pg_dump')), '..')),
  ];
  const found = folders.find((folder) => needed.every((name) => existsSync(join(folder, name))));
  return found ?? null;
}
