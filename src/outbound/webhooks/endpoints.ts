import { v7 as newId } from 'uuid';
import type { Clock } from '../../domain/clock.ts';
import { listenableTypes } from '../../domain/outbox-message.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Database } from '../../store/database.ts';
import type { SecretKeys } from '../../store/sealed-secret.ts';
import { bringForward, tenantsRetrying } from '../../store/outbox-deliveries.ts';
import { enableEndpoint } from '../../store/webhook-endpoint-health.ts';
import {
  countEndpointsOf,
  deleteEndpoint,
  insertEndpoint,
  readEndpoint,
  type EndpointRow,
} from '../../store/webhook-endpoints.ts';
import { endSecrets, insertSecret, readSecrets, type SecretRow } from '../../store/webhook-secrets.ts';
import { problemOf, wasTaken } from './judge-attempt.ts';
import type { WebhookPoster } from './post-webhook.ts';
import { problemOfUrl } from './public-address.ts';
import { leaseMs } from './retry-schedule.ts';
import { makeSigningSecret, type Signer } from './sign-message.ts';

/** What looking after endpoints takes. */
export interface EndpointDeps {
  database: Database;
  clock: Clock;
  secretKeys: SecretKeys;
  /** Whether private addresses, and http, are allowed. */
  allowPrivate: boolean;
  poster: WebhookPoster;
  signer: Signer;
  /** Says that there may be something to deliver. */
  wake: () => void;
}

export interface EndpointRequest {
  /** Null: every tenant. */
  tenantId: string | null;
  url: string;
  description: string | null;
  /** Types and families (`user.*`); null: every type. */
  eventTypes: string[] | null;
}

/** What happens is told to each of them, so there are not to be many. */
const MOST_ENDPOINTS = 20;
const HOUR_MS = 60 * 60 * 1_000;

/**
 * Makes an endpoint with its first secret, which is in what is returned and nowhere else. It hears of what happens from
 * now on.
 *
 * @throws RollcallError invalid_request for an address or a type that cannot be; conflict where there are too many
 */
export async function createEndpoint(
  deps: EndpointDeps,
  request: EndpointRequest,
): Promise<{ id: string; secret: string }> {
  const { database, clock, secretKeys } = deps;
  const { tenantId, url, eventTypes } = request;
  const problem = problemOfUrl(url, deps.allowPrivate);
  if (problem !== null) throw invalid('url', problem);
  const unknown = (eventTypes ?? []).find((type) => !listenableTypes.includes(type));
  if (unknown !== undefined) {
    throw invalid(
      'event_types',
      `There is no type ${JSON.stringify(unknown)}. There are: ${listenableTypes.join(', ')}.`,
    );
  }
  const id = newId();
  const secret = makeSigningSecret();
  await database.acrossTenants(async (trx) => {
    if ((await countEndpointsOf(trx, tenantId)) >= MOST_ENDPOINTS) {
      throw new RollcallError('conflict', `There are ${MOST_ENDPOINTS} endpoints already. Delete one first.`);
    }
    const now = clock.now();
    const { description } = request;
    const endpoint = { id, tenant_id: tenantId, url, description, event_types: eventTypes };
    await insertEndpoint(trx, endpoint, now);
    await insertSecret(trx, secretKeys, id, secret, now);
  });
  return { id, secret };
}

/**
 * Makes another secret of an endpoint. Deliveries are signed with the former ones too, until they end.
 *
 * @param reach the only tenant whose endpoints are reached; null: every one
 * @throws RollcallError invalid_configuration where this process lacks the key of a former one that stays
 */
export async function rotateSecret(
  { database, clock, secretKeys, signer }: EndpointDeps,
  id: string,
  reach: string | null,
  formerEndInHours: number,
): Promise<SecretRow & { secret: string; formerEndAt: Date }> {
  const secret = makeSigningSecret();
  return database.acrossTenants(async (trx) => {
    await existing(trx, id, reach);
    const now = clock.now();
    const formerEndAt = new Date(now.getTime() + formerEndInHours * HOUR_MS);
    await endSecrets(trx, id, formerEndAt, now);
    // Or else nobody could sign with both.
    if (!signer.hasKeys(id, await readSecrets(trx, id, now))) {
      throw new RollcallError(
        'invalid_configuration',
        'The former secret was sealed with another key. Set ROLLCALL_SECRET_KEY to the key of that time, behind the one ' +
          'of today, or end the former secret at once, in 0 hours.',
      );
    }
    return { ...(await insertSecret(trx, secretKeys, id, secret, now)), secret, formerEndAt };
  });
}

/** Sends to a disabled or failing endpoint again, beginning with what waits for it. */
export async function enableAgain(deps: EndpointDeps, id: string, reach: string | null): Promise<void> {
  const { database, clock } = deps;
  const tenants = await database.acrossTenants(async (trx) => {
    await existing(trx, id, reach);
    await enableEndpoint(trx, id);
    return tenantsRetrying(trx, id);
  });
  for (const tenant_id of tenants) {
    const now = clock.now();
    const lane = { tenant_id, endpoint_id: id };
    await database.inTenant(tenant_id, (trx) =>
      bringForward(trx, lane, now, new Date(now.getTime() + leaseMs)),
    );
  }
  deps.wake();
}

export async function removeEndpoint(
  { database }: EndpointDeps,
  id: string,
  reach: string | null,
): Promise<void> {
  if (!(await deleteEndpoint(database, id, reach))) throw noEndpoint();
}

/** Sends a message of the type webhook.test at once, whatever the endpoint's state, and says what came of it. */
export async function testEndpoint(
  { database, clock, signer, poster }: EndpointDeps,
  id: string,
  reach: string | null,
): Promise<{ delivered: boolean; status: number | null; problem: string | null }> {
  const endpoint = await existing(database, id, reach);
  const now = clock.now();
  const secrets = await readSecrets(database, id, now);
  const message = { type: 'webhook.test', timestamp: now.toISOString(), data: { endpoint_id: id } };
  const body = JSON.stringify(message);
  const attempt = await poster.post(endpoint.url, signer.headers(id, secrets, newId(), now, body), body);
  return {
    delivered: wasTaken(attempt),
    status: attempt.kind === 'answered' ? attempt.status : null,
    problem: problemOf(attempt),
  };
}

async function existing(
  queries: Parameters<typeof readEndpoint>[0],
  id: string,
  reach: string | null,
): Promise<EndpointRow> {
  const endpoint = await readEndpoint(queries, id, reach);
  if (endpoint === null) throw noEndpoint();
  return endpoint;
}

function noEndpoint(): RollcallError {
  return new RollcallError('not_found', 'There is no webhook endpoint with this id.');
}

function invalid(field: string, message: string): RollcallError {
  return new RollcallError('invalid_request', `\`${field}\`: ${message}`, {
    details: { errors: [{ field, message }] },
  });
}
