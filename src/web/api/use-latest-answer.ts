import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, type Path, type Shape, type ShapeName } from './ask.ts';

export interface LatestAnswer<Answer, Body> {
  /** The newest there is; null before the first. */
  answer: Answer | null;
  /** What it is the answer to. */
  of: Body | null;
  /** It is of what was asked before, not of what is there now. */
  isStale: boolean;
  isAsking: boolean;
  /** Why there is no answer to what is there now. */
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
export function useLatestAnswer<Name extends ShapeName, Body extends object>(
  shape: Name,
  path: Path,
  body: Body | null,
  pauseMs: number,
): LatestAnswer<Shape<Name>, Body> {
  const wanted = body === null ? null : JSON.stringify(body);
  const [settled] = useDebouncedValue(wanted, pauseMs);
  const [asked, setAsked] = useState(wanted);
  const query = useQuery({
    queryKey: [...path, asked],
    queryFn: async ({ signal }) => {
      const of = JSON.parse(asked ?? '{}') as Body;
      return { asked, of, answer: await ask(shape, 'POST', path, { body: of, signal }) };
    },
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    // Everyone is looked at for some of them: when something has changed, or who reads it asks.
    refetchOnWindowFocus: false,
    refetchOnReconnect: ({ state }) => state.status === 'error',
  });
  if (settled !== null && settled !== asked && !query.isFetching) setAsked(settled);
  const { data } = query;
  return {
    answer: data?.answer ?? null,
    of: data?.of ?? null,
    isStale: data !== undefined && data.asked !== wanted,
    isAsking: query.isFetching || (wanted !== null && wanted !== asked),
    error: wanted === asked ? query.error : null,
    askAgain: () => void query.refetch(),
  };
}
