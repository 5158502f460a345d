import { LRUCache } from 'lru-cache';
import type { Database } from '../../../store/database.ts';
import type { Position } from './cursor.ts';

/**
 * What this process has seen of lists, each with what the directory's clock showed. The clock moves in the transaction of
 * every change, and is read along with every page: as long as it shows the same, what was seen still holds, whichever
 * process changes the directory.
 */
export interface ListMemory {
  /** How many resources of each type there are in all. */
  counts: LRUCache<string, { clock: string; counts: number[] }>;
  /** Behind which resource a page begins, so that a list that is read on by index is not read from its start each time. */
  places: LRUCache<string, { clock: string; position: Position }>;
}

const mostRemembered = 5_000;
const byDatabase = new WeakMap<Database, ListMemory>();

export function memoryOf(database: Database): ListMemory {
  let memory = byDatabase.get(database);
  if (memory === undefined) {
    memory = { counts: new LRUCache({ max: mostRemembered }), places: new LRUCache({ max: mostRemembered }) };
    byDatabase.set(database, memory);
  }
  return memory;
}
