import type { ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../../src/store/database.ts';
import { createTenant } from '../../../src/tenancy/create-tenant.ts';
import { createDirectory } from '../../../src/tenancy/directories.ts';
import { asOwner } from '../bench-database.ts';
import { startProcess } from '../bench-process.ts';
import { quietService } from '../found-tenant.ts';
import { bareSchema, fillBare } from './bare-app.ts';
import { GROUP_SCHEMA, userBody, type Company } from './company.ts';
import { installJackson } from './install-jackson.ts';
import { sendLoad, toRequest, type Origin } from './load.ts';
import type { Population, Server } from './operations.ts';
import type { ServerIsUp } from './server-process.ts';

export interface OpenServer extends Server {
  populations: Map<string, Population>;
  child: ChildProcess;
}

const actor = { kind: 'operator', id: 'bench' } as const;
const script = 'scim/server-process.ts';
const hour = 3_600_000;

/** Rollcall, with every company sent to it over SCIM: what is measured later came to be in the ordinary way. */
export async function openRollcall(url: string, companies: Company[]): Promise<OpenServer> {
  const database = openDatabase({ url, poolSize: 2 });
  const { tenancy } = await quietService(database);
  const { child, message } = await startProcess<ServerIsUp>(script, {
    NODE_ENV: 'production',
    APP: 'rollcall',
    DATABASE_URL: url,
  });
  const origin = { host: '127.0.0.1', port: message.port };
  const populations = new Map<string, Population>();
  for (const company of companies) {
    const { tenant } = await createTenant(tenancy, { slug: company.slug, policyYaml: null }, actor);
    const { id, token } = await createDirectory(tenancy, tenant.id, { source: 'scim' }, actor);
    const path = `/scim/v2/${id}`;
    const people = await sendPeople(origin, path, token ?? '', company);
    const groups = await sendGroups(origin, path, token ?? '', company, people);
    populations.set(company.slug, { slug: company.slug, path, token: token ?? '', people, groups });
  }
  await database.close();
  return { name: 'rollcall', origin, patchedGroup: 204, populations, child };
}

async function sendPeople(origin: Origin, path: string, token: string, company: Company): Promise<string[]> {
  const ids = Array.from({ length: company.people }, () => '');
  const asked: number[] = [];
  let next = 0;
  await sendLoad(
    origin,
    Math.min(200, company.people),
    hour,
    (connection) => {
      if (next === company.people) return null;
      const index = next++;
      asked[connection] = index;
      const body = userBody(company.slug, index);
      return {
        expected: 201,
        request: toRequest(origin, { method: 'POST', path: `${path}/Users`, token, body }),
      };
    },
    ({ body }, connection) => {
      ids[asked[connection] ?? 0] = (JSON.parse(body.toString()) as { id: string }).id;
    },
  );
  return ids;
}

async function sendGroups(
  origin: Origin,
  path: string,
  token: string,
  { groups }: Company,
  people: string[],
): Promise<Map<number, string>> {
  const ids = new Map<number, string>();
  for (const size of groups) {
    const members = people.slice(0, size).map((value) => ({ value }));
    const body = { schemas: [GROUP_SCHEMA], displayName: `group of ${size}`, members };
    const request = toRequest(origin, { method: 'POST', path: `${path}/Groups`, token, body });
    let isSent = false;
    await sendLoad(
      origin,
      1,
      hour,
      () => (isSent ? null : ((isSent = true), { expected: 201, request })),
      (answer) => ids.set(size, (JSON.parse(answer.body.toString()) as { id: string }).id),
    );
  }
  return ids;
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
