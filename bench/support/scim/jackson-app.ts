import { createHash, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Express } from 'express';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import { userBody, userNameOf, type Company } from './company.ts';
import { PEER } from './install-jackson.ts';

/** The part of the peer that is used here. */
interface Jackson {
  directorySyncController: {
    directories: {
      create(directory: { tenant: string; product: string; type: string; name: string }): Promise<{
        data: { id: string; scim: { secret: string } } | null;
        error: unknown;
      }>;
    };
    requests: {
      handle(request: unknown): Promise<{ status: number; data: unknown }>;
    };
  };
}

const product = 'bench';

export async function startJackson(folder: string, url: string): Promise<Jackson> {
  const require = createRequire(join(folder, 'package.json'));
  const { controllers } = require(PEER) as {
    controllers: (options: unknown) => Promise<Jackson>;
  };
  const silent = () => undefined;
  return controllers({
    externalUrl: 'http://localhost',
    samlPath: '/saml',
    noAnalytics: true,
    // It would tell of each event that nobody has asked to hear of it.
    logger: { info: silent, warn: silent, error: silent },
    // So that a page may have as many people as those of the others.
    db: { engine: 'sql', type: 'postgres', url, pageLimit: 100 },
  });
}

/** The peer's SCIM API behind Express, as its own application has it. */
export function jacksonApp({ directorySyncController }: Jackson): Express {
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  app.use(express.json({ type: () => true, limit: '10mb' }));
  app.all(['/:directory/:type', '/:directory/:type/:id'], async (request, response) => {
    const { directory, type, id } = request.params as { directory: string; type: string; id?: string };
    const { count, startIndex, filter } = request.query as Record<string, string | undefined>;
    const { status, data } = await directorySyncController.requests.handle({
      method: request.method,
      body: request.body as unknown,
      directoryId: directory,
      resourceType: type,
      resourceId: id,
      apiSecret: request.get('authorization')?.slice('Bearer '.length),
      query: {
        filter,
        ...(count === undefined ? {} : { count: Number(count) }),
        ...(startIndex === undefined ? {} : { startIndex: Number(startIndex) }),
      },
    });
    response.status(status);
    response.setHeader('content-type', 'application/scim+json');
    response.end(Buffer.from(JSON.stringify(data)));
  });
  return app;
}

/** Makes a directory of the peer and fills a company in, by the rows that it would write itself. */
export async function fillJackson(
  jackson: Jackson,
  client: pg.Client,
  { slug, people, groups }: Company,
): Promise<{ directoryId: string; secret: string; people: string[]; groups: Map<number, string> }> {
  const { data, error } = await jackson.directorySyncController.directories.create({
    tenant: slug,
    product,
    type: 'generic-scim-v2',
    name: slug,
  });
  if (data === null) throw new Error('the peer made no directory', { cause: error });
  const rows = rowsOf(slug);
  const ids = Array.from({ length: people }, () => randomUUID());
  for (const [index, id] of ids.entries()) {
    const email = userNameOf(slug, index);
    const user = {
      first_name: 'Pat',
      last_name: `Number ${index}`,
      email,
      active: true,
      id,
      directoryId: data.id,
      raw: { ...userBody(slug, index), id },
    };
    rows.add('users', id, user, { directoryIdUsername: `${data.id}:${email}`, directoryId: data.id });
  }
  const groupIds = new Map<number, string>();
  for (const size of groups) {
    const id = randomUUID();
    groupIds.set(size, id);
    const name = `group of ${size}`;
    rows.add(
      'groups',
      id,
      { id, name, directoryId: data.id, raw: { displayName: name, members: [] } },
      {
        directoryIdDisplayname: `${data.id}:${name}`,
        directoryId: data.id,
      },
    );
    for (const userId of ids.slice(0, size)) {
      const key = digest(`${id}:${userId}`);
      rows.add('members', key, { id: key, group_id: id, user_id: userId }, { groupId: id });
    }
  }
  await rows.write(client);
  return { directoryId: data.id, secret: data.scim.secret, people: ids, groups: groupIds };
}

const digest = (text: string): string => createHash('ripemd160').update(text).digest('hex');

/** Rows of the peer's key-value store, its keys digested as it does. */
function rowsOf(tenant: string) {
  const stored: string[] = [];
  const indexed: string[] = [];
  return {
    add(kind: 'users' | 'groups' | 'members', id: string, value: unknown, indexes: Record<string, string>) {
      const namespace = `dsync:${kind}:${tenant}:${product}`;
      const key = `${namespace}:${digest(id)}`;
      stored.push(`${key}\t${JSON.stringify(value).replaceAll('\\', '\\\\')}\t${namespace}\n`);
      for (const [name, text] of Object.entries(indexes)) {
        indexed.push(`${namespace}:${name}:${digest(text)}\t${key}\n`);
      }
    },
    async write(client: pg.Client): Promise<void> {
      const copy = async (target: string, lines: string[]): Promise<void> => {
        await pipeline(Readable.from(lines), client.query(from(`copy ${target} from stdin`)));
      };
      await copy('jackson_store (key, value, namespace)', stored);
      await copy('jackson_index (key, "storeKey")', indexed);
    },
  };
}
