import { strings } from '../strings/strings.ts';
import { IconFileText, IconHistory } from '../theme/icons.ts';
import { directoryPages } from './directory-pages.ts';
import type { TenantPage } from './page-entry.ts';
import { healthPages, peoplePages } from './people-pages.ts';

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
