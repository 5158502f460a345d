import { setTimeout as later } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { NightHours } from '../../../domain/resync-nights.ts';
import { codeOf } from '../../../store/connection-fault.ts';
import { newId } from '../../../store/new-id.ts';
import { claimResync, findDueResync, type ClaimedResync } from '../../../store/resyncs.ts';
import { beginResyncs } from './begin-resyncs.ts';
import { createPace, type Pace, type Rest } from './pace.ts';
import { leasedUntil, type ResyncDeps, type TurnOutcome } from './resync-turn.ts';
import { workOnResync } from './work-on-resync.ts';

export interface ResyncerDeps extends ResyncDeps {
  log: Logger;
  /** Null: not by night. */
  hours: NightHours | null;
  /** How a turn waits between two requests; only tests have another way than waiting. */
  rest?: Rest;
  /** After each turn. */
  onTurn: (outcome: TurnOutcome, resync: ClaimedResync) => void;
}

export interface Resyncer {
  start(): void;
  /** Begins what is to begin and works on what is due, until nothing is; returns how many turns it took. */
  workDue(): Promise<number>;
  /** Gives the running turns back, so that another process goes on. */
  stop(): Promise<void>;
}

/** How often a process looks whether something is due, in milliseconds. */
const lookEveryMs = 1_000;
/** Directories that are read at once by this process. */
const mostAtOnce = 4;

const restFor: Rest = (ms, signal) => later(ms, undefined, signal === undefined ? {} : { signal });

/**
 * Reads whole directories anew from the lists of WorkOS, because it was asked for or because it is night: what was never
 * told, or got lost, is found, and taken in as any other news. Any number of processes may do so at once.
 */
export function createResyncer(deps: ResyncerDeps): Resyncer {
  const { database, clock, log, rest = restFor } = deps;
  const paces = new LRUCache<string, Pace>({ max: 1_000 });
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isStarted = false;
  let stopping = new AbortController();

  const paceOf = ({ directory_id }: ClaimedResync): Pace => {
    const pace = paces.get(directory_id) ?? createPace(clock, rest);
    paces.set(directory_id, pace);
    return pace;
  };

  const claimNext = async (): Promise<ClaimedResync | null> => {
    for (;;) {
      const now = clock.now();
      const due = await database.acrossTenants((trx) => findDueResync(trx, now, [...running.keys()]));
      if (due === null) return null;
      const turn = { lease: newId(), leasedUntil: leasedUntil(deps), now };
      const claimed = await database.inTenant(due.tenant_id, (trx) =>
        claimResync(trx, due.tenant_id, due.id, turn),
      );
      if (claimed !== null) return claimed;
    }
  };

  const take = async (resync: ClaimedResync): Promise<void> => {
    const about = { tenant_id: resync.tenant_id, directory_id: resync.directory_id, resync_id: resync.id };
    try {
      const outcome = await workOnResync(deps, resync, paceOf(resync), stopping.signal);
      deps.onTurn(outcome, resync);
      if (outcome.kind === 'done') {
        log.info({ ...about, ...outcome.result.differences }, 'a directory was read anew from WorkOS');
      } else if (outcome.kind === 'failed') {
        log.warn({ ...about, because: outcome.because }, 'a resync of a directory failed');
      } else if (outcome.kind === 'faulty') {
        const { failures } = resync;
        log.warn({ ...about, because: outcome.because, failures }, 'a resync rests, and is tried again');
      }
    } catch (fault) {
      log.error({ ...about, code: codeOf(fault) }, 'a turn at a resync failed and will be tried again');
    }
  };

  const look = async (): Promise<void> => {
    await beginResyncs(deps);
    while (running.size < mostAtOnce && !stopping.signal.aborted) {
      const claimed = await claimNext();
      if (claimed === null) return;
      const turn = take(claimed).then(() => {
        running.delete(claimed.id);
      });
      running.set(claimed.id, turn);
    }
  };

  const tick = (): void => {
    looking = look()
      .catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'looking for resyncs failed and will be tried again');
      })
      .then(() => {
        if (isStarted) timer = setTimeout(tick, lookEveryMs);
      });
  };

  return {
    start() {
      isStarted = true;
      stopping = new AbortController();
      tick();
    },
    async workDue() {
      await beginResyncs(deps);
      for (let turns = 0; ; turns += 1) {
        const claimed = await claimNext();
        if (claimed === null) return turns;
        await take(claimed);
      }
    },
    async stop() {
      isStarted = false;
      clearTimeout(timer);
      stopping.abort();
      await looking;
      await Promise.all(running.values());
    },
  };
}
