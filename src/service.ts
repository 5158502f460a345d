import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import type { Tracer } from './domain/tracer.ts';
import { createUseNotes } from './domain/use-notes.ts';
import type { HttpDeps, ScimSettings, WebSettings } from './http/deps.ts';
import { createApp } from './http/app.ts';
import { createMetrics, observeLag, observeRevocations, type Metrics } from './metrics.ts';
import type { MailTransport } from './outbound/mail/mail.ts';
import { createWebhookPoster, type PosterOptions } from './outbound/webhooks/post-webhook.ts';
import type { Random } from './outbound/webhooks/retry-schedule.ts';
import { createSigner } from './outbound/webhooks/sign-message.ts';
import { compileRedaction } from './policy/redact.ts';
import { createActivePolicies, identityDigest } from './reconcile/active-policy.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { createShadowPolicies } from './reconcile/shadow-policies.ts';
import { createUpkeep, type Upkeep } from './service/upkeep.ts';
import { createWorkosSide, type WorkosOptions, type WorkosSide } from './service/workos.ts';
import { createDialectNotes } from './sources/scim/dialect-notes.ts';
import { createScimWriter } from './sources/scim/write/scim-writer.ts';
import { createAccessReader } from './store/access-facts.ts';
import { writeApiKeyUse } from './store/api-keys.ts';
import { writeApiTokenUse } from './store/api-tokens.ts';
import { writeBrowserSessionUse } from './store/browser-sessions.ts';
import type { Database } from './store/database.ts';
import { readRedactionKey } from './store/installation.ts';
import type { SecretKeys } from './store/sealed-secret.ts';
import { defaultPolicyOf } from './tenancy/create-tenant.ts';
import { createRememberedCounts } from './tenancy/setup/remembered-counts.ts';
import { createRefusedRequests } from './tenancy/refused-requests.ts';
import { createTokenUse } from './tenancy/directory-token-use.ts';
import type { TenancyDeps } from './tenancy/deps.ts';
import type { ProductContext } from './tenancy/policy-context.ts';
import { createWebhookDelivery, type WebhookDelivery } from './workers/deliver-webhooks.ts';
import { codeOf } from './store/connection-fault.ts';
import { createLanes, type Lanes } from './workers/lanes.ts';

export interface ServiceOptions extends WorkosOptions {
  /** Migrated. */
  database: Database;
  clock: Clock;
  logger: Logger;
  policyContext: ProductContext;
  /** Where others reach this service, without a slash at the end. */
  publicUrl: string;
  /** The largest request body that is read. */
  bodyLimitBytes: number;
  scim: ScimSettings;
  lanes: { concurrency: number; batchSize: number; pollIntervalMs: number };
  /** How browsers are served. Absent: on this machine alone, without embedding, and with API tokens. */
  web?: WebSettings;
  webhooks: PosterOptions & { secretKeys: SecretKeys; random?: Random };
  /** How mail leaves. Absent: this process tells the channels of policies nothing, and another one does. */
  mail?: MailTransport;
  /** Whom alerts go to that are for those who run this service. Absent: nobody. */
  alertsTo?: readonly string[];
  /** Hears of what goes on. Absent: nothing is traced. */
  tracer?: Tracer;
  pendingMigrations: () => Promise<string[]>;
}

/** Everything of one process, wired and not yet started. */
export interface Service extends Upkeep, Omit<WorkosSide, 'workosSetup'> {
  app: Express;
  lanes: Lanes;
  webhooks: WebhookDelivery;
  tenancy: TenancyDeps;
  metrics: Metrics;
  scim: HttpDeps['scim'];
  readAccess: HttpDeps['readAccess'];
  apiTokenUse: HttpDeps['apiTokenUse'];
  apiKeyUse: HttpDeps['apiKeyUse'];
  web: HttpDeps['web'];
  webhookEndpoints: HttpDeps['webhookEndpoints'];
  /** Starts what works by itself; the app is listened on by the caller. */
  start(): void;
  /** Finishes the running batches. The database stays open. */
  stop(): Promise<void>;
}

/** What goes on by itself beside the requests, until it is stopped. */
export interface BackgroundWorker {
  start(): void;
  /** Finishes what it is at. */
  stop(): Promise<void>;
}

/** For a service without settings of its own for browsers. */
const servedLocally: WebSettings = { embedOrigins: [], secureCookies: false, oidc: null };

/** The composition root: every dependency is made here, once, and handed down. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { database, clock, logger, policyContext } = options;
  const tracing = options.tracer?.isOn ? { tracer: options.tracer } : {};
  const redactionKey = await readRedactionKey(database);
  const policies = createActivePolicies(redactionKey);
  const metrics = createMetrics(database, clock);
  const shadows = createShadowPolicies(policies, {
    decided({ same, differs }) {
      metrics.shadowDecisions.inc({ outcome: 'same' }, same);
      metrics.shadowDecisions.inc({ outcome: 'differs' }, differs);
    },
    failed(tenantId, people, fault) {
      metrics.shadowDecisions.inc({ outcome: 'failed' }, Math.max(1, people));
      logger.error(
        { tenant_id: tenantId, people, code: codeOf(fault) },
        'the proposed policy could not be compared; what is in force was applied all the same',
      );
    },
  });
  const poster = createWebhookPoster(options.webhooks);
  const { secretKeys, allowPrivate, random = Math.random } = options.webhooks;
  const signer = createSigner(secretKeys);
  const webhooks = createWebhookDelivery({
    database,
    policies,
    clock,
    log: logger,
    random,
    poster,
    signer,
    ...tracing,
    pollIntervalMs: options.lanes.pollIntervalMs,
    onAttempt: (status) => {
      metrics.webhookAttempts.inc({ outcome: status === 'waiting' ? 'failed' : status });
    },
    onDisabled: () => {
      metrics.webhookEndpointsDisabled.inc();
    },
  });
  const lanes = createLanes({
    reconcile,
    database,
    policies,
    shadows,
    clock,
    log: logger,
    ...tracing,
    ...options.lanes,
    onTurn: ({ outcomes, revoked, cameAbout, seconds }) => {
      metrics.turnSeconds.observe(seconds);
      for (const { status } of outcomes) metrics.eventsFinished.inc({ status });
      observeRevocations(metrics, revoked, clock.now());
      observeLag(metrics, cameAbout, clock.now());
      webhooks.wake();
    },
  });
  const tenancy: TenancyDeps = {
    database,
    policies,
    shadows,
    clock,
    policyContext,
    wakeLanes: lanes.wake,
    readsDirectories: options.workosResync !== undefined,
    ...tracing,
  };

  const { sensitive } = defaultPolicyOf(tenancy, 'unclaimed').effective.attributes;
  const defaultRedaction = compileRedaction(sensitive, identityDigest(redactionKey));
  const shared = { database, policies, clock, logger, metrics, ...tracing };
  const workos = createWorkosSide(options, { ...shared, defaultRedaction, wakeLanes: lanes.wake });
  const { receiveWorkosWebhook, eventPoller, resyncer, directoryWatcher, workosSetup } = workos;
  const upkeep = createUpkeep(
    {
      ...options,
      readsEvents: options.workosPolling !== undefined,
      asksWorkos: options.workosApi !== undefined,
    },
    { ...shared, onAnnounced: webhooks.wake },
  );
  const { sealer, notices, policyChecks, healthWatch, firstSyncs, retention } = upkeep;

  const writer = createScimWriter({
    reconcile,
    database,
    policies,
    shadows,
    clock,
    log: logger,
    ...tracing,
    onApplied: (count, revoked) => {
      metrics.eventsFinished.inc({ status: 'applied' }, count);
      observeRevocations(metrics, revoked, clock.now());
      webhooks.wake();
    },
  });
  const dialectNotes = createDialectNotes({ database, clock, log: logger });
  const tokenUse = createTokenUse({ database, clock, log: logger });
  const readAccess = createAccessReader(database);
  const apiTokenUse: HttpDeps['apiTokenUse'] = createUseNotes(clock, (token, now, stale) =>
    writeApiTokenUse(database, token, now, stale),
  );
  const apiKeyUse: HttpDeps['apiKeyUse'] = createUseNotes(clock, (key, now, stale) =>
    writeApiKeyUse(database, key, now, stale),
  );
  const web: HttpDeps['web'] = {
    ...(options.web ?? servedLocally),
    sessionUse: createUseNotes(clock, (session, now, stale) =>
      writeBrowserSessionUse(database, session, now, stale),
    ),
  };
  const { wake } = webhooks;
  const webhookEndpoints = { database, clock, secretKeys, allowPrivate, poster, signer, log: logger, wake };
  const refusedRequests = createRefusedRequests({ database, clock });
  const scim = { writer, dialectNotes, tokenUse, refusedRequests, settings: options.scim };
  /** In the order in which they stop: who brings news before who works it off. */
  const workers: BackgroundWorker[] = [
    ...(eventPoller ? [eventPoller] : []),
    ...(resyncer ? [resyncer] : []),
    ...(directoryWatcher ? [directoryWatcher] : []),
    lanes,
    sealer,
    ...(notices ? [notices] : []),
    policyChecks,
    healthWatch,
    firstSyncs,
    retention,
    webhooks,
  ];

  return {
    app: createApp({
      ...tenancy,
      logger,
      metrics: metrics.registry,
      receiveWorkosWebhook,
      scim,
      readAccess,
      apiTokenUse,
      apiKeyUse,
      webhookEndpoints,
      workosSetup,
      countSynced: createRememberedCounts(clock),
      web,
      publicUrl: options.publicUrl,
      bodyLimitBytes: options.bodyLimitBytes,
      lanesAreRunning: lanes.isRunning,
      pendingMigrations: options.pendingMigrations,
    }),
    ...upkeep,
    receiveWorkosWebhook,
    eventPoller,
    resyncer,
    directoryWatcher,
    lanes,
    webhooks,
    tenancy,
    metrics,
    scim,
    readAccess,
    apiTokenUse,
    apiKeyUse,
    web,
    webhookEndpoints,
    start() {
      for (const worker of workers) worker.start();
    },
    async stop() {
      for (const worker of workers) await worker.stop();
      await Promise.all(
        [tokenUse, refusedRequests, apiTokenUse, apiKeyUse, web.sessionUse].map((use) => use.settled()),
      );
      await dialectNotes.flush();
    },
  };
}
