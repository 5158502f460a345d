import { strings } from '../strings/strings.ts';
import { IconBuilding } from '../theme/icons.ts';
import type { PageEntry } from './page-entry.ts';

/** Pages across tenants, at /admin/PATH, in the order of the navigation. */
export const consolePages: readonly PageEntry[] = [
  {
    path: '',
    label: strings.overview.title,
    icon: IconBuilding,
    load: async () => (await import('../overview/overview-page.tsx')).OverviewPage,
  },
  {
    path: 'building-blocks',
    label: strings.blocks.title,
    icon: IconBuilding,
    hidden: true,
    load: async () => (await import('../blocks/blocks-page.tsx')).BlocksPage,
  },
];
