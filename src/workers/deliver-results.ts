import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Verdict } from '../outbound/webhooks/judge-attempt.ts';
import { leaseMs, restUntil, type Random } from '../outbound/webhooks/retry-schedule.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
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
import { alertDisabled, type DisabledFacts } from './disabled-endpoint.ts';

/** One attempt that was made, and what it means. */
export interface Attempted {
  lane: Lane;
  messageId: string;
  leasedUntil: Date;
  verdict: Verdict;
}

/** What became of an endpoint by what was written. `open`: it is sent to without restraint. */
export type EndpointNews = { endpointId: string } & StateNews;

type StateNews =
  { state: 'open' | 'recovered' | 'failing' | 'resting' } | { state: 'disabled'; facts: DisabledFacts };

interface ResultDeps {
  database: Database;
  policies: ActivePolicies;
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
 * one well, failures alone let it rest, and after two days of them, or a 410, it is disabled, with an alert.
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
      states.push({ endpointId, ...(await stateAfter(deps, trx, { tenantId, endpointId }, verdicts, now)) });
    }
    await written;
    return states;
  });
  for (const each of news) {
    if (each.state === 'recovered') await recover(deps, each.endpointId);
    if (each.state === 'disabled') {
      deps.log.error(
        { action: 'webhook.disabled', endpoint_id: each.endpointId, ...each.facts },
        'a webhook endpoint is disabled: what is for it waits until it is enabled again',
      );
    }
  }
  return news;
}

interface Place {
  tenantId: string;
  endpointId: string;
}

async function stateAfter(
  deps: ResultDeps,
  trx: Transaction,
  place: Place,
  verdicts: Verdict[],
  now: Date,
): Promise<StateNews> {
  const { endpointId } = place;
  const goneSays = verdicts.find(({ gone }) => gone);
  if (goneSays !== undefined) {
    return disable(deps, trx, place, { because: 'It answered 410: it is gone.', last: goneSays }, now);
  }
  if (verdicts.some(({ status }) => status === 'delivered')) {
    const { rested } = await noteEndpointSuccess(trx, endpointId);
    return { state: rested ? 'recovered' : 'open' };
  }
  const failing = await noteEndpointFailures(trx, endpointId, verdicts.length, now);
  const last = verdicts.at(-1);
  if (failing === null || last === undefined) return { state: 'failing' };
  const failingFor = now.getTime() - failing.failing_since.getTime();
  if (failingFor >= DISABLED_AFTER_MS && failing.failures >= FAILURES_BEFORE_DISABLED) {
    return disable(deps, trx, place, { because: 'Nothing was delivered to it for two days.', last }, now);
  }
  const asked = verdicts.flatMap((verdict) => (verdict.restUntil === null ? [] : [verdict.restUntil]));
  if (failing.failures >= FAILURES_BEFORE_REST)
    asked.push(restUntil(failing.failing_since, now, deps.random));
  if (asked.length === 0) return { state: 'failing' };
  const until = new Date(Math.max(...asked.map((time) => time.getTime())));
  await restEndpoint(trx, endpointId, until);
  return { state: 'resting' };
}

/** Of whoever disables it at the same time one gets to say so, and raises the alert. */
async function disable(
  deps: ResultDeps,
  trx: Transaction,
  { tenantId, endpointId }: Place,
  { because, last }: { because: string; last: Verdict },
  now: Date,
): Promise<StateNews> {
  const endpoint = await disableEndpoint(trx, endpointId, because, now);
  if (endpoint === null) return { state: 'failing' };
  return { state: 'disabled', facts: await alertDisabled(deps, trx, tenantId, endpoint, last, now) };
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
