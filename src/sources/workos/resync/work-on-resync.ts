import { RollcallError } from '../../../domain/rollcall-error.ts';
import {
  knowsPeople,
  hasWaitingNews,
  putDifferences,
  raiseSnapshotTime,
} from '../../../store/resync-compare.ts';
import { dropRecords, hasNewsToApply, readNewsFates } from '../../../store/resync-records.ts';
import { advanceResync, type ClaimedResync } from '../../../store/resyncs.ts';
import { lockTenant } from '../../../store/tenants.ts';
import { tellResult, type ReadWhat } from './drift-in-words.ts';
import type { Pace } from './pace.ts';
import { askAboutConnection } from './ask-about-connection.ts';
import { readLists } from './read-lists.ts';
import {
  cancel,
  fail,
  finish,
  goOnLater,
  inTenant,
  leasedUntil,
  tryLater,
  type ResyncDeps,
  type ResyncTurn,
  type TurnOutcome,
} from './resync-turn.ts';

/** A reading that takes longer says more of the past than of the directory. */
const longestReadingMs = 24 * 3_600_000;
/** How long what came before the end of reading may wait in the inbox, until it is compared in spite of it. */
const longestQuietMs = 600_000;
const lookAgainMs = 2_000;
const longestLookAgainMs = 30_000;
/** How long a comparison may take, in milliseconds. */
const compareLeaseMs = 900_000;

/**
 * One turn at a resync: reads the lists page by page, compares, and waits until what differs was applied. Where it goes on
 * moves in the transaction that keeps the page, so that whatever ends this process loses nothing.
 */
export async function workOnResync(
  deps: ResyncDeps,
  resync: ClaimedResync,
  pace: Pace,
  signal?: AbortSignal,
): Promise<TurnOutcome> {
  const turn: ResyncTurn = { deps, resync, pace, signal };
  try {
    return await work(turn);
  } catch (fault) {
    if (signal?.aborted === true) {
      await goOnLater(turn, 0, resync.fault);
      return { kind: 'stopped' };
    }
    if (fault instanceof RollcallError && fault.code === 'policy_invalid') {
      return tryLater(
        turn,
        "The tenant's policy cannot be used, so it is not known what of the directory is sensitive. Nothing of it is kept until the policy can be used.",
        longestQuietMs,
      );
    }
    // The lease runs out by itself where that fails, too.
    await tryLater(turn, 'Something failed here, which is in the log. It is tried again.', null).catch(
      () => undefined,
    );
    throw fault;
  }
}

async function work(turn: ResyncTurn): Promise<TurnOutcome> {
  const { deps, resync } = turn;
  if (resync.state === 'disconnected' || resync.workos_id === null) {
    return cancel(turn, 'The directory was disconnected meanwhile.');
  }
  if (resync.phase === 'applying') return awaitApplied(turn);
  const now = deps.clock.now();
  // Since when it was asked for says nothing: it may have waited for a service that was down.
  if (resync.started_at === null) {
    const began = { started_at: now, leased_until: leasedUntil(deps) };
    if (!(await inTenant(turn, (trx) => advanceResync(trx, resync, began)))) return { kind: 'overtaken' };
    resync.started_at = now;
  }
  if (now.getTime() - resync.started_at.getTime() > longestReadingMs) {
    const why = resync.fault ?? 'Reading took too long.';
    return fail(turn, `The directory could not be read within a day. ${why}`);
  }
  const key = resync.workos_id;
  if (resync.phase !== 'compare') {
    const ended = await readLists(turn, key);
    if (ended !== 'read') return ended;
  }
  return compare(turn, key);
}

/** Once more WorkOS is asked whether it knows what it says, and then all of it counts. */
async function compare(turn: ResyncTurn, key: string): Promise<TurnOutcome> {
  const { deps, resync, pace, signal } = turn;
  await pace(signal);
  const readiness = await askAboutConnection(turn, key);
  if (readiness.kind === 'unreadable') return fail(turn, readiness.because);
  if (readiness.kind === 'deleted') return cancel(turn, readiness.because);
  if (readiness.kind === 'not_yet') return tryLater(turn, readiness.because, readiness.retryAfterMs);
  const { read_at, as_of } = resync;
  if (read_at === null || as_of === null) throw new Error('a resync compares what it has not read');
  const now = deps.clock.now();
  const { tenant_id, id, directory_id } = resync;
  if (now.getTime() - read_at.getTime() < longestQuietMs) {
    const waits = await inTenant(turn, (trx) => hasWaitingNews(trx, tenant_id, directory_id, read_at));
    if (waits) return goOnLater(turn, lookAgainMs);
  }
  const outcome = await inTenant(turn, async (trx): Promise<TurnOutcome | 'applying' | 'nobody'> => {
    await lockTenant(trx, tenant_id);
    if (resync.people === 0 && (await knowsPeople(trx, tenant_id, directory_id, as_of))) return 'nobody';
    const compared = {
      phase: 'applying' as const,
      compared_at: now,
      failures: 0,
      fault: null,
      leased_until: leasedUntil(deps, compareLeaseMs),
    };
    if (!(await advanceResync(trx, resync, compared))) return { kind: 'overtaken' };
    const differences = { resyncId: id, directoryId: directory_id, asOf: as_of, receivedAt: now };
    const found = await putDifferences(trx, tenant_id, differences);
    await raiseSnapshotTime(trx, tenant_id, directory_id, as_of);
    await dropRecords(trx, tenant_id, id, { keepNews: true });
    if ([...found.values()].some((count) => count > 0)) return 'applying';
    const result = tellResult(whatWasRead(resync), []);
    return (await finish(turn, trx, result)) ? { kind: 'done', result } : { kind: 'overtaken' };
  });
  if (outcome === 'nobody') {
    return fail(
      turn,
      'WorkOS lists nobody, while people of the directory are known here: nobody was taken for gone. If they have all left, disconnect the directory.',
    );
  }
  if (outcome !== 'applying') return outcome;
  deps.wakeLanes();
  return goOnLater(turn, lookAgainMs);
}

/** Until the lanes have taken in all that was different; then it is known what really was. */
async function awaitApplied(turn: ResyncTurn): Promise<TurnOutcome> {
  const { tenant_id, id, directory_id, compared_at } = turn.resync;
  if (await inTenant(turn, (trx) => hasNewsToApply(trx, tenant_id, id, directory_id))) {
    const sofar = compared_at === null ? 0 : turn.deps.clock.now().getTime() - compared_at.getTime();
    return goOnLater(turn, Math.min(longestLookAgainMs, Math.max(lookAgainMs, sofar / 10)));
  }
  const fates = await inTenant(turn, (trx) => readNewsFates(trx, tenant_id, id, directory_id));
  const result = tellResult(whatWasRead(turn.resync), fates);
  const isOurs = await inTenant(turn, (trx) => finish(turn, trx, result));
  return isOurs ? { kind: 'done', result } : { kind: 'overtaken' };
}

function whatWasRead({ reason, is_first, idp, people, groups, memberships }: ClaimedResync): ReadWhat {
  return { reason, isFirst: is_first || reason === 'connected', idp, people, groups, memberships };
}
