import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Tenant } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';

/** The tenant with this slug; nothing is asked where there is none. */
export function useTenantCalled(slug: string | undefined): UseQueryResult<Tenant> {
  return useQuery({
    queryKey: ['tenants', slug],
    queryFn: ({ signal }) => ask('Tenant', 'GET', ['tenants', slug ?? ''], { signal }),
    enabled: slug !== undefined,
  });
}
