import { strings } from '../strings/strings.ts';
import { IconBug, IconLayoutDashboard, IconLink, IconSend, IconWebhook } from '../theme/icons.ts';
import type { PageEntry } from './page-entry.ts';

/** Pages about one tenant for those who run Rollcall alone, at /admin/tenants/TENANT/PATH, in the order of the navigation. */
export const consoleTenantPages: readonly PageEntry[] = [
  {
    path: '',
    label: strings.tenant.title,
    icon: IconLayoutDashboard,
    load: async () => (await import('../tenant/tenant-page.tsx')).TenantOverviewPage,
  },
  {
    path: 'failed-events',
    label: strings.failedEvents.title,
    icon: IconBug,
    load: async () => (await import('../failed-events/failed-events-page.tsx')).FailedEventsPage,
  },
  {
    path: 'failed-events/of',
    label: strings.failedEvents.inGroup.title,
    icon: IconBug,
    hidden: true,
    load: async () => (await import('../failed-events/failure-page.tsx')).FailurePage,
  },
  {
    path: 'failed-events/events/:event',
    label: strings.failedEvents.event.title,
    icon: IconBug,
    hidden: true,
    load: async () => (await import('../failed-events/event-page.tsx')).EventPage,
  },
  {
    path: 'outbox',
    label: strings.outbox.title,
    icon: IconSend,
    load: async () => (await import('../outbox/outbox-page.tsx')).OutboxPage,
  },
  {
    path: 'webhook-endpoints',
    label: strings.webhookEndpoints.title,
    icon: IconWebhook,
    load: async () => (await import('../webhook-endpoints/webhook-endpoints-page.tsx')).WebhookEndpointsPage,
  },
  {
    path: 'portal-links',
    label: strings.portalLinks.title,
    icon: IconLink,
    load: async () => (await import('../portal-links/portal-links-page.tsx')).PortalLinksPage,
  },
];
