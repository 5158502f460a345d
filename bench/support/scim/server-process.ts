/**
 * One server of the SCIM benchmark, in a process of its own. APP says which: `rollcall`, the whole application with its
 * lanes; `bare`, the limit; `jackson`, the peer from JACKSON_FOLDER, which first fills COMPANIES in.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import { logDestination } from '../../../src/cli/serve/log-destination.ts';
import { systemClock } from '../../../src/domain/clock.ts';
import { createService } from '../../../src/service.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { readPolicyContext } from '../../../src/tenancy/policy-context.ts';
import { bareApp } from './bare-app.ts';
import type { Company } from './company.ts';
import { fillJackson, jacksonApp, startJackson } from './jackson-app.ts';

const { DATABASE_URL: url = '', APP, TOKEN = '', JACKSON_FOLDER = '', COMPANIES = '[]' } = process.env;

/** What a server tells when it is there; `filled` only by the peer. */
export interface ServerIsUp {
  port: number;
  filled: {
    slug: string;
    directoryId: string;
    secret: string;
    people: string[];
    groups: [number, string][];
  }[];
}

async function rollcall(): Promise<RequestListener> {
  const service = await createService({
    database: openDatabase({ url, poolSize: 20 }),
    clock: systemClock,
    logger: pino({ level: 'info' }, logDestination('/dev/null')),
    policyContext: readPolicyContext(new URL('../../../policies/', import.meta.url).pathname).context,
    workosWebhookSecrets: null,
    lanes: { concurrency: 4, batchSize: 500, pollIntervalMs: 1_000 },
    scim: { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 10_000_000 },
    publicUrl: 'http://127.0.0.1',
    bodyLimitBytes: 1_000_000,
    webhooks: { secretKeys: [randomBytes(32)], allowPrivate: false },
    pendingMigrations: () => Promise.resolve([]),
  });
  service.start();
  return service.app;
}

async function jackson(): Promise<{ app: RequestListener; filled: ServerIsUp['filled'] }> {
  const peer = await startJackson(JACKSON_FOLDER, url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const filled: ServerIsUp['filled'] = [];
  for (const company of JSON.parse(COMPANIES) as Company[]) {
    const { groups, ...ids } = await fillJackson(peer, client, company);
    filled.push({ slug: company.slug, ...ids, groups: [...groups] });
  }
  await client.query('analyze');
  await client.end();
  return { app: jacksonApp(peer), filled };
}

async function serverOf(
  app: string | undefined,
): Promise<{ app: RequestListener; filled: ServerIsUp['filled'] }> {
  if (app === 'rollcall') return { app: await rollcall(), filled: [] };
  if (app === 'bare') return { app: bareApp(url, TOKEN), filled: [] };
  return jackson();
}

const { app, filled } = await serverOf(APP);
const server = createServer(app);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port, filled } satisfies ServerIsUp);
});
process.on('SIGTERM', () => process.exit(0));
// It does not outlive the benchmark, however that ends.
process.on('disconnect', () => process.exit(0));
