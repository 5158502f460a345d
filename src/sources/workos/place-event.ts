import { LRUCache } from 'lru-cache';
import { toArrivedEvent } from '../../domain/arrived-event.ts';
import type { Clock } from '../../domain/clock.ts';
import { remembered } from '../../domain/remembered.ts';
import type { Redaction } from '../../policy/redact.ts';
import type { ActivePolicies } from '../../reconcile/active-policy.ts';
import type { Database } from '../../store/database.ts';
import { findRoute, type DirectoryRoute } from '../../store/directory-routes.ts';
import type { ArrivedEvent } from '../../store/inbox.ts';
import { readTenant } from '../../store/tenants.ts';
import type { UnclaimedEvent } from '../../store/unclaimed-events.ts';
import { normalizeWorkosEvent } from './normalize.ts';
import { organizationOf } from './organization-of.ts';

export interface PlacementDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  /** Applied to events of directories that no tenant has claimed yet. */
  defaultRedaction: Redaction;
  /**
   * Claims a directory that nobody has, for the one that waits for its organization; null: none does. Absent: nothing is
   * claimed by its events.
   */
  claimAwaited?: (organizationId: string, workosId: string, by: 'event') => Promise<DirectoryRoute | null>;
}

/** Where an event of WorkOS belongs, without what is sensitive: ready to be stored. */
export type PlacedEvent =
  { place: 'inbox'; arrived: ArrivedEvent } | { place: 'unclaimed'; kept: UnclaimedEvent };

/**
 * Normalizes an event as WorkOS sends it, finds out whose it is, and drops what that tenant's policy calls sensitive.
 * Takes any JSON value. It stores nothing.
 */
export type PlaceEvent = (body: unknown, rawBody: Buffer, receivedAt: Date) => Promise<PlacedEvent>;

interface Destination {
  route: DirectoryRoute | null;
  redaction: Redaction;
}

/** How long a directory's owner and policy are taken for granted, in milliseconds. */
const routeLifetime = 1_000;

/** What the webhook and the Events API share, so that the two cannot drift apart. */
export function createEventPlacement(deps: PlacementDeps): PlaceEvent {
  const destinations = new LRUCache<string, () => Promise<Destination>>({ max: 50_000 });

  const find = (directoryKey: string, organizationId: string | null): Promise<Destination> => {
    const key = `${directoryKey} ${organizationId ?? ''}`;
    let destination = destinations.get(key);
    if (destination === undefined) {
      // A burst of one directory's events asks the database once.
      destination = remembered(deps.clock, routeLifetime, () =>
        findDestination(deps, directoryKey, organizationId),
      );
      destinations.set(key, destination);
    }
    return destination();
  };

  return async (body, rawBody, receivedAt) => {
    const { event: normalized, directoryKey } = normalizeWorkosEvent(body, rawBody, receivedAt);
    const { route, redaction } =
      directoryKey === null
        ? { route: null, redaction: deps.defaultRedaction }
        : await find(directoryKey, organizationOf(body));
    const { event, status, error } = toArrivedEvent(redaction.redactEvent(normalized));
    if (route === null) {
      const kept = { directoryKey: redaction.redactIdentity(directoryKey ?? ''), event, receivedAt };
      return { place: 'unclaimed', kept };
    }
    const { tenant_id: tenantId, directory_id: directoryId } = route;
    return { place: 'inbox', arrived: { tenantId, directoryId, event, receivedAt, status, error } };
  };
}

async function findDestination(
  deps: PlacementDeps,
  directoryKey: string,
  organizationId: string | null,
): Promise<Destination> {
  const claimed = await deps.database.acrossTenants((trx) => findRoute(trx, directoryKey));
  const route = claimed ?? (await claimFirst(deps, directoryKey, organizationId));
  const redaction = route === null ? deps.defaultRedaction : await redactionOf(deps, route.tenant_id);
  return { route, redaction };
}

/** The first event of a directory claims it, where its organization is waited for. */
async function claimFirst(
  { claimAwaited }: PlacementDeps,
  directoryKey: string,
  organizationId: string | null,
): Promise<DirectoryRoute | null> {
  if (claimAwaited === undefined || organizationId === null) return null;
  return claimAwaited(organizationId, directoryKey, 'event');
}

/** What the policy of a tenant drops. */
export async function redactionOf(
  deps: Pick<PlacementDeps, 'database' | 'policies' | 'defaultRedaction'>,
  tenantId: string,
): Promise<Redaction> {
  return deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await readTenant(trx, tenantId);
    return tenant ? (await deps.policies.load(trx, tenant)).redaction : deps.defaultRedaction;
  });
}
