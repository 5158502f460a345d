import { strings } from '../strings/strings.ts';
import { IconLink } from '../theme/icons.ts';
import type { PageEntry } from './page-entry.ts';

/** Pages about one tenant for those who run Rollcall alone, at /admin/tenants/TENANT/PATH, in the order of the navigation. */
export const consoleTenantPages: readonly PageEntry[] = [
  {
    path: 'portal-links',
    label: strings.portalLinks.title,
    icon: IconLink,
    load: async () => (await import('../portal-links/portal-links-page.tsx')).PortalLinksPage,
  },
];
