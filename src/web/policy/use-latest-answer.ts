import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, type Path, type Shape, type ShapeName } from '../api/ask.ts';

export interface LatestAnswer<Answer> {
  /** The newest there is; null before the first. */
  answer: Answer | null;
  /** It is of what was asked before, not of what is there now. */
  isStale: boolean;
  isAsking: boolean;
  error: Error | null;
  askAgain: () => void;
}

/** How long an answer that is not shown is kept, in milliseconds: texts are large. */
const KEPT_MS = 60_000;

/**
 * Asks again whenever what is asked has not changed for a while. At most one request runs: what is typed meanwhile is asked
 * once it has ended, and only the latest of it.
 *
 * @param body null: there is nothing to ask now; the answer before it stays, as stale
 * @param pauseMs for how long nothing may change before it is asked
 */
export function useLatestAnswer<Name extends ShapeName>(
  shape: Name,
  path: Path,
  body: object | null,
  pauseMs: number,
): LatestAnswer<Shape<Name>> {
  const wanted = body === null ? null : JSON.stringify(body);
  const [settled] = useDebouncedValue(wanted, pauseMs);
  const [asked, setAsked] = useState(wanted);
  const query = useQuery({
    queryKey: [...path, asked],
    queryFn: ({ signal }) => ask(shape, 'POST', path, { body: JSON.parse(asked ?? '{}') as unknown, signal }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
  });
  if (settled !== null && settled !== asked && !query.isFetching) setAsked(settled);
  const answer = query.data ?? null;
  return {
    answer,
    isStale: answer !== null && (wanted !== asked || query.isPlaceholderData),
    isAsking: query.isFetching || (wanted !== null && wanted !== asked),
    error: wanted === asked ? query.error : null,
    askAgain: () => void query.refetch(),
  };
}
