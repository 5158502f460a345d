import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { DirectoryDetail, DirectorySetup } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useTenant } from '../session/tenant.tsx';

/** How often what is being set up or read is looked at, in milliseconds. */
const WATCH_MS = 3_000;
/** And what goes on by itself. */
const CALM_MS = 15_000;

/**
 * The directory whose id is in the address. Asked again while the page is looked at.
 *
 * @param isBeingSetUp the page shows its setup, which changes by what the identity provider does
 */
export function useDirectory({ isBeingSetUp = false } = {}): {
  id: string;
  directory: UseQueryResult<DirectoryDetail>;
} {
  const { slug } = useTenant();
  const { directory: id = '' } = useParams();
  const directory = useQuery({
    queryKey: ['tenants', slug, 'directories', id],
    queryFn: ({ signal }) => ask('DirectoryDetail', 'GET', ['tenants', slug, 'directories', id], { signal }),
    refetchInterval: ({ state: { data } }) => {
      const isReading = data?.last_resync != null && data.last_resync.finished_at === null;
      const isToBeWatched = isBeingSetUp && data?.state !== 'disconnected';
      return isReading || isToBeWatched ? WATCH_MS : CALM_MS;
    },
  });
  return { id, directory };
}

/** How far the setup of a directory is, looked at every few seconds until the first sync is complete. */
export function useSetup(id: string): UseQueryResult<DirectorySetup> {
  const { slug } = useTenant();
  return useQuery({
    queryKey: ['tenants', slug, 'directories', id, 'setup'],
    queryFn: ({ signal }) =>
      ask('DirectorySetup', 'GET', ['tenants', slug, 'directories', id, 'setup'], { signal }),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data?.phase === 'synced' || data?.phase === 'ended' ? CALM_MS : WATCH_MS,
  });
}

/** Asks anew for all that is shown of the tenant's directories, after one was changed. */
export function useRefreshDirectories(): () => Promise<void> {
  const { slug } = useTenant();
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['tenants', slug, 'directories'] });
}
