import type { PortalPage } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { IconFileText, IconHistory } from '../theme/icons.ts';
import { directoryPages } from './directory-pages.ts';
import type { PageEntry } from './page-entry.ts';
import { healthPages, peoplePages } from './people-pages.ts';

/** A page about one tenant: at /portal/PATH for its own people, at /admin/tenants/TENANT/PATH for those who run Rollcall. */
export interface TenantPage extends PageEntry {
  /** The part of the portal that a link has to open for it; null: it is in the console alone. */
  part: PortalPage | null;
}

/** In the order of the navigation. The first one is where the portal begins. */
export const tenantPages: readonly TenantPage[] = [
  ...directoryPages,
  ...peoplePages,
  {
    path: 'activity',
    part: 'activity',
    label: strings.activity.title,
    icon: IconHistory,
    load: async () => (await import('../activity/activity-page.tsx')).ActivityPage,
  },
  ...healthPages,
  {
    path: 'policy',
    part: null,
    label: strings.policy.title,
    icon: IconFileText,
    load: async () => (await import('../policy/policy-page.tsx')).PolicyPage,
  },
  {
    path: 'policy/versions',
    part: null,
    label: strings.policy.versions.title,
    icon: IconFileText,
    hidden: true,
    load: async () => (await import('../policy/versions-page.tsx')).VersionsPage,
  },
];
