import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, isSessionEnded } from './api-problem.ts';

/** How often what failed for now is asked again before the reader is told. */
const RETRIES = 2;
/** For how long an answer is shown without being asked again, in milliseconds. */
const FRESH_MS = 15_000;

/** What pages ask the service through. `onSessionEnded` is called when any answer says that nobody is signed in. */
export function createQueryClient(onSessionEnded: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isSessionEnded(error)) onSessionEnded();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => error instanceof ApiProblem && error.retryable && failures < RETRIES,
        retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 8_000),
        // Without it a page that is opened offline would wait without a word.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
