/**
 * A process of its own that works off the lanes of a database, and answers over HTTP, until it is killed: for tests of
 * crashes and of several processes. Its first message is the port. DATABASE_URL names the database, BATCH_SIZE the events
 * of one transaction, IDLE_TIMEOUT the milliseconds after which a transaction that asks nothing is ended, NOW the time
 * that it always is for it, WORKOS_API_URL and WORKOS_API_KEY where it reads events. With ON_CALL it works at a lane only
 * when it is told to, by a message (LaneCall).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { systemClock } from '../../src/domain/clock.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { createService } from '../../src/service.ts';
import { openDatabase } from '../../src/store/database.ts';
import { readPolicyContext } from '../../src/tenancy/policy-context.ts';
import { drainTenant } from '../../src/workers/drain-tenant.ts';
import { testSecretKey } from './test-secret-key.ts';

/** To work at the lane of a tenant until nothing waits there, with so many events in a transaction. */
export interface LaneCall {
  tenantId: string;
  batchSize: number;
}

/** `began`: it has been at the lane once, and found it taken or not; `finished`: nothing waits, and the log is sealed. */
export type LaneReport = { kind: 'began' } | { kind: 'finished' } | { kind: 'failed'; fault: string };

const url = process.env['DATABASE_URL'];
if (url === undefined) throw new Error('DATABASE_URL is missing');
const now = process.env['NOW'];
const logger = pino({ level: 'silent' });
const service = await createService({
  database: openDatabase({
    url,
    poolSize: 6,
    idleInTransactionTimeout: Number(process.env['IDLE_TIMEOUT'] ?? 30_000),
  }),
  clock: now === undefined ? systemClock : { now: () => new Date(now) },
  logger,
  policyContext: readPolicyContext(new URL('../../policies/', import.meta.url).pathname).context,
  workosWebhookSecrets: null,
  lanes: { concurrency: 3, batchSize: Number(process.env['BATCH_SIZE'] ?? 50), pollIntervalMs: 20 },
  scim: { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 10_000_000 },
  publicUrl: 'http://127.0.0.1',
  bodyLimitBytes: 1_000_000,
  webhooks: { secretKeys: [testSecretKey], allowPrivate: true },
  ...(process.env['WORKOS_API_URL'] !== undefined && {
    workosPolling: {
      apiUrl: process.env['WORKOS_API_URL'],
      apiKey: process.env['WORKOS_API_KEY'] ?? '',
      intervalMs: 1_000,
    },
  }),
  pendingMigrations: () => Promise.resolve([]),
});
if (process.env['ON_CALL'] === undefined) service.start();
else {
  process.on('message', (call: LaneCall) => {
    answerCall(call).catch((fault: unknown) => {
      report({ kind: 'failed', fault: String(fault) });
    });
  });
}
// Whoever started it is gone.
process.on('disconnect', () => process.exit());
const server = createServer(service.app);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

async function answerCall({ tenantId, batchSize }: LaneCall): Promise<void> {
  const deps = { ...service.tenancy, reconcile, log: logger, batchSize };
  let turn = await drainTenant(deps, tenantId);
  report({ kind: 'began' });
  while (turn.kind !== 'idle') turn = await drainTenant(deps, tenantId);
  await service.sealer.sealAll();
  report({ kind: 'finished' });
}

function report(message: LaneReport): void {
  process.send?.(message);
}
