import { parseNightHours, type NightHours } from './domain/resync-nights.ts';
import { invalid, secretSettings, settingReader, settings, type Environment } from './setting-reader.ts';
import type { WebSettings } from './http/deps.ts';
import type { SecretKeys } from './store/sealed-secret.ts';
import { readTracing, type TracingSettings } from './tracing/settings.ts';
import { readWebSettings } from './web-settings.ts';

/** The environment, read and validated once. Folders are absolute. */
export interface Config {
  production: boolean;
  /** 0 for any free port. */
  port: number;
  host: string;
  /** Where others reach this service, without a slash at the end. */
  publicUrl: string;
  /** Null: the embedded PostgreSQL in `home`. */
  databaseUrl: string | null;
  databasePoolSize: number;
  home: string;
  policiesDirectory: string;
  /** The bootstrap operator token. Null: one is kept in `home`. */
  apiToken: string | null;
  /** Each may verify a webhook, for rotation. Null: in development one is kept in `home`, in production there is none. */
  workosWebhookSecrets: string[] | null;
  workosApiKey: string | null;
  workosApiUrl: string;
  workosPolling: WorkosPollingSettings;
  /** When directories of WorkOS are read anew by night. Null: they are not, unless somebody asks for it. */
  resyncHours: NightHours | null;
  logLevel: LogLevel;
  lanes: LaneSettings;
  bodyLimitBytes: number;
  scim: ScimSettings;
  mail: MailSettings;
  webhooks: WebhookSettings;
  web: WebSettings;
  /** Null: nothing is traced. */
  tracing: TracingSettings | null;
  /** Sentences about what is allowed and yet worth a second look. */
  warnings: string[];
}

export interface LaneSettings {
  /** How many tenants are drained at once in this process. */
  concurrency: number;
  /** Events applied in one transaction. */
  batchSize: number;
  pollIntervalMs: number;
}

export interface WorkosPollingSettings {
  /** Whether the Events API is read; never without an API key. */
  enabled: boolean;
  intervalMs: number;
}

export interface WebhookSettings {
  /** Seal what webhooks are signed with. Null: a key is kept in `home`. */
  secretKeys: SecretKeys | null;
  /** Whether webhooks go to private addresses, and over http, too. */
  allowPrivate: boolean;
}

export interface ScimSettings {
  /** Whether the type of resource that only tests know is served too. */
  testResource: boolean;
  /** Requests a second that one directory may send; null: as many as it likes. */
  rateLimitPerSecond: number | null;
  /** The largest request body that SCIM reads, Bulk included. */
  bodyLimitBytes: number;
}

export interface MailSettings {
  /** smtp:// or smtps://, with the password in it. Null: mail goes into a folder in `home`. */
  smtpUrl: string | null;
  /** One address, with a name or without. */
  from: string;
  /** Whom alerts go to that are for those who run this service. None: nobody is told by mail. */
  alertsTo: string[];
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const defaults = {
  port: 8080,
  // Only this machine, until HOST says otherwise.
  host: '127.0.0.1',
  databasePoolSize: 20,
  home: '.rollcall',
  policiesDirectory: 'policies',
  workosApiUrl: 'https://api.workos.com',
  workosPollIntervalMs: 5_000,
  nightHours: '1-5',
  logLevel: 'info',
  lanes: { concurrency: 4, batchSize: 500, pollIntervalMs: 1000 },
  bodyLimitBytes: 1_000_000,
  scimBodyLimitBytes: 10_000_000,
  mailFrom: 'rollcall@localhost',
  // Nobody's mailbox, but a reader's of the folder that mail goes to where no server is configured.
  alertsTo: ['operators@localhost'],
} satisfies Partial<Config> & {
  workosPollIntervalMs: number;
  nightHours: string;
  scimBodyLimitBytes: number;
  mailFrom: string;
  alertsTo: string[];
};

/** Shorter ones can be guessed. */
const SHORTEST_PRODUCTION_TOKEN = 24;

/**
 * Reads the settings from `env`; relative folders count from `cwd`.
 * @throws RollcallError `invalid_configuration`, whose sentence names the setting and what to set
 */
export function readConfig(env: Environment, cwd: string): Config {
  const read = settingReader(env);
  const production = env['NODE_ENV'] === 'production';
  const workosApiKey = read.secret('WORKOS_API_KEY', 'the key from the WorkOS dashboard, or leave it out');
  const port = read.integer('PORT', defaults.port, 0, 65_535);
  const host = read.text('HOST') ?? defaults.host;
  const publicUrl = read.url('PUBLIC_URL') ?? localUrl(host, port);
  const config: Config = {
    production,
    port,
    host,
    publicUrl,
    databaseUrl: read.databaseUrl(),
    databasePoolSize: read.integer('ROLLCALL_DATABASE_POOL_SIZE', defaults.databasePoolSize, 2, 1_000),
    home: read.folder('ROLLCALL_HOME', defaults.home, cwd),
    policiesDirectory: read.folder('ROLLCALL_POLICIES', defaults.policiesDirectory, cwd),
    apiToken: read.secret('ROLLCALL_API_TOKEN', 'a long random text, or leave it out and one is made'),
    workosWebhookSecrets: read.webhookSecrets(),
    workosApiKey,
    workosApiUrl: read.url('WORKOS_API_URL') ?? defaults.workosApiUrl,
    workosPolling: readWorkosPolling(read, workosApiKey),
    resyncHours: readResyncHours(read, workosApiKey),
    logLevel: read.choice('LOG_LEVEL', logLevels, defaults.logLevel),
    lanes: {
      concurrency: read.integer('ROLLCALL_LANE_CONCURRENCY', defaults.lanes.concurrency, 1, 500),
      batchSize: read.integer('ROLLCALL_BATCH_SIZE', defaults.lanes.batchSize, 1, 10_000),
      pollIntervalMs: read.integer('ROLLCALL_POLL_INTERVAL_MS', defaults.lanes.pollIntervalMs, 10, 60_000),
    },
    bodyLimitBytes: read.integer('ROLLCALL_BODY_LIMIT_BYTES', defaults.bodyLimitBytes, 1_000, 100_000_000),
    scim: {
      testResource: read.flag('ROLLCALL_SCIM_TEST_RESOURCE'),
      rateLimitPerSecond: read.limit('ROLLCALL_SCIM_RATE_LIMIT', 1, 1_000_000, 200),
      bodyLimitBytes: read.integer(
        'ROLLCALL_SCIM_BODY_LIMIT_BYTES',
        defaults.scimBodyLimitBytes,
        1_000,
        100_000_000,
      ),
    },
    webhooks: {
      secretKeys: read.secretKeys(),
      allowPrivate: read.flag('ROLLCALL_WEBHOOKS_ALLOW_PRIVATE'),
    },
    web: readWebSettings(read, { production, publicUrl }),
    mail: readMail(read),
    tracing: readTracing(read),
    warnings: [],
  };
  refuseUnsafe(config);
  config.warnings = worthASecondLook(config, env);
  return config;
}

function readResyncHours(read: ReturnType<typeof settingReader>, apiKey: string | null): NightHours | null {
  const asked = read.text('ROLLCALL_RESYNC_HOURS') ?? (apiKey === null ? 'off' : defaults.nightHours);
  if (asked.toLowerCase() === 'off') return null;
  const hours = parseNightHours(asked);
  if (hours === null) {
    throw invalid(
      `ROLLCALL_RESYNC_HOURS is ${JSON.stringify(asked.slice(0, 80))}. Set two different hours of UTC from 0 to 24, such as ` +
        '1-5 or 22-4, or off.',
    );
  }
  if (apiKey === null) {
    throw invalid(
      'ROLLCALL_RESYNC_HOURS is set, and directories cannot be read from WorkOS without an API key. Set WORKOS_API_KEY, or ' +
        'ROLLCALL_RESYNC_HOURS=off.',
    );
  }
  return hours;
}

function readWorkosPolling(
  read: ReturnType<typeof settingReader>,
  apiKey: string | null,
): WorkosPollingSettings {
  const asked = read.choice('WORKOS_POLLING', ['on', 'off'], apiKey === null ? 'off' : 'on');
  if (asked === 'on' && apiKey === null) {
    throw invalid(
      'WORKOS_POLLING is on, and the events of WorkOS cannot be read without an API key. Set WORKOS_API_KEY, or ' +
        'WORKOS_POLLING=off.',
    );
  }
  const intervalMs = read.integer('WORKOS_POLL_INTERVAL_MS', defaults.workosPollIntervalMs, 100, 3_600_000);
  return { enabled: asked === 'on', intervalMs };
}

function readMail(read: ReturnType<typeof settingReader>): MailSettings {
  const smtpUrl = read.smtpUrl();
  return {
    smtpUrl,
    from: read.mailFrom() ?? defaults.mailFrom,
    alertsTo: read.alertsTo() ?? (smtpUrl === null ? defaults.alertsTo : []),
  };
}

function refuseUnsafe(config: Config): void {
  const { lanes, databasePoolSize, production, apiToken, workosApiUrl, mail } = config;
  if (databasePoolSize < lanes.concurrency + 2) {
    throw invalid(
      `ROLLCALL_DATABASE_POOL_SIZE is ${databasePoolSize}, which ${lanes.concurrency} lanes would use up, so that no ` +
        `request got a connection. Set it to at least ${lanes.concurrency + 2}, or ROLLCALL_LANE_CONCURRENCY lower.`,
    );
  }
  if (!production) return;
  if (apiToken !== null && apiToken.length < SHORTEST_PRODUCTION_TOKEN) {
    throw invalid(
      `ROLLCALL_API_TOKEN is too short for production. Set at least ${SHORTEST_PRODUCTION_TOKEN} random characters, ` +
        'such as `openssl rand -base64 32` prints.',
    );
  }
  if (mail.smtpUrl !== null && mail.from === defaults.mailFrom) {
    throw invalid(
      'ROLLCALL_MAIL_FROM is not set, and mail servers refuse mail from nowhere. Set it to an address that the server in ' +
        'ROLLCALL_SMTP_URL may send from, such as rollcall@example.com.',
    );
  }
  if (isPlainAndRemote(workosApiUrl)) {
    throw invalid(
      'WORKOS_API_URL would send the WorkOS API key in the clear. Set an https:// address in production.',
    );
  }
}

function worthASecondLook(config: Config, env: Environment): string[] {
  const warnings: string[] = [];
  if (config.production && config.databaseUrl === null) {
    warnings.push(
      `No DATABASE_URL is set, so the accounts live in an embedded PostgreSQL in ${config.home}. Back that folder up, ` +
        'or set DATABASE_URL to a PostgreSQL that is.',
    );
  }
  if (config.production && config.databaseUrl !== null && config.webhooks.secretKeys === null) {
    warnings.push(
      `ROLLCALL_SECRET_KEY is not set, so what webhooks are signed with is sealed with the key in ${config.home}/secret-key, ` +
        'which other processes on this database do not have. Set the same key for all of them: its content, or for a new ' +
        'installation what `openssl rand -base64 32` prints.',
    );
  }
  if (config.production && config.webhooks.allowPrivate) {
    warnings.push(
      'ROLLCALL_WEBHOOKS_ALLOW_PRIVATE is set: whoever may make webhook endpoints can reach the network behind this service.',
    );
  }
  // Where the events are read from the API, webhooks may be left out on purpose.
  if (config.production && config.workosWebhookSecrets === null && !config.workosPolling.enabled) {
    warnings.push('WORKOS_WEBHOOK_SECRET is not set, so webhooks from WorkOS are answered 503 until it is.');
  }
  if (config.production && config.mail.smtpUrl === null) {
    warnings.push(
      `ROLLCALL_SMTP_URL is not set, so notifications reach nobody: their mails are kept in ${config.home}/mailbox.`,
    );
  }
  if (config.mail.alertsTo.length === 0) {
    warnings.push(
      'ROLLCALL_ALERTS_TO is not set, so those who run Rollcall get no mail when a webhook endpoint is disabled, only a ' +
        'line in the log. Set it to their addresses, with commas between.',
    );
  }
  if (config.production && isPlainAndRemote(config.publicUrl)) {
    warnings.push('PUBLIC_URL is not https://, so tokens of this service travel in the clear.');
  }
  const known = new Set<string>([...settings, ...secretSettings.map((name) => `${name}_FILE`)]);
  for (const name of Object.keys(env)) {
    if (!/^ROLLCALL_/.test(name) || known.has(name)) continue;
    warnings.push(`${name} is not a setting of Rollcall. There are: ${settings.join(', ')}.`);
  }
  return warnings;
}

function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Whether what is sent to this address can be read on the way, and that way is longer than this machine. */
export function isPlainAndRemote(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
