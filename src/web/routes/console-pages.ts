import { strings } from '../strings/strings.ts';
import { IconBuilding, IconDevices, IconKey, IconUsersGroup, IconWebhook } from '../theme/icons.ts';
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
    path: 'scim-mapping',
    label: strings.mapping.title,
    icon: IconUsersGroup,
    hidden: true,
    load: async () => (await import('../mapping/choose-tenant-page.tsx')).ChooseTenantPage,
  },
  {
    path: 'webhook-endpoints',
    label: strings.webhookEndpoints.title,
    icon: IconWebhook,
    load: async () => (await import('../webhook-endpoints/webhook-endpoints-page.tsx')).WebhookEndpointsPage,
  },
  {
    path: 'webhook-endpoints/:endpoint',
    label: strings.webhookEndpoints.detail.title,
    icon: IconWebhook,
    hidden: true,
    load: async () => (await import('../webhook-endpoints/endpoint-page.tsx')).EndpointPage,
  },
  {
    path: 'api-tokens',
    label: strings.apiTokens.title,
    icon: IconKey,
    needs: 'tokens:write',
    load: async () => (await import('../api-tokens/api-tokens-page.tsx')).ApiTokensPage,
  },
  {
    path: 'sessions',
    label: strings.browserSessions.title,
    icon: IconDevices,
    load: async () => (await import('../browser-sessions/browser-sessions-page.tsx')).BrowserSessionsPage,
  },
  {
    path: 'building-blocks',
    label: strings.blocks.title,
    icon: IconBuilding,
    hidden: true,
    load: async () => (await import('../blocks/blocks-page.tsx')).BlocksPage,
  },
];
