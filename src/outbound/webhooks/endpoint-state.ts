import type { Actor } from '../../domain/change.ts';
import { bringForward, tenantsRetrying } from '../../store/outbox-deliveries.ts';
import { disableEndpoint, enableEndpoint, type FormerHealth } from '../../store/webhook-endpoint-health.ts';
import { deleteEndpoint } from '../../store/webhook-endpoints.ts';
import { logSharedEndpoint, recordEndpoint, type EndpointChange } from './endpoint-record.ts';
import type { EndpointDeps } from './endpoints.ts';
import { inScopeOf, noEndpoint, reachEndpoint, type Asked } from './reach-endpoint.ts';
import { leaseMs } from './retry-schedule.ts';

/**
 * Sends to a disabled or failing endpoint again, beginning with what waits for it. What it was disabled for is resolved:
 * should it fail for as long again, it is disabled again, and there is another alert.
 */
export async function enableAgain(deps: EndpointDeps, id: string, { reach, actor }: Asked): Promise<void> {
  const { database, clock } = deps;
  const endpoint = await reachEndpoint(database, id, reach);
  const change = await inScopeOf(deps, endpoint, async (trx) => {
    await reachEndpoint(trx, id, reach);
    const former = await enableEndpoint(trx, id);
    if (former === null) return null;
    const enabled = enabledAfter(former, actor);
    await recordEndpoint(trx, endpoint, enabled, clock.now());
    return enabled;
  });
  if (change !== null) logSharedEndpoint(deps.log, endpoint, change);
  const tenants = await database.acrossTenants((trx) => tenantsRetrying(trx, id));
  for (const tenant_id of tenants) {
    const now = clock.now();
    const lane = { tenant_id, endpoint_id: id };
    await database.inTenant(tenant_id, (trx) =>
      bringForward(trx, lane, now, new Date(now.getTime() + leaseMs)),
    );
  }
  deps.wake();
}

function enabledAfter({ state, disabled_at, disabled_because }: FormerHealth, actor: Actor): EndpointChange {
  const at = disabled_at?.toISOString() ?? null;
  return {
    action: 'webhook.enabled',
    before: { state, disabled_at: at, disabled_because },
    after: { state: 'active' },
    reason:
      at === null
        ? 'The endpoint is sent to at once, although it was failing'
        : `The endpoint is enabled again, which resolves that it was disabled at ${at}: what waits for it is delivered`,
    actor,
  };
}

/** Sends nothing more to an endpoint until somebody enables it: what is for it waits. */
export async function disableByHand(deps: EndpointDeps, id: string, { reach, actor }: Asked): Promise<void> {
  const { database, clock } = deps;
  const endpoint = await reachEndpoint(database, id, reach);
  const change: EndpointChange = {
    action: 'webhook.disabled',
    before: { state: 'active' },
    after: { state: 'disabled' },
    reason: 'The endpoint was disabled by hand: what is for it waits until it is enabled again',
    actor,
  };
  const isNew = await inScopeOf(deps, endpoint, async (trx) => {
    await reachEndpoint(trx, id, reach);
    const now = clock.now();
    const disabled = await disableEndpoint(trx, id, 'Somebody disabled it.', now);
    if (disabled === null) return false;
    const facts = { failing_since: disabled.failing_since?.toISOString() ?? null };
    await recordEndpoint(trx, endpoint, { ...change, after: { ...change.after, ...facts } }, now);
    return true;
  });
  if (isNew) logSharedEndpoint(deps.log, endpoint, change);
}

/** Removes an endpoint; what waits for it is forgotten. */
export async function removeEndpoint(deps: EndpointDeps, id: string, { reach, actor }: Asked): Promise<void> {
  const endpoint = await reachEndpoint(deps.database, id, reach);
  const change: EndpointChange = {
    action: 'webhook.deleted',
    before: { state: endpoint.state, event_types: endpoint.event_types },
    after: null,
    reason: 'The endpoint was deleted: what waited for it is forgotten',
    actor,
  };
  await inScopeOf(deps, endpoint, async (trx) => {
    if (!(await deleteEndpoint(trx, id, reach))) throw noEndpoint();
    await recordEndpoint(trx, endpoint, change, deps.clock.now());
  });
  logSharedEndpoint(deps.log, endpoint, change);
}
