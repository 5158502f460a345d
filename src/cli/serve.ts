import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino, type Logger, type LoggerOptions } from 'pino';
import { readConfig, type Config } from '../config.ts';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { MailTransport } from '../outbound/mail/mail.ts';
import { createMailboxFolder } from '../outbound/mail/mailbox-folder.ts';
import { createSmtpTransport } from '../outbound/mail/smtp-transport.ts';
import { createService, type Service, type ServiceOptions } from '../service.ts';
import { ensureOperatorToken } from '../store/api-tokens.ts';
import { operatorToken, workosWebhookSecret } from '../store/home-directory.ts';
import { pendingMigrations } from '../store/migrate.ts';
import { loadPolicies } from '../tenancy/load-policies.ts';
import { readPolicyContext } from '../tenancy/policy-context.ts';
import { startTracing } from '../tracing/start-tracing.ts';
import type { CommandIo } from './command-io.ts';
import { connect, stderrLog } from './connect.ts';
import { secretKeysOf } from './secret-keys.ts';
import { logDestination } from './serve/log-destination.ts';
import { printWelcome } from './serve/print-welcome.ts';
import { makeStoppable } from './serve/stoppable-server.ts';
import { dropServiceAddress, keepServiceAddress } from './kept-address.ts';

/** Bytes. A SCIM filter of 8,000 characters takes three times that in an address; Node gives up at 16,384. */
const LONGEST_HEAD = 65_536;

/**
 * `rollcall serve`: runs the service until SIGTERM or SIGINT, then answers what it has begun, finishes the running
 * batches and leaves.
 *
 * @returns 0 after a stop that was asked for
 */
export async function serveCommand(io: CommandIo): Promise<number> {
  const config = readConfig(io.env, io.cwd);
  for (const warning of config.warnings) io.stderr.write(`${warning}\n`);
  const stopAsked = stopSignal(io);
  const { context, files } = readPolicyContext(config.policiesDirectory, (notice) =>
    io.stderr.write(`${notice}\n`),
  );
  const mailbox = join(config.home, 'mailbox');

  const connected = await connect(config, { log: stderrLog(io), unmigrated: 'migrate' });
  try {
    // After the database, so that where that is missing, this is what is said, and no token was made for nothing.
    const token = config.apiToken === null ? operatorToken(config.home) : null;
    const secret =
      config.workosWebhookSecrets !== null || config.production ? null : workosWebhookSecret(config.home);
    const logger = createLogger(config);
    const tracing = await startTracing(config.tracing, logger);
    await ensureOperatorToken(connected.database, config.apiToken ?? token?.value ?? '', systemClock.now());
    const service = await createService({
      database: connected.database,
      clock: systemClock,
      logger,
      policyContext: context,
      workosWebhookSecrets: config.workosWebhookSecrets ?? (secret ? [secret.value] : null),
      ...pollingOf(config),
      ...resyncOf(config),
      scim: config.scim,
      web: config.web,
      publicUrl: config.publicUrl,
      bodyLimitBytes: config.bodyLimitBytes,
      lanes: config.lanes,
      mail: mailTransport(config, mailbox),
      alertsTo: config.mail.alertsTo,
      tracer: tracing.tracer,
      webhooks: { ...config.webhooks, secretKeys: secretKeysOf(config) },
      pendingMigrations: () => pendingMigrations(connected.databaseUrl),
    });
    const loaded = await loadPolicies(service.tenancy, files, logger);
    const { server, stopServer } = await listen(service, config);
    service.start();
    const address = addressOf(config, server);
    keepServiceAddress(config.home, address);
    printWelcome(io, {
      address,
      loaded,
      token,
      secret,
      webhookIsOpen: config.workosWebhookSecrets !== null || secret !== null,
      home: config.home,
      mailbox: config.mail.smtpUrl === null ? mailbox : null,
      alertsTo: config.mail.alertsTo,
    });
    await stopAsked;
    io.stderr.write('Stopping: finishing what was begun.\n');
    dropServiceAddress(config.home);
    // Together: clients that do not leave hold up neither the lanes of this process nor another that would take them.
    await Promise.all([stopServer(), service.stop()]);
    await tracing.stop();
    return 0;
  } finally {
    await connected.close();
  }
}

function pollingOf({
  workosApiKey,
  workosApiUrl,
  workosPolling,
}: Config): Pick<ServiceOptions, 'workosPolling' | 'workosApi'> {
  if (workosApiKey === null) return {};
  const workosApi = { apiKey: workosApiKey, apiUrl: workosApiUrl };
  if (!workosPolling.enabled) return { workosApi };
  const { intervalMs } = workosPolling;
  return { workosApi, workosPolling: { ...workosApi, intervalMs } };
}

function resyncOf({ workosApiKey, workosApiUrl, resyncHours }: Config): Pick<ServiceOptions, 'workosResync'> {
  if (workosApiKey === null) return {};
  return { workosResync: { apiKey: workosApiKey, apiUrl: workosApiUrl, hours: resyncHours } };
}

function mailTransport({ mail }: Config, mailbox: string): MailTransport {
  return mail.smtpUrl === null
    ? createMailboxFolder(mailbox, mail.from)
    : createSmtpTransport(mail.smtpUrl, mail.from);
}

const STDOUT = 1;

/** Secrets and personal values are never handed to the logger; this only guards against a mistake. */
function createLogger(config: Config): Logger {
  const options: LoggerOptions = {
    level: config.logLevel,
    redact: {
      paths: ['authorization', '*.authorization', 'email', '*.email', 'payload', '*.payload'],
      remove: true,
    },
  };
  return pino(options, logDestination(STDOUT));
}

function stopSignal(io: CommandIo): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      // A second signal means now.
      for (const name of ['SIGTERM', 'SIGINT'] as const) {
        process.removeListener(name, stop);
        process.once(name, () => {
          io.stderr.write('Stopping at once. Nothing that was answered is lost.\n');
          process.exit(1);
        });
      }
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

async function listen(
  service: Service,
  config: Config,
): Promise<{ server: Server; stopServer: () => Promise<void> }> {
  const server = createServer({ maxHeaderSize: LONGEST_HEAD }, service.app);
  const stopServer = makeStoppable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portTaken(config.port) : error);
    });
    server.listen(config.port, config.host, resolve);
  });
  return { server, stopServer };
}

function portTaken(port: number): RollcallError {
  return new RollcallError(
    'invalid_configuration',
    `Port ${port} is taken by another program. Set PORT to a free one, such as PORT=${port + 1} npm start.`,
  );
}

function addressOf(config: Config, server: Server): string {
  const { port } = server.address() as AddressInfo;
  return config.port === port ? config.publicUrl : `http://${config.host}:${port}`;
}
