import { LRUCache } from 'lru-cache';
import { toArrivedEvent } from '../../domain/arrived-event.ts';
import type { Clock } from '../../domain/clock.ts';
import { remembered } from '../../domain/remembered.ts';
import type { Redaction } from '../../policy/redact.ts';
import type { ActivePolicies } from '../../reconcile/active-policy.ts';
import type { Database } from '../../store/database.ts';
import { findRoute, type DirectoryRoute } from '../../store/directory-routes.ts';
import { readTenant } from '../../store/tenants.ts';
import { insertUnclaimedEvents } from '../../store/unclaimed-events.ts';
import type { InboxWriter } from './inbox-writer.ts';
import { normalizeWorkosEvent } from './normalize.ts';
import { verifySignature, type SignatureProblem } from './verify-signature.ts';

export interface WorkosReceiverDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  inbox: InboxWriter;
  /** Null where none is configured: then nothing is accepted. */
  secrets: readonly string[] | null;
  /** Applied to events of directories that no tenant has claimed yet. */
  defaultRedaction: Redaction;
}

/** What became of a delivery. Only `accepted` means that the event is durable. */
export type Delivery =
  | {
      kind: 'accepted';
      eventId: string;
      type: string;
      status: 'waiting' | 'ignored' | 'set_aside' | 'unclaimed';
    }
  | { kind: 'no_secret' }
  | { kind: 'not_verified'; because: SignatureProblem; says: string }
  | { kind: 'not_json' };

export type ReceiveWorkosWebhook = (request: {
  header: string | string[] | undefined;
  rawBody: Buffer;
}) => Promise<Delivery>;

interface Destination {
  route: DirectoryRoute | null;
  redaction: Redaction;
}

/** How long a directory's owner and policy are taken for granted, in milliseconds. */
const routeLifetime = 1_000;

/**
 * Takes a webhook delivery: verifies the bytes, normalizes, drops what the tenant's policy calls sensitive, and makes
 * the event durable. Accounts are not its business. Resolves only after the commit; rejects where the event could not
 * be made durable, so that WorkOS tries again.
 */
export function createWorkosReceiver(deps: WorkosReceiverDeps): ReceiveWorkosWebhook {
  const destinations = new LRUCache<string, () => Promise<Destination>>({ max: 50_000 });

  const find = (directoryKey: string): Promise<Destination> => {
    let destination = destinations.get(directoryKey);
    if (destination === undefined) {
      // A burst of one directory's webhooks asks the database once.
      destination = remembered(deps.clock, routeLifetime, () => findDestination(deps, directoryKey));
      destinations.set(directoryKey, destination);
    }
    return destination();
  };

  return async ({ header, rawBody }) => {
    if (deps.secrets === null) return { kind: 'no_secret' };
    const receivedAt = deps.clock.now();
    const verdict = verifySignature({ header, rawBody, secrets: deps.secrets, now: receivedAt });
    if (!verdict.verified) return { kind: 'not_verified', because: verdict.because, says: verdict.says };
    const body = parseJson(rawBody);
    if (body === undefined) return { kind: 'not_json' };

    const { event: arrived, directoryKey } = normalizeWorkosEvent(body, rawBody, receivedAt);
    const { route, redaction } =
      directoryKey === null ? { route: null, redaction: deps.defaultRedaction } : await find(directoryKey);
    const { event, status, error } = toArrivedEvent(redaction.redactEvent(arrived));
    if (route === null) {
      const kept = { directoryKey: redaction.redactIdentity(directoryKey ?? ''), event, receivedAt };
      await deps.database.acrossTenants((trx) => insertUnclaimedEvents(trx, [kept]));
      return { kind: 'accepted', eventId: event.id, type: event.type, status: 'unclaimed' };
    }
    await deps.inbox.append({
      tenantId: route.tenant_id,
      directoryId: route.directory_id,
      event,
      receivedAt,
      status,
      error,
    });
    return { kind: 'accepted', eventId: event.id, type: event.type, status };
  };
}

async function findDestination(deps: WorkosReceiverDeps, directoryKey: string): Promise<Destination> {
  const route = await deps.database.acrossTenants((trx) => findRoute(trx, directoryKey));
  const redaction = route === null ? deps.defaultRedaction : await redactionOf(deps, route.tenant_id);
  return { route, redaction };
}

async function redactionOf(deps: WorkosReceiverDeps, tenantId: string): Promise<Redaction> {
  return deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await readTenant(trx, tenantId);
    return tenant ? (await deps.policies.load(trx, tenant)).redaction : deps.defaultRedaction;
  });
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
