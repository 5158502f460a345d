import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../domain/clock.ts';
import { sqlStateOf } from '../../store/connection-fault.ts';
import type { Database } from '../../store/database.ts';
import { addDialectCounts, type DialectCount } from '../../store/directory-dialect.ts';

/** Counts what requests needed to be rewritten, and what in them speaks for which profile. */
export interface DialectNotes {
  /** Never waits, never fails. A name counts as often as it is there. */
  note(
    caller: { tenantId: string; directoryId: string },
    rewrites: readonly string[],
    signs: readonly string[],
    /** What of its setup the identity provider has done; see setupStepsOf. */
    steps?: readonly string[],
  ): void;
  /** Whether everything noted so far is stored now. What could not be is logged, and kept to be tried again. */
  flush(): Promise<boolean>;
}

export interface DialectNotesDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  /** Requests cause one write, or one attempt at it, in so long. */
  everyMs?: number;
}

/** Counts that wait to be written, at most; there are some thirty for a directory. */
const mostCounts = 20_000;

/**
 * Notes in memory, and writes in the background, now and then: each request of some identity providers has something to
 * note, and would otherwise keep a transaction running all the time. What was noted and not written is lost when the
 * process dies, and nothing else depends on it.
 */
export function createDialectNotes(deps: DialectNotesDeps): DialectNotes {
  const { database, clock, log, everyMs = 5_000 } = deps;
  /** By tenant, then by what is counted. */
  let waiting = new Map<string, Map<string, DialectCount>>();
  let waitingCounts = 0;
  let isFull = false;
  let lastWrite = Promise.resolve(true);
  let isWriteDue = false;
  let notBefore = 0;
  let timer: NodeJS.Timeout | null = null;

  function add(tenantId: string, count: DialectCount): void {
    let counts = waiting.get(tenantId);
    if (counts === undefined) waiting.set(tenantId, (counts = new Map<string, DialectCount>()));
    const key = `${count.directoryId} ${count.kind} ${count.name}`;
    const known = counts.get(key);
    if (known !== undefined) {
      known.count += count.count;
      if (count.firstAt < known.firstAt) known.firstAt = count.firstAt;
      if (count.lastAt > known.lastAt) known.lastAt = count.lastAt;
    } else if (waitingCounts < mostCounts) {
      counts.set(key, count);
      waitingCounts += 1;
    } else if (!isFull) {
      isFull = true;
      log.warn('too much of the dialects of directories waits to be written: some of it is not counted');
    }
  }

  /** Writes what waits, after the write that is going on, if any. */
  function write(): Promise<boolean> {
    if (!isWriteDue) {
      isWriteDue = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      notBefore = clock.now().getTime() + everyMs;
      lastWrite = lastWrite.then(writeWaiting);
    }
    return lastWrite;
  }

  /** Writes at once where the former write is long ago, and otherwise as soon as it will be. */
  function writeInTime(now: Date): void {
    // A clock that was put back does not make it wait for longer.
    const waitMs = Math.min(notBefore - now.getTime(), everyMs);
    if (waitMs <= 0) void write();
    else if (timer === null && !isWriteDue) timer = setTimeout(() => void write(), waitMs).unref();
  }

  async function writeWaiting(): Promise<boolean> {
    // The answers to the requests that were noted come first, and whatever else arrives meanwhile goes along.
    await setImmediate();
    isWriteDue = false;
    const taken = waiting;
    waiting = new Map();
    waitingCounts = 0;
    isFull = false;
    const faults: unknown[] = [];
    for (const [tenantId, counts] of taken) {
      const values = [...counts.values()];
      try {
        await database.inTenant(tenantId, (trx) => addDialectCounts(trx, tenantId, values));
      } catch (fault) {
        faults.push(fault);
        for (const count of values) add(tenantId, count);
      }
    }
    if (faults.length === 0) return true;
    log.error(
      { tenants: faults.length, sqlstate: sqlStateOf(faults[0]) },
      'what was noted of the dialects of directories could not be written, and is kept to be written later',
    );
    return false;
  }

  return {
    note({ tenantId, directoryId }, rewrites, signs, steps = []) {
      if (rewrites.length === 0 && signs.length === 0 && steps.length === 0) return;
      const at = clock.now();
      const once = (kind: DialectCount['kind'], name: string) =>
        add(tenantId, { directoryId, kind, name, count: 1, firstAt: at, lastAt: at });
      for (const name of rewrites) once('rewrite', name);
      for (const name of signs) once('sign', name);
      for (const name of steps) once('step', name);
      writeInTime(at);
    },
    flush: write,
  };
}
