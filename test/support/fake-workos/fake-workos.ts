import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../../src/cli/demo/seeded-random.ts';
import { createSimulatedClock } from '../../../src/cli/demo/simulated-clock.ts';
import { systemClock, type Clock } from '../../../src/domain/clock.ts';
import { usersAskedOf } from './directory-endpoints.ts';
import type { FakeWorkos } from './environment.ts';
import { createEventLog } from './event-log.ts';
import { createFakeDirectory } from './fake-directory.ts';
import { createOrganizations } from './organizations.ts';
import { createRateLimits } from './rate-limits.ts';
import { answerRequest } from './routes.ts';
import { createWebhookDeliveries } from './webhook-deliveries.ts';
import { WireError } from './wire-error.ts';

export interface FakeWorkosOptions {
  clock?: Clock;
  /** Any free one unless told. */
  port?: number;
  apiKey?: string;
  webhookSecret?: string;
  /** Same seed, same ids and same order of webhooks. */
  seed?: number;
}

export async function startFakeWorkos(options: FakeWorkosOptions = {}): Promise<FakeWorkos> {
  const { clock = systemClock, seed = 1 } = options;
  const ids = createSimulatedClock(clock.now(), seededRandom(seed));
  const newId = (prefix: string): string => {
    ids.next();
    return ids.id(prefix);
  };
  let made = 0;
  let failures = { left: 0, status: 500 };
  const server = createServer((request, response) => {
    response.setHeader('date', clock.now().toUTCString());
    answer(request, response).catch((fault: unknown) => {
      if (fault instanceof WireError) sendJson(response, fault.status, fault.body, fault.headers);
      else sendJson(response, 500, { message: String(fault) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const webhookSecret = options.webhookSecret ?? 'fake-webhook-secret';
  const events = createEventLog(clock);
  const webhooks = createWebhookDeliveries(clock, webhookSecret, seed);

  const fake: FakeWorkos = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: options.apiKey ?? 'sk_test_fake',
    webhookSecret,
    directories: [],
    events,
    webhooks,
    limits: createRateLimits(clock),
    organizations: createOrganizations(clock, newId),
    requests: [],
    beforeAnswer: null,
    addDirectory(directory = {}) {
      const added = createFakeDirectory(clock, seed * 1_000 + (made += 1), directory);
      fake.directories.push(added);
      return added;
    },
    publish(happened) {
      events.publish(happened);
      webhooks.queue(happened);
    },
    failNext(requests, status = 500) {
      failures = { left: requests, status };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', fake.url);
    const asked = `${method} ${url.pathname}${url.search}`;
    fake.requests.push(asked);
    const body = await readJson(request);
    await fake.beforeAnswer?.(asked);
    // A portal link is opened by a browser, which has no API key.
    if (url.pathname !== '/portal/launch' && request.headers.authorization !== `Bearer ${fake.apiKey}`) {
      throw new WireError(401, { message: 'Unauthorized' });
    }
    if (failures.left > 0) {
      failures.left -= 1;
      throw new WireError(failures.status, { message: 'Something went wrong.' });
    }
    const { pathname: path, searchParams: query } = url;
    fake.limits.spend(path === '/directory_users' ? usersAskedOf(fake.directories, query) : null);
    const { status, body: said } = answerRequest(fake, { method, path, query, body });
    sendJson(response, status, said);
  }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}
