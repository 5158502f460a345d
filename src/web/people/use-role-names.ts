import { useQuery } from '@tanstack/react-query';
import type { Roles as RolesOfProduct } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useTenant } from '../session/tenant.tsx';

/** They are those of the product, and change with its next version. */
const FRESH_MS = 600_000;

export interface Roles {
  /** Of the catalog; none while they are not known. */
  all: RolesOfProduct['roles'];
  /** What a role is called, such as "Admin" for admin; its key where nobody says. */
  called: (key: string) => string;
}

/** The roles of the product, by name; by their keys until they are known. */
export function useRoleNames(): Roles {
  const { slug } = useTenant();
  const path = ['tenants', slug, 'roles'];
  const { data } = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('Roles', 'GET', path, { signal }),
    staleTime: FRESH_MS,
  });
  const all = data?.roles ?? [];
  return { all, called: (key) => all.find((role) => role.key === key)?.name ?? key };
}
