import { resolve } from 'node:path';
import { RollcallError } from './domain/rollcall-error.ts';
import { secretFromFile } from './secret-file.ts';
import { parseSecretKey, type SecretKeys } from './store/sealed-secret.ts';

export type Environment = Record<string, string | undefined>;

/** Every setting there is, so that a misspelt one is noticed. */
export const settings = [
  ...['NODE_ENV', 'PORT', 'HOST', 'PUBLIC_URL', 'LOG_LEVEL', 'DATABASE_URL'],
  ...['WORKOS_WEBHOOK_SECRET', 'WORKOS_API_KEY', 'WORKOS_API_URL'],
  ...['WORKOS_POLLING', 'WORKOS_POLL_INTERVAL_MS', 'ROLLCALL_RESYNC_HOURS'],
  ...['ROLLCALL_HOME', 'ROLLCALL_POLICIES', 'ROLLCALL_API_TOKEN', 'ROLLCALL_DATABASE_POOL_SIZE'],
  ...[
    'ROLLCALL_LANE_CONCURRENCY',
    'ROLLCALL_BATCH_SIZE',
    'ROLLCALL_POLL_INTERVAL_MS',
    'ROLLCALL_BODY_LIMIT_BYTES',
  ],
  ...['ROLLCALL_SMTP_URL', 'ROLLCALL_MAIL_FROM', 'ROLLCALL_ALERTS_TO'],
  ...['ROLLCALL_SECRET_KEY', 'ROLLCALL_WEBHOOKS_ALLOW_PRIVATE'],
  ...[
    'ROLLCALL_EMBED_ORIGINS',
    'ROLLCALL_TRUSTED_PROXIES',
    'ROLLCALL_OIDC_ISSUER',
    'ROLLCALL_OIDC_CLIENT_ID',
    'ROLLCALL_OIDC_CLIENT_SECRET',
  ],
  ...['ROLLCALL_OIDC_SCOPES', 'ROLLCALL_OIDC_ROLE_CLAIM'],
  ...['ROLLCALL_OIDC_OPERATORS', 'ROLLCALL_OIDC_SUPPORT', 'ROLLCALL_OIDC_VIEWERS'],
  // Of OpenTelemetry, by their standard names.
  ...['OTEL_SDK_DISABLED', 'OTEL_TRACES_EXPORTER', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS'],
  ...['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TIMEOUT'],
  ...['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'],
  // Of commands that ask a running service.
  ...['ROLLCALL_SERVER', 'ROLLCALL_TOKEN'],
  ...['ROLLCALL_SCIM_TEST_RESOURCE', 'ROLLCALL_SCIM_RATE_LIMIT', 'ROLLCALL_SCIM_BODY_LIMIT_BYTES'],
] as const;
type Setting = (typeof settings)[number];

/** Those that hold a secret: each may be in a file instead, which the same name with _FILE behind it leads to. */
export const secretSettings = [
  ...['DATABASE_URL', 'WORKOS_WEBHOOK_SECRET', 'WORKOS_API_KEY'],
  ...['ROLLCALL_API_TOKEN', 'ROLLCALL_SMTP_URL', 'ROLLCALL_SECRET_KEY', 'ROLLCALL_TOKEN'],
  'OTEL_EXPORTER_OTLP_HEADERS',
  'ROLLCALL_OIDC_CLIENT_SECRET',
] as const satisfies readonly Setting[];
type SecretSetting = (typeof secretSettings)[number];

/**
 * Reads single settings from `env`, each checked for its kind.
 * All throw RollcallError `invalid_configuration`, whose sentence names the setting and what to set.
 */
export function settingReader(env: Environment) {
  /** Compose files set what they leave open to nothing; that counts as not set, but for secrets. */
  const text = (name: Setting): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  const secret = (name: SecretSetting, remedy: string): string | null => {
    const kept = secretFromFile(env, name);
    if (kept !== null) return kept;
    if (env[name] === undefined) return null;
    return text(name) ?? refuse(name, 'is set but empty', `Set it to ${remedy}.`);
  };
  const integer = (name: Setting, from: number, to: number, example: number): number | null => {
    const given = text(name);
    if (given === null) return null;
    const value = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
    if (value >= from && value <= to) return value;
    return refuse(
      name,
      `is ${quoted(given)}`,
      `Set a whole number from ${from} to ${to}, such as ${example}.`,
    );
  };
  return {
    text,
    secret,
    integer(name: Setting, fallback: number, from: number, to: number): number {
      return integer(name, from, to, fallback) ?? fallback;
    },
    /** Null where it is not set. */
    limit(name: Setting, from: number, to: number, example: number): number | null {
      return integer(name, from, to, example);
    },
    flag(name: Setting): boolean {
      const given = text(name);
      if (given === null || given === '0') return false;
      if (given === '1') return true;
      return refuse(name, `is ${quoted(given)}`, 'Set 1 or 0.');
    },
    choice<T extends string>(name: Setting, choices: readonly T[], fallback: T): T {
      const given = text(name)?.toLowerCase();
      if (given === undefined) return fallback;
      const found = choices.find((choice) => choice === given);
      return found ?? refuse(name, `is ${quoted(given)}`, `Set one of ${choices.join(', ')}.`);
    },
    folder(name: Setting, fallback: string, cwd: string): string {
      const given = text(name) ?? fallback;
      // A shell would have replaced it; from a .env file it would become a folder of that name.
      if (given.startsWith('~')) return refuse(name, `is ${quoted(given)}`, 'Set the whole path, without ~.');
      return resolve(cwd, given);
    },
    /** @param called what somebody wrote it as, where that is not the setting's name */
    url(name: Setting, called: string = name): string | null {
      const given = text(name);
      if (given === null) return null;
      const url = URL.parse(given);
      if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
        return refuse(called, `is ${quoted(given)}`, 'Set an address such as https://rollcall.example.com.');
      }
      // The address is printed and put into answers.
      if (url.username !== '' || url.password !== '')
        return refuse(called, 'holds a password', 'Set it without.');
      return url.href.replace(/\/+$/, '');
    },
    databaseUrl(): string | null {
      const remedy =
        'postgres://user:password@host:5432/database, or leave it out for the embedded PostgreSQL';
      const given = secret('DATABASE_URL', remedy);
      if (given === null || /^postgres(?:ql)?:\/\/\S+$/.test(given)) return given;
      // Not quoted: it may hold a password.
      return refuse('DATABASE_URL', 'is not an address of a PostgreSQL', `Set it to ${remedy}.`);
    },
    smtpUrl(): string | null {
      const remedy =
        'smtp://user:password@host:587 or smtps://user:password@host:465, or leave it out and mail goes to a folder';
      const given = secret('ROLLCALL_SMTP_URL', remedy);
      if (given === null || isSmtpUrl(given)) return given;
      // Not quoted: it may hold a password.
      return refuse('ROLLCALL_SMTP_URL', 'is not an address of a mail server', `Set it to ${remedy}.`);
    },
    mailFrom(): string | null {
      const given = text('ROLLCALL_MAIL_FROM');
      if (given === null || sender.test(given)) return given;
      return refuse(
        'ROLLCALL_MAIL_FROM',
        `is ${quoted(given)}`,
        'Set one address such as rollcall@example.com or Rollcall <rollcall@example.com>.',
      );
    },
    /** One address or several; null where it is not set. */
    alertsTo(): string[] | null {
      const given = text('ROLLCALL_ALERTS_TO');
      if (given === null) return null;
      const addresses = given.split(',').map((part) => part.trim());
      const wrong = addresses.find((part) => part.length > 320 || !oneAddress.test(part));
      if (wrong === undefined) return [...new Set(addresses)];
      return refuse(
        'ROLLCALL_ALERTS_TO',
        `holds ${quoted(wrong)}`,
        'Set one address such as operators@example.com, or several with commas between.',
      );
    },
    /** The first one seals, each of them opens. */
    secretKeys(): SecretKeys | null {
      const remedy = 'what `openssl rand -base64 32` prints (several with commas between, the newest first)';
      const given = secret('ROLLCALL_SECRET_KEY', remedy);
      if (given === null) return null;
      const [first, ...others] = given.split(',').map((part) => parseSecretKey(part));
      if (first && others.every((key) => key !== null)) return [first, ...others];
      // Not quoted: it is a secret.
      return refuse('ROLLCALL_SECRET_KEY', 'is not a key of 32 bytes in base64', `Set it to ${remedy}.`);
    },
    webhookSecrets(): string[] | null {
      const remedy = "the endpoint's signing secret from the WorkOS dashboard (several with commas between)";
      const given = secret('WORKOS_WEBHOOK_SECRET', remedy);
      if (given === null) return null;
      const secrets = given.split(',').map((part) => part.trim());
      if (!secrets.includes('')) return secrets;
      return refuse('WORKOS_WEBHOOK_SECRET', 'holds an empty secret', `Set it to ${remedy}.`);
    },
  };
}

function refuse(name: string, problem: string, remedy: string): never {
  throw invalid(`${name} ${problem}. ${remedy}`);
}

export function invalid(sentence: string): RollcallError {
  return new RollcallError('invalid_configuration', sentence);
}

const address = String.raw`[^\s<>@,;:"()\\]+@[^\s<>@,;:"()\\]+`;
const oneAddress = new RegExp(`^${address}$`);
/** One address, or one behind a name. */
const sender = new RegExp(`^(?:${address}|[^<>@,;:"()\\\\\\p{Cc}]{1,100} <${address}>)$`, 'u');

function isSmtpUrl(given: string): boolean {
  const url = URL.parse(given);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return false;
  // Options of a mail library in the address would go unnoticed.
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '') return false;
  try {
    decodeURIComponent(url.username + url.password);
    return (url.username === '') === (url.password === '');
  } catch {
    return false;
  }
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
}
