import { LRUCache } from 'lru-cache';
import type { Clock } from '../../domain/clock.ts';
import { countSynced, type SyncCounts } from '../../store/first-syncs.ts';

/** A directory with fewer rows than these is counted anew each time, which costs nothing. */
const SMALL = 5_000;
/** A bigger one is counted once in so long, in milliseconds, however many look at its setup. */
const REMEMBERED_FOR = 15_000;
const MOST_DIRECTORIES = 1_000;

/** Counts what is there of a directory, and remembers it for a moment where that took long. In this process alone. */
export function createRememberedCounts(clock: Clock, count = countSynced): typeof countSynced {
  const remembered = new LRUCache<string, { counts: SyncCounts; at: number }>({ max: MOST_DIRECTORIES });
  return async (trx, tenantId, directoryId) => {
    const key = `${tenantId} ${directoryId}`;
    const now = clock.now().getTime();
    const known = remembered.get(key);
    if (known !== undefined && now - known.at < REMEMBERED_FOR) return known.counts;
    const counts = await count(trx, tenantId, directoryId);
    const { people, memberships, waiting } = counts;
    if (people + memberships + waiting >= SMALL) remembered.set(key, { counts, at: now });
    return counts;
  };
}
