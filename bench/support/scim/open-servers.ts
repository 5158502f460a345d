import type { ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../../src/store/database.ts';
import { asOwner } from '../bench-database.ts';
import { startProcess } from '../bench-process.ts';
import { quietService } from '../found-tenant.ts';
import { bareSchema, fillBare } from './bare-app.ts';
import { userBody, type Company } from './company.ts';
import { fillRollcall } from './fill-rollcall.ts';
import { installJackson } from './install-jackson.ts';
import type { Population, Server } from './operations.ts';
import type { ServerIsUp } from './server-process.ts';

export interface OpenServer extends Server {
  populations: Map<string, Population>;
  child: ChildProcess;
}

const script = 'scim/server-process.ts';

/** Rollcall, with every company written by its own SCIM writer: what is measured later came to be in the ordinary way. */
export async function openRollcall(url: string, companies: Company[]): Promise<OpenServer> {
  const database = openDatabase({ url, poolSize: 4 });
  const service = await quietService(database);
  const populations = new Map<string, Population>();
  for (const company of companies) {
    populations.set(company.slug, await fillRollcall(service, company));
  }
  await service.stop();
  await database.close();
  const { child, message } = await startProcess<ServerIsUp>(script, {
    NODE_ENV: 'production',
    APP: 'rollcall',
    DATABASE_URL: url,
  });
  const origin = { host: '127.0.0.1', port: message.port };
  return { name: 'rollcall', origin, patchedGroup: 204, populations, child };
}

export async function openBare(url: string, companies: Company[]): Promise<OpenServer> {
  await asOwner(url, bareSchema);
  const token = randomBytes(32).toString('base64url');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const populations = new Map<string, Population>();
  for (const company of companies) {
    const tenantId = randomUUID();
    const template = JSON.stringify(userBody(company.slug, 0));
    const ids = await fillBare(client, tenantId, company, template);
    populations.set(company.slug, { slug: company.slug, path: `/${tenantId}`, token, ...ids });
  }
  await client.end();
  const { child, message } = await startProcess<ServerIsUp>(script, {
    NODE_ENV: 'production',
    APP: 'bare',
    DATABASE_URL: url,
    TOKEN: token,
  });
  return {
    name: 'bare',
    origin: { host: '127.0.0.1', port: message.port },
    patchedGroup: 204,
    populations,
    child,
  };
}

/** The peer, in a database of its own; null where it cannot be had. */
export async function openJackson(url: string, companies: Company[]): Promise<OpenServer | null> {
  const folder = await installJackson();
  if (folder === null) return null;
  await asOwner(url, 'create database jackson');
  const own = new URL(url);
  own.pathname = '/jackson';
  const { child, message } = await startProcess<ServerIsUp>(script, {
    NODE_ENV: 'production',
    BOXYHQ_NO_ANALYTICS: '1',
    DO_NOT_TRACK: '1',
    APP: 'jackson',
    DATABASE_URL: own.href,
    JACKSON_FOLDER: folder,
    COMPANIES: JSON.stringify(companies),
  });
  const populations = new Map(
    message.filled.map(({ slug, directoryId, secret, people, groups }) => [
      slug,
      { slug, path: `/${directoryId}`, token: secret, people, groups: new Map(groups) },
    ]),
  );
  return {
    name: 'jackson',
    origin: { host: '127.0.0.1', port: message.port },
    patchedGroup: 200,
    populations,
    child,
  };
}
