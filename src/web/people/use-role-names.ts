import { useQuery } from '@tanstack/react-query';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';

/** They are those of the product, and change with its next version. */
const FRESH_MS = 60_000;

export interface Roles {
  /** Of the catalog; none while they are not known. */
  all: GroupMappingOverview['roles'];
  /** What a role is called, such as "Admin" for admin; its key where nobody says. */
  called: (key: string) => string;
}

/** The roles of the product, by name. Whoever is let into neither the mapping nor people reads their keys. */
export function useRoleNames(): Roles {
  const { slug } = useTenant();
  const reaches = [useReaches('people'), useReaches('group_mapping')].includes(true);
  const path = ['tenants', slug, 'group-mapping'];
  const { data } = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('GroupMappingOverview', 'GET', path, { signal }),
    staleTime: FRESH_MS,
    enabled: reaches,
  });
  const all = data?.roles ?? [];
  return { all, called: (key) => all.find((role) => role.key === key)?.name ?? key };
}
