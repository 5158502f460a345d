import { v7 as newId } from 'uuid';
import type { Actor } from '../../domain/change.ts';
import type { Clock } from '../../domain/clock.ts';
import { listenableTypes } from '../../domain/outbox-message.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Database } from '../../store/database.ts';
import type { SecretKeys } from '../../store/sealed-secret.ts';
import { countEndpointsOf, insertEndpoint } from '../../store/webhook-endpoints.ts';
import { endSecrets, insertSecret, readSecrets, type SecretRow } from '../../store/webhook-secrets.ts';
import {
  logSharedEndpoint,
  recordEndpoint,
  type EndpointChange,
  type EndpointLog,
} from './endpoint-record.ts';
import { problemOf, wasTaken } from './judge-attempt.ts';
import type { WebhookPoster } from './post-webhook.ts';
import { problemOfUrl } from './public-address.ts';
import { inScopeOf, reachEndpoint, type Asked } from './reach-endpoint.ts';
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
  /** Hears what becomes of endpoints of every tenant, which are in nobody's audit log. */
  log: EndpointLog;
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
  actor: Actor,
): Promise<{ id: string; secret: string }> {
  const { clock, secretKeys } = deps;
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
  const { description } = request;
  const endpoint = { id, tenant_id: tenantId, url, description, event_types: eventTypes };
  const change: EndpointChange = {
    action: 'webhook.created',
    before: null,
    after: { event_types: eventTypes },
    reason: 'An endpoint of webhooks was made: it is told of what happens from now on',
    actor,
  };
  await inScopeOf(deps, endpoint, async (trx) => {
    if ((await countEndpointsOf(trx, tenantId)) >= MOST_ENDPOINTS) {
      throw new RollcallError('conflict', `There are ${MOST_ENDPOINTS} endpoints already. Delete one first.`);
    }
    const now = clock.now();
    await insertEndpoint(trx, endpoint, now);
    await insertSecret(trx, secretKeys, id, secret, now);
    await recordEndpoint(trx, endpoint, change, now);
  });
  logSharedEndpoint(deps.log, endpoint, change);
  return { id, secret };
}

/**
 * Makes another secret of an endpoint. Deliveries are signed with the former ones too, until they end.
 *
 * @throws RollcallError invalid_configuration where this process lacks the key of a former one that stays
 */
export async function rotateSecret(
  deps: EndpointDeps,
  id: string,
  { reach, actor, formerEndInHours }: Asked & { formerEndInHours: number },
): Promise<SecretRow & { secret: string; formerEndAt: Date }> {
  const { database, clock, secretKeys, signer } = deps;
  const secret = makeSigningSecret();
  const endpoint = await reachEndpoint(database, id, reach);
  const { made, change } = await inScopeOf(deps, endpoint, async (trx) => {
    await reachEndpoint(trx, id, reach);
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
    const row = await insertSecret(trx, secretKeys, id, secret, now);
    const rotated: EndpointChange = {
      action: 'webhook.rotated',
      before: null,
      after: { secret_id: row.id, former_end_at: formerEndAt.toISOString() },
      reason: 'Another secret signs what the endpoint is sent; the former ones end',
      actor,
    };
    await recordEndpoint(trx, endpoint, rotated, now);
    return { made: { ...row, secret, formerEndAt }, change: rotated };
  });
  logSharedEndpoint(deps.log, endpoint, change);
  return made;
}

/** Sends a message of the type webhook.test at once, whatever the endpoint's state, and says what came of it. */
export async function testEndpoint(
  { database, clock, signer, poster }: EndpointDeps,
  id: string,
  reach: string | null,
): Promise<{ delivered: boolean; status: number | null; problem: string | null }> {
  const endpoint = await reachEndpoint(database, id, reach);
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

function invalid(field: string, message: string): RollcallError {
  return new RollcallError('invalid_request', `\`${field}\`: ${message}`, {
    details: { errors: [{ field, message }] },
  });
}
