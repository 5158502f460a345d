import { canonicalJson } from '../../domain/canonical-json.ts';

/** One difference in what two policies mean, in a sentence, and the place of it. */
export interface PolicyDifference {
  says: string;
  /** JSON pointer into the effective policy. */
  at: string;
  /** Of which of the two: what is gone has a place only in the one before. */
  in: 'before' | 'after';
}

export function differs(before: unknown, after: unknown): boolean {
  return canonicalJson(before) !== canonicalJson(after);
}

export function now(says: string, at: string): PolicyDifference {
  return { says, at, in: 'after' };
}

export function gone(says: string, at: string): PolicyDifference {
  return { says, at, in: 'before' };
}

/** A sentence, if the two differ. */
export function changed<Value>(
  before: Value,
  after: Value,
  at: string,
  says: (before: Value, after: Value) => string,
): PolicyDifference[] {
  return differs(before, after) ? [now(says(before, after), at)] : [];
}

interface Placed<Item> {
  item: Item;
  at: number;
}

export interface MatchedLists<Item> {
  added: Placed<Item>[];
  removed: Placed<Item>[];
  kept: { before: Placed<Item>; after: Placed<Item> }[];
  /** Whether those that are in both lists stand in another order. */
  isReordered: boolean;
}

/**
 * Finds what is the same entry in two lists: those that agree in the first key, of the rest those that agree in the second,
 * and so on; several with the same key go in their order. A key that is null identifies nothing.
 */
export function matchLists<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keys: readonly ((item: Item) => string | null)[],
): MatchedLists<Item> {
  const taken = new Set<number>();
  const partners = new Map<number, number>();
  for (const keyOf of keys) {
    const free = new Map<string, number[]>();
    before.forEach((item, i) => {
      const key = keyOf(item);
      if (key !== null && !taken.has(i)) free.set(key, [...(free.get(key) ?? []), i]);
    });
    after.forEach((item, i) => {
      const key = partners.has(i) ? null : keyOf(item);
      const partner = key === null ? undefined : free.get(key)?.shift();
      if (partner === undefined) return;
      taken.add(partner);
      partners.set(i, partner);
    });
  }
  const kept = after.flatMap((item, i) => {
    const partner = partners.get(i);
    const former = partner === undefined ? undefined : before[partner];
    if (partner === undefined || former === undefined) return [];
    return [{ before: { item: former, at: partner }, after: { item, at: i } }];
  });
  return {
    added: after.flatMap((item, i) => (partners.has(i) ? [] : [{ item, at: i }])),
    removed: before.flatMap((item, i) => (taken.has(i) ? [] : [{ item, at: i }])),
    kept,
    isReordered: kept.some((pair, i) => i > 0 && pair.before.at < (kept[i - 1]?.before.at ?? 0)),
  };
}

/**
 * What came into a list of plain values and what went, each in a sentence of its own; another order alone is said to
 * change nothing.
 */
export function listDifferences(
  before: readonly string[],
  after: readonly string[],
  at: string,
  words: { came: (value: string) => string; went: (value: string) => string; list: string },
): PolicyDifference[] {
  const came = after.filter((value) => !before.includes(value));
  const went = before.filter((value) => !after.includes(value));
  if (came.length + went.length === 0) {
    return changed(
      before,
      after,
      at,
      () => `${words.list} has the same entries in another way, which changes nothing.`,
    );
  }
  return [
    ...went.map((value) => now(words.went(value), at)),
    ...came.map((value) => now(words.came(value), at)),
  ];
}
