import { LRUCache } from 'lru-cache';
import type { Clock } from '../../domain/clock.ts';
import { RateRefused } from './refusals.ts';

/** How many seconds' worth of requests may come at once: an identity provider's first sync comes in bursts. */
const BURST_SECONDS = 40;
const SMALLEST_BURST = 1_000;

/** Directories whose bucket is kept. One that is forgotten begins with a full bucket. */
const MOST_DIRECTORIES = 10_000;

/**
 * A bucket of requests for each directory, filled at a steady rate (a token bucket). In the memory of this process: with
 * several processes each allows as much.
 *
 * @param perSecond null: no limit
 * @returns takes one request out of a directory's bucket; throws RateRefused where it is empty
 */
export function createRateLimit(clock: Clock, perSecond: number | null): (directoryId: string) => void {
  if (perSecond === null) return () => undefined;
  const size = Math.max(SMALLEST_BURST, perSecond * BURST_SECONDS);
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: MOST_DIRECTORIES });
  return (directoryId) => {
    const now = clock.now().getTime();
    const bucket = buckets.get(directoryId) ?? { left: size, at: now };
    const passed = Math.max(0, now - bucket.at) / 1_000;
    const left = Math.min(size, bucket.left + passed * perSecond);
    if (left < 1) {
      buckets.set(directoryId, { left, at: now });
      throw new RateRefused(Math.ceil((1 - left) / perSecond));
    }
    buckets.set(directoryId, { left: left - 1, at: now });
  };
}
