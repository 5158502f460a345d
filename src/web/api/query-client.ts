import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, isSessionEnded } from './api-problem.ts';
import { askAnew } from './write-once.ts';

/** How often what failed for now is asked again before the reader is told. */
const RETRIES = 2;
/** For how long an answer is shown without being asked again, in milliseconds. */
const FRESH_MS = 15_000;
/** How often what could not reach the service is tried again, in milliseconds. */
const UNREACHED_MS = 10_000;

/** What pages ask the service through. `onSessionEnded` is called with any answer that says that nobody is signed in. */
export function createQueryClient(onSessionEnded: (error: unknown) => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isSessionEnded(error)) onSessionEnded(error);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error, _asked, _result, mutation) => {
        onError(error);
        // Only in a dialog that stays open is the next click known to mean the same (use-one-action.ts).
        if (mutation.meta?.['goesOn'] !== true) askAnew();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => error instanceof ApiProblem && error.retryable && failures < RETRIES,
        retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 8_000),
        // Without it a page that is opened offline would wait without a word.
        networkMode: 'always',
        // What is said of a service that cannot be reached: the page tries again when it is back.
        refetchOnReconnect: true,
        refetchInterval: ({ state }) => (isUnreached(state.error) ? UNREACHED_MS : false),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

function isUnreached(error: unknown): boolean {
  return error instanceof ApiProblem && error.kind === 'network';
}
