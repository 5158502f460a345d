import type { TenantPage } from '../routes/page-entry.ts';
import { tenantPages } from '../routes/tenant-pages.ts';
import { useSession } from '../session/session.tsx';

/** The pages of a tenant that are in the navigation of whoever is signed in: a portal link may open only some. */
export function usePagesInReach(): TenantPage[] {
  const { kind, pages } = useSession();
  return tenantPages.filter(({ hidden, part }) => {
    if (hidden === true) return false;
    return part === null ? kind !== 'portal' : (pages?.includes(part) ?? true);
  });
}
