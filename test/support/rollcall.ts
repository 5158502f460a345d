import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { pino, type Logger } from 'pino';
import { signWebhook } from '../../src/cli/demo/sign-webhook.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { createService, type Service, type ServiceOptions } from '../../src/service.ts';
import { ensureOperatorToken } from '../../src/store/api-tokens.ts';
import type { Tracer } from '../../src/domain/tracer.ts';
import type { MailTransport } from '../../src/outbound/mail/mail.ts';
import type { Database } from '../../src/store/database.ts';
import { setDirectoryState } from '../../src/store/directory-rows.ts';
import { createTenant } from '../../src/tenancy/create-tenant.ts';
import { createDirectory } from '../../src/tenancy/directories.ts';
import { readPolicyContext } from '../../src/tenancy/policy-context.ts';
import { collectMail, type CollectedMail } from './collect-mail.ts';
import { createTestClock, type TestClock } from './test-clock.ts';
import { testSecretKey } from './test-secret-key.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export const webhookSecret = 'test-webhook-secret';
export const operatorToken = 'test-operator-token';

export interface TestRollcall {
  service: Service;
  database: Database;
  databaseUrl: string;
  clock: TestClock;
  /** Of the HTTP server, without a slash at the end. */
  url: string;
  /** What channels were told by mail; `service.notices.sendDue()` sends what is due. */
  mail: CollectedMail;
  /** A tenant with one active WorkOS directory; the policy is YAML without its head, or absent for the default one. */
  createTenant(
    slug: string,
    workosId: string,
    policy?: string,
  ): Promise<{ tenantId: string; directoryId: string }>;
  /** Delivers one event through the real webhook with a real signature; fails unless it is accepted. */
  post(event: WorkosEvent | Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Works until nothing is due, and seals the audit log. */
  drain(): Promise<void>;
  api(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

const operator = { kind: 'operator', id: 'test' } as const;

/** Of the policies that Rollcall ships with; read once, and the same for all. */
let shippedContext: ServiceOptions['policyContext'] | undefined;

/** A whole Rollcall over a database of its own, with lanes that run only when a test drains them. */
export async function startRollcall(
  options: {
    logger?: Logger;
    batchSize?: number;
    pollIntervalMs?: number;
    secrets?: readonly string[] | null;
    scim?: Partial<ServiceOptions['scim']>;
    /** Webhooks only reach public addresses unless a test says otherwise. */
    webhooks?: Partial<ServiceOptions['webhooks']>;
    /** How mail leaves, other than into `mail`. */
    mail?: MailTransport;
    /** The Events API of WorkOS; `service.eventPoller.pollDue()` reads it. */
    workosPolling?: ServiceOptions['workosPolling'];
    /** How browsers are served, once it is known at which address. */
    web?: (url: string) => Promise<NonNullable<ServiceOptions['web']>>;
    /** Whole directories of WorkOS; `service.resyncer.workDue()` reads them. */
    workosResync?: ServiceOptions['workosResync'];
    /** `service.directoryWatcher.watchDue()` lists its directories. */
    workosApi?: ServiceOptions['workosApi'];
    /** Hears of what goes on. */
    tracer?: Tracer;
    /** A migrated database other than a new one of the run's server. */
    testDatabase?: TestDatabase;
  } = {},
): Promise<TestRollcall> {
  const testDatabase = options.testDatabase ?? (await createTestDatabase());
  const { database } = testDatabase;
  const clock = createTestClock();
  const mail = collectMail();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service = await createService({
    database,
    clock,
    logger: options.logger ?? pino({ level: 'silent' }),
    policyContext: (shippedContext ??= readPolicyContext(
      new URL('../../policies/', import.meta.url).pathname,
    ).context),
    workosWebhookSecrets: options.secrets === undefined ? [webhookSecret] : options.secrets,
    lanes: {
      concurrency: 2,
      batchSize: options.batchSize ?? 500,
      pollIntervalMs: options.pollIntervalMs ?? 1_000,
    },
    scim: {
      testResource: false,
      rateLimitPerSecond: null,
      bodyLimitBytes: 10_000_000,
      ...options.scim,
    },
    publicUrl: url,
    bodyLimitBytes: 1_000_000,
    webhooks: { secretKeys: [testSecretKey], allowPrivate: false, ...options.webhooks },
    mail: options.mail ?? mail,
    ...(options.workosPolling && { workosPolling: options.workosPolling }),
    ...(options.workosResync && { workosResync: options.workosResync }),
    ...(options.workosApi && { workosApi: options.workosApi }),
    ...(options.web && { web: await options.web(url) }),
    alertsTo: ['operators@rollcall.example.com'],
    ...(options.tracer && { tracer: options.tracer }),
    pendingMigrations: () => Promise.resolve([]),
  });
  await ensureOperatorToken(database, operatorToken, clock.now());
  server.on('request', service.app);

  return {
    service,
    database,
    databaseUrl: testDatabase.url,
    clock,
    url,
    mail,
    async createTenant(slug, workosId, policy) {
      const policyYaml = policy === undefined ? null : `version: rollcall/v1\ntenant: ${slug}\n${policy}`;
      const { tenant } = await createTenant(service.tenancy, { slug, policyYaml }, operator);
      const { id } = await createDirectory(
        service.tenancy,
        tenant.id,
        { source: 'workos', workosId, idp: 'okta' },
        operator,
      );
      // As one that has been heard of before.
      await database.inTenant(tenant.id, (trx) => setDirectoryState(trx, tenant.id, id, 'active'));
      return { tenantId: tenant.id, directoryId: id };
    },
    async post(event) {
      const body = JSON.stringify(event);
      const answer = await fetch(`${url}/api/webhooks/workos`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'workos-signature': signWebhook(body, webhookSecret, clock.now()),
        },
        body,
      });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}: ${text}`);
      return JSON.parse(text) as Record<string, unknown>;
    },
    async drain() {
      await service.lanes.drain();
      await service.sealer.sealAll();
    },
    async api(method, path, body) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${operatorToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    },
    async stop() {
      await new Promise((resolve) => server.close(resolve));
      await service.stop();
      await testDatabase.drop();
    },
  };
}
