import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Verdict } from '../outbound/webhooks/judge-attempt.ts';
import { leaseMs, restUntil, type Random } from '../outbound/webhooks/retry-schedule.ts';
import type { Database, Transaction } from '../store/database.ts';
import {
  bringForward,
  commitSoon,
  tenantsRetrying,
  writeDeliveryResults,
  type Lane,
} from '../store/outbox-deliveries.ts';
import {
  disableEndpoint,
  noteEndpointFailures,
  noteEndpointSuccess,
  restEndpoint,
} from '../store/webhook-endpoint-health.ts';

/** One attempt that was made, and what it means. */
export interface Attempted {
  lane: Lane;
  messageId: string;
  leasedUntil: Date;
  verdict: Verdict;
}

/** What became of an endpoint by what was written. `open`: it is sent to without restraint. */
export interface EndpointNews {
  endpointId: string;
  state: 'open' | 'recovered' | 'failing' | 'resting' | 'disabled';
}

interface ResultDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  random: Random;
}

/** So many failures without a success in between, and an endpoint rests. */
const FAILURES_BEFORE_REST = 5;
const DISABLED_AFTER_MS = 2 * 24 * 60 * 60 * 1_000;
/** Nor is one disabled that was hardly asked in that time. */
const FAILURES_BEFORE_DISABLED = 20;

/**
 * Writes what came of attempts, all of one tenant in one transaction, and what it says of their endpoints: a success makes
 * one well, failures alone let it rest, and after two days of them, or a 410, it is disabled.
 */
export async function writeResults(
  deps: ResultDeps,
  tenantId: string,
  attempted: Attempted[],
): Promise<EndpointNews[]> {
  const now = deps.clock.now();
  const byEndpoint = [...Map.groupBy(attempted, ({ lane }) => lane.endpoint_id)];
  // In one order, whoever else writes: two transactions never wait for each other.
  byEndpoint.sort(([a], [b]) => (a < b ? -1 : 1));
  const news = await deps.database.inTenant(tenantId, async (trx) => {
    await commitSoon(trx);
    const results = attempted.map(({ lane, messageId, leasedUntil, verdict }) => ({
      message_id: messageId,
      endpoint_id: lane.endpoint_id,
      leased_until: leasedUntil,
      status: verdict.status,
      attempts: verdict.attempts,
      first_attempt_at: verdict.firstAttemptAt,
      next_attempt_at: verdict.nextAttemptAt,
      last_status: verdict.lastStatus,
      last_error: verdict.lastError,
    }));
    const written = writeDeliveryResults(trx, tenantId, results, now);
    const states: EndpointNews[] = [];
    for (const [endpointId, those] of byEndpoint) {
      const verdicts = those.map(({ verdict }) => verdict);
      states.push({ endpointId, state: await stateAfter(deps, trx, endpointId, verdicts, now) });
    }
    await written;
    return states;
  });
  for (const { endpointId, state } of news) {
    if (state === 'recovered') await recover(deps, endpointId);
    if (state === 'disabled') {
      deps.log.error(
        { endpoint_id: endpointId },
        'a webhook endpoint is disabled: what is for it waits until it is enabled again',
      );
    }
  }
  return news;
}

async function stateAfter(
  { random }: ResultDeps,
  trx: Transaction,
  endpointId: string,
  verdicts: Verdict[],
  now: Date,
): Promise<EndpointNews['state']> {
  if (verdicts.some(({ gone }) => gone)) {
    const because = 'It answered 410: it is gone.';
    return (await disableEndpoint(trx, endpointId, because, now)) ? 'disabled' : 'failing';
  }
  if (verdicts.some(({ status }) => status === 'delivered')) {
    const { rested } = await noteEndpointSuccess(trx, endpointId);
    return rested ? 'recovered' : 'open';
  }
  const failing = await noteEndpointFailures(trx, endpointId, verdicts.length, now);
  if (failing === null) return 'failing';
  const failingFor = now.getTime() - failing.failing_since.getTime();
  if (failingFor >= DISABLED_AFTER_MS && failing.failures >= FAILURES_BEFORE_DISABLED) {
    const because = 'Nothing was delivered to it for two days.';
    return (await disableEndpoint(trx, endpointId, because, now)) ? 'disabled' : 'failing';
  }
  const asked = verdicts.flatMap((verdict) => (verdict.restUntil === null ? [] : [verdict.restUntil]));
  if (failing.failures >= FAILURES_BEFORE_REST) asked.push(restUntil(failing.failing_since, now, random));
  if (asked.length === 0) return 'failing';
  const until = new Date(Math.max(...asked.map((time) => time.getTime())));
  await restEndpoint(trx, endpointId, until);
  return 'resting';
}

/** What failed while the endpoint was away need not wait any longer. */
async function recover({ database, clock }: ResultDeps, endpointId: string): Promise<void> {
  const tenants = await database.acrossTenants((trx) => tenantsRetrying(trx, endpointId));
  for (const tenantId of tenants) {
    const now = clock.now();
    const lane = { tenant_id: tenantId, endpoint_id: endpointId };
    await database.inTenant(tenantId, (trx) =>
      bringForward(trx, lane, now, new Date(now.getTime() + leaseMs)),
    );
  }
}
