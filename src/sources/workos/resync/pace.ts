import type { Clock } from '../../../domain/clock.ts';

/** Waits until one more request may be sent. */
export type Pace = (signal?: AbortSignal) => Promise<void>;

/** Waits so many milliseconds, or until the signal says that nobody needs it any more. */
export type Rest = (ms: number, signal?: AbortSignal) => Promise<void>;

/** WorkOS answers four requests a second for the people of one directory. A little more time, for those that catch up. */
const most = 4;
export const paceWindowMs = 1_020;

/** At most four requests in any second, by this clock. */
export function createPace(clock: Clock, rest: Rest): Pace {
  let sent: number[] = [];
  return async (signal) => {
    for (;;) {
      const now = clock.now().getTime();
      sent = sent.filter((at) => at > now - paceWindowMs);
      const [oldest] = sent;
      if (oldest === undefined || sent.length < most) {
        sent.push(now);
        return;
      }
      await rest(oldest + paceWindowMs - now, signal);
      signal?.throwIfAborted();
    }
  };
}
