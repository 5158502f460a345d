import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask.ts';
import type { TenantStanding } from './tenant-standing.ts';

/** More holds than this are not counted one by one. */
const MOST_HOLDS = 50;

/** Null while it is not known, or cannot be. Rows of one tenant share what was read. */
export function useTenantStanding(tenant: string): { standing: TenantStanding | null; failed: boolean } {
  const directories = useQuery({
    queryKey: ['tenants', tenant, 'directories', { limit: 20 }],
    queryFn: ({ signal }) =>
      ask('DirectoryList', 'GET', ['tenants', tenant, 'directories'], { query: { limit: 20 }, signal }),
    refetchInterval: 30_000,
  });
  const holds = useQuery({
    queryKey: ['tenants', tenant, 'holds', { status: 'open', limit: MOST_HOLDS }],
    queryFn: ({ signal }) =>
      ask('HoldList', 'GET', ['tenants', tenant, 'holds'], {
        query: { status: 'open', limit: MOST_HOLDS },
        signal,
      }),
    refetchInterval: 30_000,
  });
  if (directories.data === undefined || holds.data === undefined) {
    return { standing: null, failed: directories.isError || holds.isError };
  }
  return {
    standing: {
      directories: directories.data.data,
      openHolds: holds.data.data.length,
      moreHolds: holds.data.next_cursor !== null,
    },
    failed: false,
  };
}
