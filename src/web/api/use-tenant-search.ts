import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Tenant } from '../../generated/api.ts';
import { ask } from './ask.ts';

/** So many are shown; who does not see theirs types more of its name. */
export const MOST_TENANTS_SHOWN = 30;
/** What is typed is asked for once the reader rests for so long, in milliseconds. */
const REST_MS = 200;

export interface FoundTenants {
  tenants: readonly Tenant[];
  /** There are more than are shown. */
  more: boolean;
  /** What is typed has not been answered yet. */
  isSearching: boolean;
  failed: boolean;
}

/** The tenants that have a text in their slug or name, searched by the service: there may be any number of them. */
export function useTenantSearch(text: string, enabled = true): FoundTenants {
  const wanted = text.trim().slice(0, 200);
  const [search] = useDebouncedValue(wanted, REST_MS);
  const found = useQuery({
    queryKey: ['tenants', { search }],
    queryFn: ({ signal }) =>
      ask('TenantList', 'GET', ['tenants'], { query: { search, limit: MOST_TENANTS_SHOWN }, signal }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    tenants: found.data?.data ?? [],
    more: (found.data?.next_cursor ?? null) !== null,
    isSearching: search !== wanted || found.isFetching || found.isPlaceholderData,
    failed: found.isError,
  };
}
