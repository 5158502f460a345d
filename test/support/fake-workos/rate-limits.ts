import type { Clock } from '../../../src/domain/clock.ts';
import { WireError } from './wire-error.ts';

export interface RateLimits {
  /**
   * Counts one request; throws a 429 where it is one too many.
   *
   * @param usersOf the directory of which people are asked for; null: something else is
   */
  spend(usersOf: string | null): void;
  /** The next requests are too many, whatever was asked before. */
  refuseNext(requests: number, retryAfterSeconds?: number): void;
}

/** As documented: 6,000 requests a minute altogether, and 4 a second for the users of one directory. */
export function createRateLimits(clock: Clock): RateLimits {
  const all = slidingWindow(clock, 6_000, 60_000);
  const windows = new Map<string, () => boolean>();
  let refusals = { left: 0, retryAfterSeconds: undefined as number | undefined };

  return {
    spend(usersOf) {
      if (refusals.left > 0) {
        refusals.left -= 1;
        throw tooMany(refusals.retryAfterSeconds);
      }
      if (!all()) throw tooMany();
      if (usersOf === null) return;
      const window = windows.get(usersOf) ?? slidingWindow(clock, 4, 1_000);
      windows.set(usersOf, window);
      if (!window()) throw tooMany();
    },
    refuseNext(requests, retryAfterSeconds) {
      refusals = { left: requests, retryAfterSeconds };
    },
  };
}

function tooMany(retryAfterSeconds?: number): WireError {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return new WireError(429, 'Rate limit exceeded.', headers);
}

/** Whether one more is allowed within the last `ms`. */
function slidingWindow(clock: Clock, most: number, ms: number): () => boolean {
  let spent: number[] = [];
  return () => {
    const now = clock.now().getTime();
    spent = spent.filter((at) => at > now - ms);
    if (spent.length >= most) return false;
    spent.push(now);
    return true;
  };
}
