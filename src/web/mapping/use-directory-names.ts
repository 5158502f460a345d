import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask } from '../api/ask.ts';
import { directoryCalled } from '../parts/directory-called.ts';
import { useTenant } from '../session/tenant.tsx';
import type { DirectoryNames } from './once-words.ts';

/** Nobody has more; of those beyond, groups are shown without the name of their directory. */
const MOST = 100;

/** What the directories of the tenant are called; none while that is not known. */
export function useDirectoryNames(): DirectoryNames {
  const { slug } = useTenant();
  const { data } = useQuery({
    queryKey: ['tenants', slug, 'directories', 'names'],
    queryFn: ({ signal }) =>
      ask('DirectoryList', 'GET', ['tenants', slug, 'directories'], { query: { limit: MOST }, signal }),
    staleTime: 60_000,
  });
  return useMemo(
    () => new Map((data?.data ?? []).map((directory) => [directory.id, directoryCalled(directory)])),
    [data],
  );
}
