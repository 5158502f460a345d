import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { GroupMappingEdit, GroupMappingPlan } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { editsOf, type Drafts } from './mapping-draft.ts';

/** How long nothing is changed before everybody is looked at, in milliseconds. */
const PAUSE_MS = 450;
/** How many people each part of the plan names. */
const PEOPLE_NAMED = 25;

/** What the drafts would do, and whether that is known. */
export interface MappingPlan {
  edits: GroupMappingEdit[];
  /** Null while it is worked out, or cannot be. */
  plan: GroupMappingPlan | null;
  /** The one before, while the next is worked out. */
  earlier: GroupMappingPlan | null;
  error: Error | null;
  retry: () => void;
}

/** Asks the service what the drafts would do, as one pauses. `version` is that of the policy which the page has shown. */
export function useMappingPlan(tenant: string, drafts: Drafts, version: number): MappingPlan {
  const edits = editsOf(drafts);
  const asked = JSON.stringify(edits);
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const answer = useQuery({
    queryKey: ['tenants', tenant, 'group-mapping', 'plan', version, settled],
    queryFn: ({ signal }) =>
      ask('GroupMappingPlan', 'POST', ['tenants', tenant, 'group-mapping', 'plans'], {
        body: { groups: JSON.parse(settled) as GroupMappingEdit[], people: PEOPLE_NAMED },
        signal,
      }),
    // People come and go: a plan is for the moment.
    gcTime: 0,
    // Nothing moves under who is about to confirm; what has changed by then is told on saving.
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
  });
  const isSettled = settled === asked && answer.isSuccess && !answer.isPlaceholderData && !answer.isFetching;
  return {
    edits,
    plan: isSettled ? answer.data : null,
    earlier: answer.data ?? null,
    error: settled === asked && !answer.isFetching ? answer.error : null,
    retry: () => void answer.refetch(),
  };
}
