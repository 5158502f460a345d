import type { PortalPage } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { IconChecklist, IconHeartbeat, IconUsers, IconUsersGroup } from '../theme/icons.ts';
import type { PageEntry } from './page-entry.ts';

type PortalPageEntry = PageEntry & { part: PortalPage };

/** What groups give, who has what by that, and what waits for somebody to decide. */
export const peoplePages: readonly PortalPageEntry[] = [
  {
    path: 'group-mapping',
    part: 'group_mapping',
    label: strings.mapping.title,
    icon: IconUsersGroup,
    load: async () => (await import('../mapping/mapping-page.tsx')).MappingPage,
  },
  {
    path: 'people',
    part: 'people',
    label: strings.people.title,
    icon: IconUsers,
    load: async () => (await import('../people/people-page.tsx')).PeoplePage,
  },
  {
    path: 'people/:user',
    part: 'people',
    label: strings.people.title,
    icon: IconUsers,
    hidden: true,
    load: async () => (await import('../people/person-page.tsx')).PersonPage,
  },
  {
    path: 'approvals',
    part: 'approvals',
    label: strings.approvals.title,
    icon: IconChecklist,
    load: async () => (await import('../approvals/approvals-page.tsx')).ApprovalsPage,
  },
  {
    path: 'approvals/:hold',
    part: 'approvals',
    label: strings.approvals.title,
    icon: IconChecklist,
    hidden: true,
    load: async () => (await import('../approvals/hold-page.tsx')).HoldPage,
  },
];

/** How directories do. */
export const healthPages: readonly PortalPageEntry[] = [
  {
    path: 'health',
    part: 'health',
    label: strings.health.title,
    icon: IconHeartbeat,
    load: async () => (await import('../health/health-page.tsx')).HealthPage,
  },
];
