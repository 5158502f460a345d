import { queryOptions } from '@tanstack/react-query';
import { ask } from '../api/ask.ts';

/** What a policy of the tenant can name: roles, attributes, workspaces and groups. */
export function policyVocabulary(tenant: string) {
  const path = ['tenants', tenant, 'policy', 'vocabulary'];
  return queryOptions({
    queryKey: path,
    queryFn: ({ signal }) => ask('PolicyVocabulary', 'GET', path, { signal }),
    staleTime: 60_000,
  });
}
