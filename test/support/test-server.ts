import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { startEmbedded, type Embedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { makeTestFolderInMemory } from './run-folder.ts';

/** The one PostgreSQL of this run, with a migrated database in it that is only ever copied. */
export interface TestServer {
  /** Its maintenance database, as a role that may create databases. */
  url: string;
  template: string;
}

let running: Promise<TestServer> | undefined;
let embedded: Embedded | undefined;

/** Started by the first test that needs it, so that runs without a database stay quick. */
export function testServer(): Promise<TestServer> {
  return (running ??= start());
}

export async function stopTestServer(): Promise<void> {
  if (running === undefined) return;
  const server = await running.catch(() => undefined);
  if (embedded === undefined && server !== undefined) await dropDatabase(server, server.template);
  await embedded?.stop();
  running = undefined;
  embedded = undefined;
}

/** The same database as a superuser. */
export async function superuserUrl(url: string): Promise<string> {
  await testServer();
  // A server that was given has been entered as one that may create databases; here it must be a superuser's.
  if (embedded === undefined) return url;
  const file = resolve(embedded.dataDirectory, '../../database.json');
  const { superuser } = JSON.parse(readFileSync(file, 'utf8')) as {
    superuser: { name: string; password: string };
  };
  const changed = new URL(url);
  changed.username = superuser.name;
  changed.password = superuser.password;
  return changed.href;
}

async function start(): Promise<TestServer> {
  const server = { url: await serverUrl(), template: `rollcall_template_${process.pid}` };
  await createDatabase(server, server.template);
  await migrate(databaseUrl(server, server.template));
  return server;
}

/** TEST_DATABASE_URL, or an embedded server without the costs of durability. */
async function serverUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  const log = { info: () => undefined, warn: (sentence: string) => process.stderr.write(`${sentence}\n`) };
  embedded = await startEmbedded({ home: makeTestFolderInMemory('server'), log, profile: 'fast' });
  return embedded.url;
}

export function databaseUrl(server: TestServer, name: string): string {
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

export async function createDatabase(server: TestServer, name: string, template?: string): Promise<void> {
  // Twice as quick as through the log, where nothing waits for a disk.
  const how = embedded === undefined ? '' : 'strategy file_copy';
  await ask(
    server,
    `create database "${name}" ${template === undefined ? '' : `template "${template}" ${how}`}`,
  );
}

export async function dropDatabase(server: TestServer, name: string): Promise<void> {
  await ask(server, `drop database if exists "${name}" with (force)`);
}

async function ask(server: TestServer, sql: string): Promise<void> {
  const client = new Client(server.url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
