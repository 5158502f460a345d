import type { Clock } from '../../domain/clock.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Database } from '../../store/database.ts';
import { insertEvents } from '../../store/inbox.ts';
import { newId } from '../../store/new-id.ts';
import { requestResyncs, requestResyncsOf, type MissedReason } from '../../store/resync-requests.ts';
import { insertUnclaimedEvents } from '../../store/unclaimed-events.ts';
import {
  advancePolling,
  claimPolling,
  endPolling,
  restartPolling,
  type PollingLease,
  type PollingPosition,
} from '../../store/workos-polling.ts';
import { restMs } from './back-off.ts';
import { byInboxKey } from './inbox-order.ts';
import { normalizeWorkosEvent } from './normalize.ts';
import type { PlaceEvent, PlacedEvent } from './place-event.ts';
import { readEvents, type EventPage } from './read-events.ts';
import type { WorkosAnswer, WorkosApi } from './workos-api.ts';

export interface PollDeps {
  database: Database;
  clock: Clock;
  api: WorkosApi;
  place: PlaceEvent;
  /** Which of WorkOS's environments is read. */
  environment: string;
  /** How long after the last page the next turn comes, in milliseconds. */
  intervalMs: number;
  /** From 0 up to 1, as Math.random. */
  random: () => number;
  /** After each page, once it is durable. */
  onPage: (events: readonly PlacedEvent[]) => void;
  /** Events were missed, or may have been; so many directories are to be read anew because of it. */
  onMissed: (reason: MissedReason, directories: number) => void;
}

export type PollFault =
  'rate_limited' | 'unauthorized' | 'refused' | 'no_answer' | 'server_error' | 'unreadable';

export interface PollOutcome {
  /**
   * `not_now`: it is not time, or another process has the turn. `caught_up`: nothing is left to read. `faulty`: to be
   * tried again at `nextPollAt`. `overtaken`: another process took the turn. `stopped`: as asked.
   */
  kind: 'not_now' | 'caught_up' | 'faulty' | 'overtaken' | 'stopped';
  /** How many events were read, those that were there already included. */
  events: number;
  fault: PollFault | null;
  /** How often in a row it has failed by now. */
  failures: number;
}

/** How far before "now" reading begins without a cursor: events may appear late, and clocks differ. */
export const overlapMs = 600_000;
/** For so long the turn is nobody else's: longer than two answers and keeping a page can take. */
const leaseMs = 60_000;
/** WorkOS keeps events for 30 days. A beginning that lies further back has a gap behind it. */
const retentionMs = 29 * 24 * 3_600_000;

/**
 * One turn at the Events API: reads page after page until nothing is left. The place to go on from moves in the
 * transaction that puts the page into the inbox, so that whatever ends this process loses nothing; what the webhook
 * has brought already is known by its id. Any number of processes may take turns.
 */
export async function pollEvents(deps: PollDeps, signal?: AbortSignal): Promise<PollOutcome> {
  const { database, clock } = deps;
  const turn: PollingLease = { environment: deps.environment, lease: newId() };
  const claimed = await claimPolling(database, turn, clock.now(), leasedUntil(clock));
  const outcome: PollOutcome = { kind: 'not_now', events: 0, fault: null, failures: 0 };
  if (claimed === null) return outcome;
  let failures = claimed.failures;
  let position: PollingPosition = claimed;
  try {
    for (;;) {
      if (signal?.aborted === true) return await stop();
      const askedAt = clock.now();
      const answer = await readOrExpire(deps, position, askedAt, signal);
      if (answer.kind === 'expired') {
        if (!(await beginAnew(deps, turn, askedAt))) return { ...outcome, kind: 'overtaken' };
        position = { cursor: null, rangeStart: before(askedAt, overlapMs) };
        continue;
      }
      if (answer.kind !== 'ok') {
        const fault = answer.kind === 'unavailable' ? answer.because : answer.kind;
        failures += 1;
        await giveBack(failures, answer.kind === 'rate_limited' ? answer.retryAfterMs : null);
        return { ...outcome, kind: 'faulty', fault, failures };
      }
      const page = answer.value;
      position = behind(page, position, askedAt);
      if (!(await keepPage(deps, turn, page, position))) return { ...outcome, kind: 'overtaken' };
      failures = 0;
      outcome.events += page.events.length;
      if (page.isLast) {
        await endPolling(database, turn, { failures, nextPollAt: after(clock.now(), deps.intervalMs) });
        return { ...outcome, kind: 'caught_up' };
      }
    }
  } catch (fault) {
    if (signal?.aborted === true) return await stop();
    await giveBack(failures + 1, null).catch(() => undefined);
    throw fault;
  }

  /** Until after a rest; where that fails as well, the lease runs out by itself. */
  async function giveBack(failures: number, wantedMs: number | null): Promise<void> {
    const nextPollAt = after(clock.now(), restMs(failures, wantedMs, deps.random));
    await endPolling(database, turn, { failures, nextPollAt });
  }

  /** So that another process goes on at once. */
  async function stop(): Promise<PollOutcome> {
    await endPolling(database, turn, { failures, nextPollAt: clock.now() });
    return { ...outcome, kind: 'stopped', failures };
  }
}

/** `expired`: WorkOS does not know the place any more, or cannot have kept everything behind it. */
async function readOrExpire(
  { api }: PollDeps,
  position: PollingPosition,
  now: Date,
  signal: AbortSignal | undefined,
): Promise<WorkosAnswer<EventPage> | { kind: 'expired' }> {
  if (position.cursor === null && position.rangeStart < before(now, retentionMs)) return { kind: 'expired' };
  const answer = await readEvents(api, position, now, signal);
  if (answer.kind !== 'refused') return answer;
  // Refused for the place alone? What is refused anywhere is no reason to read every directory anew.
  const fresh = { cursor: null, rangeStart: before(now, overlapMs) };
  const probe = await readEvents(api, fresh, now, signal);
  return probe.kind === 'ok' ? { kind: 'expired' } : probe;
}

/** From now, and every directory is to be read; false where another process has the turn. */
async function beginAnew({ database, onMissed }: PollDeps, turn: PollingLease, now: Date): Promise<boolean> {
  const directories = await database.acrossTenants(async (trx) => {
    if (!(await restartPolling(trx, turn, before(now, overlapMs)))) return null;
    return requestResyncs(trx, 'events_expired', now);
  });
  if (directories !== null) onMissed('events_expired', directories);
  return directories !== null;
}

function behind(page: EventPage, position: PollingPosition, askedAt: Date): PollingPosition {
  // Where nothing has ever come, the beginning moves along, so that it does not leave what WorkOS keeps.
  const quiet = page.cursor === null ? before(askedAt, overlapMs) : position.rangeStart;
  return {
    cursor: page.cursor,
    rangeStart: quiet > position.rangeStart ? quiet : position.rangeStart,
  };
}

/** Puts a page into the inbox and moves on; false where another process has the turn. */
async function keepPage(
  deps: PollDeps,
  turn: PollingLease,
  page: EventPage,
  to: PollingPosition,
): Promise<boolean> {
  const { database, clock } = deps;
  const now = clock.now();
  const { placed, missed } = await placeAll(deps, page.events, now);
  const arrived = placed.flatMap((event) => (event.place === 'inbox' ? [event.arrived] : []));
  const unclaimed = placed.flatMap((event) => (event.place === 'unclaimed' ? [event.kept] : []));
  const isKept = await database.acrossTenants(async (trx) => {
    const { isLast, lastEventAt } = page;
    const progress = { now, leasedUntil: leasedUntil(clock), isLast, lastEventAt };
    if (!(await advancePolling(trx, turn, to, progress))) return false;
    await insertEvents(trx, arrived.sort(byInboxKey));
    await insertUnclaimedEvents(trx, unclaimed);
    await requestResyncsOf(trx, missed, 'policy_unusable', now);
    return true;
  });
  if (!isKept) return false;
  deps.onPage(placed);
  if (missed.length > 0) deps.onMissed('policy_unusable', missed.length);
  return true;
}

/**
 * `missed`: directories of tenants whose policy cannot be used. What of their events is sensitive is not known, so they
 * are not stored; and one tenant does not hold up all others.
 */
async function placeAll({ place }: PollDeps, events: readonly unknown[], now: Date) {
  const placed: PlacedEvent[] = [];
  const missed = new Set<string>();
  for (const event of events) {
    const rawBody = Buffer.from(JSON.stringify(event));
    try {
      placed.push(await place(event, rawBody, now));
    } catch (fault) {
      if (!(fault instanceof RollcallError) || fault.code !== 'policy_invalid') throw fault;
      const { directoryKey } = normalizeWorkosEvent(event, rawBody, now);
      if (directoryKey !== null) missed.add(directoryKey);
    }
  }
  return { placed, missed: [...missed] };
}

function leasedUntil(clock: Clock): Date {
  return after(clock.now(), leaseMs);
}

function before(date: Date, ms: number): Date {
  return new Date(date.getTime() - ms);
}

function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
