import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DirectoryPlan } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { addressOf, ask } from '../api/ask.ts';
import { shownHalf } from '../session/half.ts';
import { useTenant } from '../session/tenant.tsx';
import { useRefreshDirectories } from './use-directory.ts';

export interface PlannedStep {
  step: 'activate' | 'resume' | 'disconnect';
  /** Only to disconnect. */
  people?: 'keep' | 'deactivate';
}

export interface ShownPlan {
  plan: DirectoryPlan | null;
  /** It is being worked out, for the first time or again. */
  isWorking: boolean;
  error: Error | null;
  /** What was to be done had become something else: nothing was done, and this is the plan of now. */
  hasMoved: boolean;
  again: () => void;
  /** Names everybody, and not the first few alone. */
  nameAll: () => void;
  isNamingAll: boolean;
  /** Where everybody of the plan of now is in a file that spreadsheets open. */
  exportAddress: string;
  /** It is being done. */
  isPerforming: boolean;
  /**
   * Does exactly what is shown. False: it would have been something else by now, so nothing was done, and the new plan is
   * shown. Throws `ApiProblem` for anything else.
   */
  perform: () => Promise<boolean>;
}

/** How many people are named for each change, at first. */
export const NAMED_AT_FIRST = 8;
/** And where all are asked for: whoever is not among them is in the file. */
const MOST_NAMED = 10_000;

/** What a step would do to the people of a directory, and doing exactly that. */
export function usePlan(directory: string, planned: PlannedStep): ShownPlan {
  const { slug } = useTenant();
  const refresh = useRefreshDirectories();
  const [movedFrom, setMovedFrom] = useState<string | null>(null);
  const [isPerforming, setIsPerforming] = useState(false);
  const key = JSON.stringify(planned);
  // Of another step nobody asked for everybody.
  const [allOf, setAllOf] = useState<string | null>(null);
  const named = allOf === key ? MOST_NAMED : NAMED_AT_FIRST;
  const path = ['tenants', slug, 'directories', directory] as const;
  const plan = useQuery({
    queryKey: ['directory-plans', slug, directory, key, named],
    queryFn: ({ signal }) =>
      ask('DirectoryPlan', 'POST', [...path, 'plans'], { body: { ...planned, named }, signal }),
    placeholderData: (former, query) => (query?.queryKey[3] === key ? former : undefined),
    // It is a moment's, and a large directory takes a while: made when it is looked at, and when somebody asks.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return {
    plan: plan.data ?? null,
    isWorking: plan.isFetching,
    error: plan.error,
    hasMoved: movedFrom !== null && plan.data !== undefined && plan.data.hash !== movedFrom,
    again: () => {
      setMovedFrom(null);
      void plan.refetch();
    },
    nameAll: () => {
      // Where it is another plan by then, that is said.
      setMovedFrom(plan.data?.hash ?? null);
      setAllOf(key);
    },
    isNamingAll: plan.isPlaceholderData && plan.isFetching,
    exportAddress: addressOf([...path, 'plans', 'export'], { ...planned, format: 'csv', app: shownHalf() }),
    isPerforming,
    async perform() {
      if (plan.data === undefined) return false;
      const { hash } = plan.data;
      const { step, people } = planned;
      setIsPerforming(true);
      try {
        await ask('DirectoryDetail', 'POST', [...path, step], {
          body: { plan: hash, ...(people === undefined ? {} : { people }) },
        });
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
        const fresh = await plan.refetch();
        // The same plan is refused for another reason, which the reader has to be told.
        if (fresh.data?.hash === hash && fresh.error === null) throw error;
        setMovedFrom(hash);
        return false;
      } finally {
        setIsPerforming(false);
      }
      await refresh();
      return true;
    },
  };
}
