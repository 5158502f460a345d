import { pino } from 'pino';
import { validate } from 'uuid';
import type { Config } from '../config.ts';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { WebhookEndpoint } from '../generated/api.ts';
import { disableByHand, enableAgain, removeEndpoint } from '../outbound/webhooks/endpoint-state.ts';
import {
  createEndpoint,
  rotateSecret,
  testEndpoint,
  type EndpointDeps,
} from '../outbound/webhooks/endpoints.ts';
import type { Asked } from '../outbound/webhooks/reach-endpoint.ts';
import { createWebhookPoster } from '../outbound/webhooks/post-webhook.ts';
import { createSigner } from '../outbound/webhooks/sign-message.ts';
import type { Database } from '../store/database.ts';
import { listEndpoints, showEndpoint } from '../store/webhook-endpoints-read.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { secretKeysOf } from './secret-keys.ts';
import { commandLine, everyItem, tenantOfSlug } from './tenancy.ts';

export interface WebhookOptions {
  json?: boolean;
}

export interface WebhookCreateOptions extends WebhookOptions {
  tenant?: string;
  events?: string;
  description?: string;
}

export interface RotateOptions extends WebhookOptions {
  formerEndsIn?: string;
}

/** `rollcall webhook create URL`: the secret is in what it prints and nowhere else. */
export async function webhookCreateCommand(
  url: string,
  options: WebhookCreateOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = options.tenant === undefined ? null : await tenantOfSlug(database, options.tenant);
    const eventTypes = options.events?.split(',').map((type) => type.trim()) ?? null;
    const request = {
      tenantId: tenant?.id ?? null,
      url,
      description: options.description ?? null,
      eventTypes,
    };
    const { id, secret } = await withEndpoints(database, config, io, (deps) =>
      createEndpoint(deps, request, commandLine),
    );
    const endpoint = await show(database, id);
    const words = [
      `The endpoint ${id} is told of ${eventTypes === null ? 'everything that happens' : eventTypes.join(', ')} in ${
        tenant === null ? 'every tenant' : tenant.slug
      } from now on.`,
      '',
      `Its secret, shown this once:  ${secret}`,
      '',
      `Try it: rollcall webhook test ${id}`,
    ];
    return printResult(io, options.json, { ...endpoint, secret }, words.join('\n'));
  });
}

/** `rollcall webhook list` */
export async function webhookListCommand(
  options: WebhookOptions & { tenant?: string },
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = options.tenant === undefined ? null : await tenantOfSlug(database, options.tenant);
    const endpoints = await everyItem((page) =>
      database.acrossTenants((trx) => listEndpoints(trx, tenant?.id ?? null, page, systemClock.now())),
    );
    const words =
      endpoints.data.length === 0 ? 'There are no webhook endpoints yet.' : endpointTable(endpoints.data);
    return printResult(io, options.json, endpoints, words);
  });
}

/** `rollcall webhook rotate ID` */
export async function webhookRotateCommand(
  id: string,
  options: RotateOptions,
  io: CommandIo,
): Promise<number> {
  const hours = hoursOf(options.formerEndsIn);
  return withDatabase(io, async ({ database }, config) => {
    const made = await withEndpoints(database, config, io, (deps) =>
      rotateSecret(deps, endpointIdOf(id), { ...asked, formerEndInHours: hours }),
    );
    const result = {
      id: made.id,
      created_at: made.created_at.toISOString(),
      expires_at: null,
      former_end_at: made.formerEndAt.toISOString(),
      secret: made.secret,
    };
    const words =
      `The new secret, shown this once:  ${made.secret}\n\n` +
      (hours === 0
        ? 'Deliveries are signed with it alone from now on.'
        : `Deliveries are signed with the former ones too until ${result.former_end_at}.`);
    return printResult(io, options.json, result, words);
  });
}

/** `rollcall webhook enable ID` */
export async function webhookEnableCommand(
  id: string,
  options: WebhookOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    await withEndpoints(database, config, io, (deps) => enableAgain(deps, endpointIdOf(id), asked));
    const endpoint = await show(database, id);
    return printResult(io, options.json, endpoint, endpointTable([endpoint]));
  });
}

/** `rollcall webhook disable ID` */
export async function webhookDisableCommand(
  id: string,
  options: WebhookOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    await withEndpoints(database, config, io, (deps) => disableByHand(deps, endpointIdOf(id), asked));
    const endpoint = await show(database, id);
    return printResult(io, options.json, endpoint, endpointTable([endpoint]));
  });
}

/** `rollcall webhook test ID`. Exit code 1 where the message did not arrive. */
export async function webhookTestCommand(
  id: string,
  options: WebhookOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const report = await withEndpoints(database, config, io, (deps) =>
      testEndpoint(deps, endpointIdOf(id), null),
    );
    const words = report.delivered
      ? `The endpoint took it, and answered ${report.status ?? ''}.`
      : `It did not arrive. ${report.problem ?? ''}`;
    printResult(io, options.json, report, words);
    return report.delivered ? 0 : 1;
  });
}

/** `rollcall webhook delete ID` */
export async function webhookDeleteCommand(
  id: string,
  options: WebhookOptions,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    await withEndpoints(database, config, io, (deps) => removeEndpoint(deps, endpointIdOf(id), asked));
    return printResult(io, options.json, { id, deleted: true }, `The endpoint ${id} is deleted.`);
  });
}

/** A command reaches the endpoints of everybody. */
const asked: Asked = { reach: null, actor: commandLine };

/** For a command beside a running service, which delivers. */
async function withEndpoints<T>(
  database: Database,
  config: Config,
  io: CommandIo,
  work: (deps: EndpointDeps) => Promise<T>,
): Promise<T> {
  const { allowPrivate } = config.webhooks;
  const secretKeys = secretKeysOf(config);
  const poster = createWebhookPoster({ allowPrivate });
  const signer = createSigner(secretKeys);
  const wake = () => undefined;
  const log = pino({}, { write: (line) => io.stderr.write(line) });
  try {
    return await work({ database, clock: systemClock, secretKeys, allowPrivate, poster, signer, log, wake });
  } finally {
    poster.close();
  }
}

async function show(database: Database, id: string): Promise<WebhookEndpoint> {
  const found = await database.acrossTenants((trx) => showEndpoint(trx, id, null, systemClock.now()));
  if (found === null) throw noEndpoint();
  return found;
}

/** An id that was typed. @throws RollcallError not_found where it is none */
export function endpointIdOf(id: string): string {
  if (validate(id)) return id.toLowerCase();
  throw noEndpoint();
}

function noEndpoint(): RollcallError {
  return new RollcallError(
    'not_found',
    'There is no webhook endpoint with this id. See `rollcall webhook list`.',
  );
}

const DEFAULT_HOURS = 24;
const MOST_HOURS = 720;

function hoursOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HOURS;
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (hours <= MOST_HOURS) return hours;
  throw new RollcallError(
    'invalid_request',
    `--former-ends-in is ${JSON.stringify(text.slice(0, 40))}. Give hours, from 0 to ${MOST_HOURS}.`,
  );
}

function endpointTable(endpoints: WebhookEndpoint[]): string {
  return alignedTable(
    ['ID', 'TENANT', 'STATE', 'TYPES', 'URL', 'WHAT IS WRONG'],
    endpoints.map(({ id, tenant, state, event_types, url, says }) => [
      id,
      tenant ?? 'every',
      state,
      event_types?.join(',') ?? 'every',
      url,
      says,
    ]),
  );
}
