import { LRUCache } from 'lru-cache';
import type { Database } from '../../../store/database.ts';
import type { ResourceType } from '../protocol/attribute.ts';
import type { ScimCaller } from '../scim-caller.ts';

/**
 * How many resources a directory had when its clock showed a time. The clock moves in the transaction of every change, and
 * is read in the statement that would count: as long as it shows the same, they are as many.
 */
export interface CountedAt {
  clock: string;
  /** Of each type. */
  counts: number[];
}

export interface Totals {
  recall(caller: ScimCaller, types: readonly ResourceType[]): CountedAt | null;
  remember(caller: ScimCaller, types: readonly ResourceType[], counted: CountedAt): void;
}

const mostRemembered = 5_000;
const byDatabase = new WeakMap<Database, Totals>();

/** What this process has counted in a database. Any process can trust it, because the database says whether it still holds. */
export function totalsOf(database: Database): Totals {
  let totals = byDatabase.get(database);
  if (totals === undefined) {
    totals = createTotals();
    byDatabase.set(database, totals);
  }
  return totals;
}

function createTotals(): Totals {
  const counted = new LRUCache<string, CountedAt>({ max: mostRemembered });
  const keyOf = ({ directoryId }: ScimCaller, types: readonly ResourceType[]) =>
    [directoryId, ...types.map(({ name }) => name)].join(' ');
  return {
    recall: (caller, types) => counted.get(keyOf(caller, types)) ?? null,
    remember: (caller, types, latest) => {
      counted.set(keyOf(caller, types), latest);
    },
  };
}
