/**
 * One server of the benchmark of access checks, in a process of its own. APP says which: `rollcall`, the whole
 * application with its lanes, or `bare`, the limit.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { logDestination } from '../../../src/cli/serve/log-destination.ts';
import { systemClock } from '../../../src/domain/clock.ts';
import { createService } from '../../../src/service.ts';
import { createApiToken } from '../../../src/store/api-tokens.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { readPolicyContext } from '../../../src/tenancy/policy-context.ts';
import { bareApp } from './bare-app.ts';

const { DATABASE_URL: url = '', APP, TENANT_ID: tenantId = '' } = process.env;

/** What a server tells when it is there. */
export interface ServerIsUp {
  port: number;
  token: string;
}

async function rollcall(): Promise<{ app: RequestListener; token: string }> {
  const database = openDatabase({ url, poolSize: 20 });
  const service = await createService({
    database,
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
  const { token } = await createApiToken(
    database,
    { name: 'bench', scopes: ['access:check'], tenantId, tenantSlug: 'acme', expiresAt: null },
    systemClock.now(),
  );
  service.start();
  return { app: service.app, token };
}

const bareToken = 'rc_of-the-bare-application-as-long-as-a-real-one-';
const { app, token } =
  APP === 'bare' ? { app: bareApp(url, tenantId, bareToken), token: bareToken } : await rollcall();
const server = createServer(app);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port, token } satisfies ServerIsUp);
});
process.on('SIGTERM', () => process.exit(0));
// It does not outlive the benchmark, however that ends.
process.on('disconnect', () => process.exit(0));
