import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import { noTracer, type Tracer } from '../domain/tracer.ts';
import { judgeAttempt, type Verdict } from '../outbound/webhooks/judge-attempt.ts';
import type { WebhookPoster } from '../outbound/webhooks/post-webhook.ts';
import type { Random } from '../outbound/webhooks/retry-schedule.ts';
import type { Signer } from '../outbound/webhooks/sign-message.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { Database } from '../store/database.ts';
import { beforeAllLanes, findLanes, type ClaimedDelivery, type Lane } from '../store/outbox-deliveries.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { claimLane, type Claim } from './deliver-lane.ts';
import { writeResults, type Attempted, type EndpointNews } from './deliver-results.ts';
import { codeOf } from '../store/connection-fault.ts';

export interface WebhookDeliveryDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  log: Logger;
  random: Random;
  poster: WebhookPoster;
  signer: Signer;
  /** Milliseconds after which an idle process looks for what others have left to deliver. */
  pollIntervalMs: number;
  /** Called for each attempt that was written. */
  onAttempt: (status: Verdict['status']) => void;
  onDisabled: () => void;
  /** Absent: nothing is traced, and receivers are sent no traceparent. */
  tracer?: Tracer;
}

export interface WebhookDelivery {
  start(): void;
  /** Says that there may be something to deliver; returns at once. */
  wake: () => void;
  /** Works until nothing is due; rejects where the database fails. For tests and benchmarks; not beside start(). */
  deliverAll(): Promise<void>;
  /** Finishes the attempts that have begun, and begins no more. */
  stop(): Promise<void>;
}

/** Requests at once in this process, and to one endpoint. */
const MOST_REQUESTS = 256;
const MOST_PER_ENDPOINT = 64;
/** Deliveries that are claimed and of which it is not yet written what came of them. */
const MOST_CLAIMED = 1_024;
/** Claiming costs the same for one delivery as for many: an endpoint that is being sent to gets more once so many are back. */
const WORTH_A_CLAIM = 16;
const LANES_AT_ONCE = 200;
/**
 * Where nothing was to be delivered, it is not looked again for so long, in milliseconds, however many writers say that
 * there may be something: most of them write where nobody listens.
 */
const LOOKS_APART_MS = 20;
/** For so long, in milliseconds, what was learned of an endpoint is believed without asking. */
const CLOSED_IS_BELIEVED_FOR_MS = 5_000;

/**
 * Delivers what is in the outbox: at least once, in order for each endpoint and user, safe with several processes on one
 * database. A delivery is claimed by a lease, so that one whose process dies is delivered by another, under the same id.
 * Lanes, one for each endpoint and tenant, take turns; one that hangs keeps no more than its own share waiting.
 */
export function createWebhookDelivery(deps: WebhookDeliveryDeps): WebhookDelivery {
  const { database, clock, log, tracer = noTracer } = deps;
  /** Requests that have no answer yet, by endpoint. */
  const asking = new Map<string, number>();
  /** Endpoints that are disabled or rest, and until when (milliseconds) that is believed. */
  const closed = new Map<string, number>();
  /** Endpoints whose secrets this process cannot open, and whose deliveries it leaves to others. */
  const keyless = new Set<string>();
  const unwritten = new Map<string, Attempted[]>();
  const writing = new Set<string>();
  let requests = 0;
  let claimed = 0;
  let lastServed = beforeAllLanes;
  let running: Promise<void> | null = null;
  let stopping = false;
  let lastFault: unknown;
  let pending = false;
  let sleeper: (() => void) | null = null;
  const idlers = new Set<() => void>();

  const wake = (): void => {
    pending = true;
    sleeper?.();
  };
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        sleeper = null;
        pending = false;
        resolve();
      };
      const timer = setTimeout(done, ms);
      sleeper = done;
      if (pending || stopping) done();
    });
  const untilIdle = (): Promise<void> =>
    new Promise((resolve) => {
      if (claimed === 0) resolve();
      else idlers.add(resolve);
    });

  const answered = (endpointId: string): void => {
    requests -= 1;
    const left = (asking.get(endpointId) ?? 1) - 1;
    if (left === 0) asking.delete(endpointId);
    else asking.set(endpointId, left);
    if ((MOST_PER_ENDPOINT - left) % WORTH_A_CLAIM === 0) wake();
  };

  const finish = (attempted: Attempted[]): void => {
    claimed -= attempted.length;
    if (claimed === 0) {
      for (const idler of idlers) idler();
      idlers.clear();
    }
    wake();
  };

  const learn = (news: EndpointNews[]): void => {
    for (const { endpointId, state } of news) {
      if (state === 'open' || state === 'recovered') closed.delete(endpointId);
      if (state === 'disabled') deps.onDisabled();
    }
  };

  /** One writer per tenant: what comes back while it writes is written together next. */
  const writeOut = async (tenantId: string): Promise<void> => {
    if (writing.has(tenantId)) return;
    writing.add(tenantId);
    for (;;) {
      const batch = unwritten.get(tenantId);
      if (batch === undefined) break;
      unwritten.delete(tenantId);
      try {
        learn(await writeResults(deps, tenantId, batch));
        for (const { verdict } of batch) deps.onAttempt(verdict.status);
      } catch (fault) {
        // Once the lease is over they are delivered again: at least once, and this may be the second time.
        lastFault = fault;
        log.error(
          { tenant_id: tenantId, code: codeOf(fault) },
          'what came of webhook deliveries could not be written, so they will be made again',
        );
      }
      finish(batch);
    }
    writing.delete(tenantId);
  };

  const sign = (claim: Claim, delivery: ClaimedDelivery): Record<string, string> | null => {
    try {
      const { lane, secrets } = claim;
      return deps.signer.headers(
        lane.endpoint_id,
        secrets,
        delivery.message_id,
        clock.now(),
        delivery.payload,
      );
    } catch (fault) {
      log.error(
        { endpoint_id: claim.lane.endpoint_id, code: codeOf(fault) },
        'a webhook cannot be signed: its secret was changed in the database, or belongs elsewhere',
      );
      return null;
    }
  };

  const deliver = async (claim: Claim, delivery: ClaimedDelivery): Promise<void> => {
    const { poster } = deps;
    const attempt = await attemptDelivery({ poster, tracer }, claim, delivery, sign(claim, delivery));
    answered(claim.lane.endpoint_id);
    const progress = { attempts: delivery.attempts, firstAttemptAt: delivery.first_attempt_at };
    const { lane, leasedUntil } = claim;
    const verdict = judgeAttempt(attempt, progress, clock.now(), deps.random);
    const attempted = { lane, messageId: delivery.message_id, leasedUntil, verdict };
    const waiting = unwritten.get(lane.tenant_id);
    if (waiting === undefined) unwritten.set(lane.tenant_id, [attempted]);
    else waiting.push(attempted);
    await writeOut(lane.tenant_id);
  };

  /** A turn at one lane; returns how many deliveries were begun. */
  const serve = async (lane: Lane): Promise<number> => {
    const { endpoint_id: id } = lane;
    if ((closed.get(id) ?? 0) > clock.now().getTime()) return 0;
    const busy = asking.get(id) ?? 0;
    const free = Math.min(MOST_REQUESTS - requests, MOST_PER_ENDPOINT - busy, MOST_CLAIMED - claimed);
    if (free <= 0 || (busy > 0 && free < WORTH_A_CLAIM)) return 0;
    const turn = await claimLane(deps, lane, free);
    if (turn.kind === 'keyless' && !keyless.has(id)) {
      keyless.add(id);
      log.error(
        { endpoint_id: id },
        'webhooks of an endpoint are left to other processes, because its secret was sealed with a key that this one ' +
          'does not have: set the same ROLLCALL_SECRET_KEY for all of them',
      );
    }
    if (turn.kind === 'closed' || turn.kind === 'keyless') {
      const believed = clock.now().getTime() + CLOSED_IS_BELIEVED_FOR_MS;
      closed.set(id, Math.min(turn.until.getTime(), believed));
    }
    if (turn.kind !== 'claimed') return 0;
    keyless.delete(id);
    const { deliveries } = turn.claim;
    lastServed = lane;
    claimed += deliveries.length;
    requests += deliveries.length;
    asking.set(id, (asking.get(id) ?? 0) + deliveries.length);
    for (const delivery of deliveries) void deliver(turn.claim, delivery);
    return deliveries.length;
  };

  const readLanes = async (): Promise<(Lane & { due: boolean })[]> => {
    const all: (Lane & { due: boolean })[] = [];
    for (;;) {
      const after = all.at(-1) ?? beforeAllLanes;
      const page = await database.acrossTenants((trx) => findLanes(trx, after, LANES_AT_ONCE, clock.now()));
      all.push(...page);
      if (page.length < LANES_AT_ONCE) return all;
    }
  };

  /** Goes round all lanes once, from behind the one that was served last; returns how many deliveries were begun. */
  const round = async (): Promise<number> => {
    const lanes = await readLanes();
    const first = lanes.findIndex((lane) => nameOf(lane) > nameOf(lastServed));
    let begun = 0;
    for (const lane of [...lanes.slice(Math.max(first, 0)), ...lanes.slice(0, Math.max(first, 0))]) {
      if (stopping) break;
      if (lane.due) begun += await serve(lane);
    }
    return begun;
  };

  const work = async (): Promise<void> => {
    while (!stopping) {
      try {
        if ((await round()) === 0) {
          if (claimed === 0) await pause(LOOKS_APART_MS);
          await rest(deps.pollIntervalMs);
        }
      } catch (fault) {
        log.error({ code: codeOf(fault) }, 'looking for webhook deliveries failed and will be tried again');
        await rest(deps.pollIntervalMs);
      }
    }
  };

  return {
    start() {
      stopping = false;
      running = work();
    },
    wake,
    async deliverAll() {
      closed.clear();
      lastFault = undefined;
      for (;;) {
        const begun = await round();
        await untilIdle();
        if (lastFault !== undefined) throw lastFault as Error;
        if (begun === 0) return;
      }
    },
    async stop() {
      stopping = true;
      wake();
      await running;
      running = null;
      await untilIdle();
      deps.poster.close();
    },
  };
}

/** Compares as the database orders lanes. */
function nameOf({ tenant_id, endpoint_id }: Lane): string {
  return `${tenant_id} ${endpoint_id}`;
}
