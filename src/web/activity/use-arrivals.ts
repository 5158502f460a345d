import { useState } from 'react';

interface Seen {
  /** Of which list. */
  list: string;
  /** On the first page, one after the other. */
  ids: string;
  arrived: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** The ids of what has come to the first page since it was last shown; none where another list or page is looked at. */
export function useArrivals(
  rows: readonly { id: string }[],
  list: string,
  { page, isSettled }: { page: number; isSettled: boolean },
): ReadonlySet<string> {
  const [seen, setSeen] = useState<Seen>({ list: '', ids: '', arrived: none });
  if (!isSettled || page !== 1) return none;
  const ids = rows.map(({ id }) => id).join(' ');
  const place = `${list}?`;
  if (seen.list === place && seen.ids === ids) return seen.arrived;
  const before = new Set(seen.ids.split(' '));
  const arrived =
    seen.list === place ? new Set(rows.map(({ id }) => id).filter((id) => !before.has(id))) : none;
  setSeen({ list: place, ids, arrived });
  return arrived;
}
