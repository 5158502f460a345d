/** What a position in a list is made of: the columns that it is ordered by. */
export type KeysetPart = 'uuid' | 'time' | 'text';

export interface PageRequest {
  limit: number;
  /** The position of the last item of the page before, or null at the start. */
  after: string[] | null;
}

export interface Page<Item> {
  items: Item[];
  /** The position to read on from, or null on the last page. */
  next: string[] | null;
}

/** Makes a page of rows that were read with a limit of one more than the page holds: that one tells of a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => Item,
  positionOf: (row: Row) => string[],
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(toItem),
    next: rows.length > limit && last !== undefined ? positionOf(last) : null,
  };
}

/** A timestamptz as text to the microsecond: a Date would round it, and a page would then skip or repeat rows. */
export function exactTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
