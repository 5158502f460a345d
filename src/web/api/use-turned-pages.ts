import { useCallback, useEffect, useRef } from 'react';
import { useLocation, useNavigate, type Location } from 'react-router';

/** How far a list has been paged: the cursors of its second page and of those after it. */
interface TurnedPages {
  /** Which list, with all that it was asked with. */
  list: string;
  cursors: readonly string[];
}

/**
 * Keeps which page of a list is shown in the browser's history, beside the address: the way back, forward and a reload lead to
 * the same page. Of another list than this one, such as after a filter, it is the first.
 *
 * @param list tells this list from all others that are ever shown at the address
 */
export function useTurnedPages(
  list: string,
): [cursors: readonly string[], turn: (cursors: readonly string[]) => void] {
  const { pathname, search, hash, state } = useLocation() as Location<unknown>;
  const navigate = useNavigate();
  const turned = turnedPagesOf(state);
  const turn = useCallback(
    (cursors: readonly string[]): void => {
      const others = turnedPagesOf(state).filter((one) => one.list !== list);
      void navigate(
        { pathname, search, hash },
        { preventScrollReset: true, state: { turnedPages: [...others, { list, cursors }] } },
      );
    },
    [navigate, pathname, search, hash, state, list],
  );
  // A filter that came and went does not lead back to a page of before.
  const before = useRef(list);
  useEffect(() => {
    const left = before.current;
    before.current = list;
    const others = turned.filter((one) => one.list !== left);
    if (left === list || others.length === turned.length) return;
    void navigate(
      { pathname, search, hash },
      { replace: true, preventScrollReset: true, state: { turnedPages: others } },
    );
  });
  return [turned.find((one) => one.list === list)?.cursors ?? [], turn];
}

/** The history is the browser's: it may hold anything. */
function turnedPagesOf(state: unknown): readonly TurnedPages[] {
  const kept = (state as { turnedPages?: unknown } | null)?.turnedPages;
  return Array.isArray(kept) ? (kept as TurnedPages[]) : [];
}
