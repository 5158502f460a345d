import type { Clock } from '../domain/clock.ts';
import type { Signer } from '../outbound/webhooks/sign-message.ts';
import { leaseMs } from '../outbound/webhooks/retry-schedule.ts';
import type { Database } from '../store/database.ts';
import { claimDeliveries, commitSoon, type ClaimedDelivery, type Lane } from '../store/outbox-deliveries.ts';
import { removeLane } from '../store/outbox-retention.ts';
import { claimProbe } from '../store/webhook-endpoint-health.ts';
import { readEndpoint, type EndpointRow } from '../store/webhook-endpoints.ts';
import { readSecrets, type SecretRow } from '../store/webhook-secrets.ts';

/**
 * What a turn at a lane came to. `closed`: the endpoint is disabled, or rests, at least until then. `keyless`: this process
 * cannot sign for it, and leaves it to those who can.
 */
export type LaneTurn =
  { kind: 'nothing' } | { kind: 'closed' | 'keyless'; until: Date } | { kind: 'claimed'; claim: Claim };

export interface Claim {
  lane: Lane;
  endpoint: EndpointRow;
  secrets: SecretRow[];
  deliveries: ClaimedDelivery[];
  leasedUntil: Date;
}

/** How long an endpoint that is disabled, or not to be signed for, is not looked at again, in milliseconds. */
const CLOSED_FOR_MS = 5_000;
const FORGOTTEN_AT_ONCE = 1_000;

/**
 * Claims what is next for an endpoint of one tenant, at most `limit` deliveries, until the lease ends. Of an endpoint that
 * has rested only one, and only if no other process tries it at this moment.
 */
export async function claimLane(
  { database, clock, signer }: { database: Database; clock: Clock; signer: Signer },
  lane: Lane,
  limit: number,
): Promise<LaneTurn> {
  return database.inTenant(lane.tenant_id, async (trx) => {
    await commitSoon(trx);
    const now = clock.now();
    const leasedUntil = new Date(now.getTime() + leaseMs);
    const [endpoint, secrets] = await Promise.all([
      readEndpoint(trx, lane.endpoint_id),
      readSecrets(trx, lane.endpoint_id, now),
    ]);
    if (endpoint === null) {
      await removeLane(trx, lane, FORGOTTEN_AT_ONCE);
      return { kind: 'nothing' };
    }
    if (endpoint.state === 'disabled') {
      return { kind: 'closed', until: new Date(now.getTime() + CLOSED_FOR_MS) };
    }
    if (!signer.hasKeys(endpoint.id, secrets)) {
      return { kind: 'keyless', until: new Date(now.getTime() + CLOSED_FOR_MS) };
    }
    const { resting_until: rest } = endpoint;
    if (rest !== null && rest > now) return { kind: 'closed', until: rest };
    if (rest !== null && !(await claimProbe(trx, endpoint.id, rest, leasedUntil))) {
      return { kind: 'closed', until: leasedUntil };
    }
    const claim = { limit: rest === null ? limit : 1, now, leasedUntil };
    const deliveries = await claimDeliveries(trx, lane, claim);
    if (deliveries.length > 0) {
      return { kind: 'claimed', claim: { lane, endpoint, secrets, deliveries, leasedUntil } };
    }
    if (rest !== null) await claimProbe(trx, endpoint.id, leasedUntil, rest);
    return { kind: 'nothing' };
  });
}
