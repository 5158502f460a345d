import { LRUCache } from 'lru-cache';
import { validate } from 'uuid';
import type { Clock } from '../domain/clock.ts';
import type { Database } from '../store/database.ts';
import { findOwnerOfScim, writeRefusal, type RefusedBecause } from '../store/setup-facts.ts';

/** Keeps in mind that a directory was asked for with a token that opens nothing, which its setup then shows. */
export interface RefusedRequests {
  /** Returns at once, and never fails. The address may be any text. */
  note(directoryId: string, because: RefusedBecause): void;
  /** When everything that was noted is written. */
  settled(): Promise<void>;
}

/** The same of one directory is written once in so long, in milliseconds. */
const precisionMs = 10_000;
const mostRemembered = 10_000;
/** Anybody may ask, as often as they like: more than these are not looked into at once. */
const mostAtOnce = 4;

export function createRefusedRequests({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): RefusedRequests {
  const written = new LRUCache<string, number>({ max: mostRemembered });
  const running = new Set<Promise<void>>();

  async function write(directoryId: string, because: RefusedBecause, at: Date): Promise<void> {
    const tenantId = await findOwnerOfScim(database, directoryId);
    if (tenantId === null) return;
    await database.inTenant(tenantId, (trx) => writeRefusal(trx, tenantId, directoryId, { at, because }));
  }

  return {
    note(address, because) {
      if (!validate(address) || running.size >= mostAtOnce) return;
      const directoryId = address.toLowerCase();
      const key = `${directoryId} ${because}`;
      const at = clock.now();
      if (at.getTime() - (written.get(key) ?? -Infinity) < precisionMs) return;
      written.set(key, at.getTime());
      const writing = write(directoryId, because, at)
        .catch(() => {
          // It was refused all the same; the next one notes it again.
          written.delete(key);
        })
        .finally(() => running.delete(writing));
      running.add(writing);
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}
