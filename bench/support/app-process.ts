/**
 * The server side of a benchmark, in a process of its own. APP says which: `rollcall`, the real application (its
 * lanes only with LANES=on), or `bare`, the same Express app that only verifies and inserts one row by hand-written SQL.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import pg from 'pg';
import { pino } from 'pino';
import { systemClock } from '../../src/domain/clock.ts';
import { createService } from '../../src/service.ts';
import { openDatabase } from '../../src/store/database.ts';
import { readPolicyContext } from '../../src/tenancy/policy-context.ts';

const { DATABASE_URL: url = '', WEBHOOK_SECRET: secret = '', APP } = process.env;
const poolSize = 20;

async function rollcallApp(): Promise<Express> {
  const service = await createService({
    database: openDatabase({ url, poolSize }),
    clock: systemClock,
    logger: pino({ level: 'info' }, pino.destination('/dev/null')),
    policyContext: readPolicyContext(new URL('../../policies/', import.meta.url).pathname).context,
    workosWebhookSecrets: [secret],
    lanes: { concurrency: 4, batchSize: 500, pollIntervalMs: 1_000 },
    scim: { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 10_000_000 },
    publicUrl: 'http://127.0.0.1',
    bodyLimitBytes: 1_000_000,
    webhooks: { secretKeys: [randomBytes(32)], allowPrivate: false },
    pendingMigrations: () => Promise.resolve([]),
  });
  if (process.env['LANES'] === 'on') service.start();
  return service.app;
}

function bareApp(): Express {
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  const app = express();
  app.post('/api/webhooks/workos', express.raw({ type: () => true }), async (request, response) => {
    const body = request.body as Buffer;
    const [, t = '', v1 = ''] =
      /^t=(\d+), v1=([0-9a-f]{64})$/.exec(request.get('workos-signature') ?? '') ?? [];
    const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
    if (!timingSafeEqual(expected, Buffer.from(v1, 'hex'))) {
      response.status(401).end();
      return;
    }
    const event = JSON.parse(body.toString()) as { id: string };
    await pool.query('insert into bare_events (id, payload) values ($1, $2) on conflict do nothing', [
      event.id,
      JSON.stringify(event),
    ]);
    response.json({ status: 'accepted' });
  });
  return app;
}

const server = createServer(APP === 'bare' ? bareApp() : await rollcallApp());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
