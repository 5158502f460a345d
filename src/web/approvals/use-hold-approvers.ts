import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { HoldApprovers, HoldKind } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useTenant } from '../session/tenant.tsx';

/** Who may answer the holds of the tenant, and what becomes of those that nobody answers. */
export function useHoldApprovers(): UseQueryResult<HoldApprovers> {
  const { slug } = useTenant();
  const path = ['tenants', slug, 'hold-approvers'];
  return useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('HoldApprovers', 'GET', path, { signal }),
  });
}

export type Unanswered = 'approve' | 'reject' | 'promote' | 'allow' | 'unknown';

/** What the policy does about a hold of this kind that has a time for its answer. */
export function whenUnanswered(kind: HoldKind, who: HoldApprovers | undefined): Unanswered {
  const action = kind === 'sole_admin' ? who?.unanswered.sole_admin : who?.unanswered.guards;
  return action ?? 'unknown';
}
