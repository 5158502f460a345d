import { useEffect, useRef } from 'react';
import type { GroupMappingOverview, GroupMappingPlan, GroupMappingPlanRequest } from '../../generated/api.ts';
import { useLatestAnswer } from '../api/use-latest-answer.ts';
import { editsOf } from './mapping-draft.ts';
import type { Unsaved } from './unsaved.ts';

/** How long nothing is changed before everybody is looked at, in milliseconds. */
const PAUSE_MS = 450;
/** How many people each part of the plan names at first, and at most. */
const PEOPLE_NAMED = 25;
export const MOST_NAMED = 1_000;

/** What the changes would do, and whether that is known. */
export interface MappingPlan {
  edits: Pick<Required<GroupMappingPlanRequest>, 'groups' | 'remove'>;
  /** Null while it is worked out, or cannot be. */
  plan: GroupMappingPlan | null;
  error: Error | null;
  retry: () => void;
}

/**
 * Asks the service what the changes would do, as one pauses. Not while a version is being applied to everybody: what that
 * still does would be counted as well.
 */
export function useMappingPlan(
  tenant: string,
  { drafts, removed }: Pick<Unsaved, 'drafts' | 'removed'>,
  { version, under_way: isUnderWay }: Pick<GroupMappingOverview, 'version' | 'under_way'>,
  showsAll: boolean,
): MappingPlan {
  const edits = { groups: editsOf(drafts), remove: [...removed] };
  const body = { ...edits, people: showsAll ? MOST_NAMED : PEOPLE_NAMED };
  const path = ['tenants', tenant, 'group-mapping', 'plans'];
  const latest = useLatestAnswer('GroupMappingPlan', path, isUnderWay ? null : body, PAUSE_MS);
  const { askAgain } = latest;
  const before = useRef({ version, isUnderWay });
  useEffect(() => {
    const former = before.current;
    before.current = { version, isUnderWay };
    // The same changes do something else to another version, and once it has been applied.
    if (!isUnderWay && (former.isUnderWay || former.version !== version)) askAgain();
  });
  const isSettled = !isUnderWay && !latest.isStale && !latest.isAsking && latest.error === null;
  return {
    edits,
    plan: isSettled ? latest.answer : null,
    error: latest.error,
    retry: askAgain,
  };
}
