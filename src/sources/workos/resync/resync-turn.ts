import type { Clock } from '../../../domain/clock.ts';
import type { ActivePolicies } from '../../../reconcile/active-policy.ts';
import { insertAuditRecords } from '../../../store/audit-records.ts';
import type { Database, Transaction } from '../../../store/database.ts';
import { dropRecords } from '../../../store/resync-records.ts';
import { clearResyncRequest } from '../../../store/resync-requests.ts';
import {
  advanceResync,
  endResync,
  forgetResyncs,
  type ClaimedResync,
  type ResyncResult,
} from '../../../store/resyncs.ts';
import { readTenant } from '../../../store/tenants.ts';
import { restMs } from '../back-off.ts';
import type { WorkosApi } from '../workos-api.ts';
import type { Pace } from './pace.ts';

export interface ResyncDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  api: WorkosApi;
  /** From 0 up to 1, as Math.random. */
  random: () => number;
  /** Says that there may be work for the lanes of this process. */
  wakeLanes: () => void;
}

/** One turn at one resync. */
export interface ResyncTurn {
  deps: ResyncDeps;
  resync: ClaimedResync;
  pace: Pace;
  signal: AbortSignal | undefined;
}

/**
 * What a turn came to. `waits`: to go on by itself, when it is time. `faulty`: to be tried again. `overtaken`: another
 * process has the turn, or somebody has ended the resync. `stopped`: as asked, for another process to go on.
 */
export type TurnOutcome =
  | { kind: 'done'; result: ResyncResult }
  | { kind: 'failed'; because: string }
  | { kind: 'cancelled' }
  | { kind: 'waits' }
  | { kind: 'faulty'; because: string }
  | { kind: 'overtaken' }
  | { kind: 'stopped' };

/** For so long the turn is nobody else's: longer than an answer and keeping a page can take. */
const leaseMs = 60_000;
/** How long is kept what became of resyncs, in milliseconds. */
const keptMs = 90 * 24 * 3_600_000;

export function leasedUntil({ clock }: ResyncDeps, ms = leaseMs): Date {
  return new Date(clock.now().getTime() + ms);
}

/** Gives the turn back, to go on after so long. */
export async function goOnLater(
  { deps, resync }: ResyncTurn,
  ms: number,
  fault: string | null = null,
): Promise<TurnOutcome> {
  const next_attempt_at = leasedUntil(deps, ms);
  const isOurs = await inTenant({ deps, resync }, (trx) =>
    advanceResync(trx, resync, { next_attempt_at, leased_until: null, fault }),
  );
  return { kind: isOurs ? 'waits' : 'overtaken' };
}

/** Gives the turn back after a failure: the next one comes the later, the more there were. */
export async function tryLater(
  { deps, resync }: Pick<ResyncTurn, 'deps' | 'resync'>,
  because: string,
  wantedMs: number | null,
): Promise<TurnOutcome> {
  resync.failures += 1;
  const rest = restMs(resync.failures, wantedMs, deps.random);
  const isOurs = await inTenant({ deps, resync }, (trx) =>
    advanceResync(trx, resync, {
      failures: resync.failures,
      next_attempt_at: leasedUntil(deps, rest),
      leased_until: null,
      fault: because,
    }),
  );
  return isOurs ? { kind: 'faulty', because } : { kind: 'overtaken' };
}

/** Ends a resync that cannot be relied on; whoever asked for it asks again after a while. */
export async function fail(turn: ResyncTurn, because: string): Promise<TurnOutcome> {
  const isOurs = await inTenant(turn, (trx) => end(turn, trx, 'failed', null, because));
  return isOurs ? { kind: 'failed', because } : { kind: 'overtaken' };
}

/** Ends a resync that nobody needs any more, and forgets who asked for one: there is nothing to read. */
export async function cancel(turn: ResyncTurn, because: string): Promise<TurnOutcome> {
  const isOurs = await inTenant(turn, async (trx) => {
    await clearRequest(turn, trx, turn.deps.clock.now());
    return end(turn, trx, 'cancelled', null, because);
  });
  return { kind: isOurs ? 'cancelled' : 'overtaken' };
}

/** Ends a resync of which all has been applied; false where it has ended otherwise meanwhile. */
export async function finish(turn: ResyncTurn, trx: Transaction, result: ResyncResult): Promise<boolean> {
  const { deps, resync } = turn;
  if (!(await end(turn, trx, 'done', result, null))) return false;
  // Also what was asked for another reason is answered, if it was asked before the reading began.
  await clearRequest(turn, trx, resync.started_at ?? resync.requested_at);
  const { tenant_id, reason, directory_id } = resync;
  const differs = Object.keys(result.differences).length > 0;
  if (!differs && reason !== 'by_hand' && reason !== 'connected') return true;
  const tenant = await readTenant(trx, tenant_id);
  await insertAuditRecords(
    trx,
    tenant_id,
    [
      {
        actor: resync.actor,
        action: 'directory.resynced',
        userId: null,
        directoryId: directory_id,
        before: null,
        after: { resync_id: resync.id, reason, as_of: resync.as_of?.toISOString(), ...result.differences },
        reason: `The directory was read anew from WorkOS. ${result.says.join(' ')}`,
        eventIds: [],
        policyVersion: tenant?.active_policy_version ?? null,
      },
    ],
    deps.clock.now(),
  );
  return true;
}

export function inTenant<T>(
  { deps, resync }: Pick<ResyncTurn, 'deps' | 'resync'>,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  return deps.database.inTenant(resync.tenant_id, work);
}

async function end(
  { deps, resync }: ResyncTurn,
  trx: Transaction,
  phase: 'done' | 'failed' | 'cancelled',
  result: ResyncResult | null,
  fault: string | null,
): Promise<boolean> {
  const { tenant_id, id, directory_id, lease } = resync;
  const now = deps.clock.now();
  if (!(await endResync(trx, tenant_id, id, { phase, now, result, fault }, lease))) return false;
  await dropRecords(trx, tenant_id, id, { keepNews: false });
  await forgetResyncs(trx, tenant_id, directory_id, new Date(now.getTime() - keptMs));
  return true;
}

async function clearRequest({ resync }: ResyncTurn, trx: Transaction, upTo: Date): Promise<void> {
  if (resync.workos_id !== null) await clearResyncRequest(trx, resync.workos_id, upTo);
}
