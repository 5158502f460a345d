import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, type Path, type Query, type Shape, type ShapeName } from './ask.ts';
import { useTurnedPages } from './use-turned-pages.ts';

/** The names of shapes that are a page of a list. */
export type ListName = {
  [Name in ShapeName]: Shape<Name> extends { data: readonly unknown[]; next_cursor: string | null }
    ? Name
    : never;
}[ShapeName];
export type Row<Name extends ListName> = Shape<Name>['data'][number];

/** One page of a list that the service pages, and the ways to the others. */
export interface Pages<Item> {
  rows: readonly Item[];
  /** Nothing is there to show yet. */
  isLoading: boolean;
  /** What is shown is being asked again, or another page is on its way. */
  isFetching: boolean;
  /** The rows are those of this page of this list, and not what was shown before. */
  isSettled: boolean;
  error: Error | null;
  /** Counts from 1. */
  page: number;
  hasNext: boolean;
  next: () => void;
  previous: () => void;
  retry: () => void;
}

/**
 * Reads a list page by page. Changing the path or the query begins at the first page; the way back leads to the page of before.
 *
 * @param options.pollMs asks the first page again and again, as long as it is looked at
 */
export function usePages<Name extends ListName>(
  shape: Name,
  path: Path,
  query: Query = {},
  { limit = 25, pollMs }: { limit?: number; pollMs?: number | undefined } = {},
): Pages<Row<Name>> {
  const list = JSON.stringify([path, query, limit]);
  const [cursors, turn] = useTurnedPages(list);
  const queries = useQueryClient();
  const cursor = cursors.at(-1);
  const queryKey = [...path, { ...query, limit, cursor: cursor ?? null }];
  const answer = useQuery({
    queryKey,
    queryFn: ({ signal }) => ask(shape, 'GET', path, { query: { ...query, limit, cursor }, signal }),
    placeholderData: keepPreviousData,
    ...(pollMs !== undefined && cursor === undefined ? { refetchInterval: pollMs } : {}),
  });
  const nextCursor = answer.data?.next_cursor ?? null;
  return {
    rows: answer.data?.data ?? [],
    isLoading: answer.isPending,
    isFetching: answer.isFetching,
    isSettled: answer.isSuccess && !answer.isPlaceholderData,
    error: answer.error,
    page: cursors.length + 1,
    hasNext: nextCursor !== null && !answer.isPlaceholderData,
    next: () => {
      if (nextCursor !== null && !answer.isPlaceholderData) turn([...cursors, nextCursor]);
    },
    previous: () => {
      if (cursors.length > 0) turn(cursors.slice(0, -1));
    },
    retry: () => {
      // One that has not been answered is given up, not waited for.
      void queries.cancelQueries({ queryKey, exact: true }).then(() => answer.refetch());
    },
  };
}
