import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';

/** Keeps in mind when tokens and keys were used last, without a write for each request. */
export interface UseNotes<Used extends Usable> {
  /** Notes that a request came with this, which was let in. Returns at once. */
  note(used: Used): void;
  /** When everything that was noted is written. */
  settled(): Promise<void>;
}

export interface Usable {
  id: string;
  /** As far as it was written when the request came. */
  lastUsedAt: Date | null;
}

const precisionMs = 60_000;
/** How many are kept in mind; one that was forgotten is written once too often. */
const mostRemembered = 10_000;

/**
 * The last use is written once a minute at most, counted in this process and by what others wrote, and never in the way
 * of a request.
 *
 * @param write writes it, unless a use after `stale` is written already
 */
export function createUseNotes<Used extends Usable>(
  clock: Clock,
  write: (used: Used, now: Date, stale: Date) => Promise<void>,
): UseNotes<Used> {
  const written = new LRUCache<string, number>({ max: mostRemembered });
  const running = new Set<Promise<void>>();
  return {
    note(used) {
      const now = clock.now();
      const latest = Math.max(written.get(used.id) ?? -Infinity, used.lastUsedAt?.getTime() ?? -Infinity);
      if (now.getTime() - latest < precisionMs) return;
      written.set(used.id, now.getTime());
      const writing = write(used, now, new Date(now.getTime() - precisionMs))
        .catch(() => {
          // The request that used it was answered; the next one notes it again.
          written.delete(used.id);
        })
        .finally(() => running.delete(writing));
      running.add(writing);
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}
