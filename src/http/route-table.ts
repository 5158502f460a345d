import { accessCheckRoutes } from './api/access-checks.ts';
import { apiKeyRoutes } from './api/api-keys.ts';
import { browserSessionRoutes } from './api/browser-sessions.ts';
import { auditRecordRoutes } from './api/audit-records.ts';
import { directoryRoutes } from './api/directories.ts';
import { directoryHealthRoutes } from './api/directory-health.ts';
import { directoryLifeRoutes } from './api/directory-life.ts';
import { directorySchemaRoutes } from './api/directory-schemas.ts';
import { directorySetupRoutes } from './api/directory-setup.ts';
import { directoryTokenRoutes } from './api/directory-tokens.ts';
import { setAsideEventRoutes } from './api/events-set-aside.ts';
import { unclaimedEventRoutes } from './api/events-unclaimed.ts';
import { eventRoutes } from './api/events.ts';
import { groupMappingRoutes } from './api/group-mapping.ts';
import { groupRoutes } from './api/groups.ts';
import { holdRoutes } from './api/holds.ts';
import { importRoutes } from './api/imports.ts';
import { noticeRoutes } from './api/notices.ts';
import { overviewRoutes } from './api/overview.ts';
import { outboxRoutes } from './api/outbox.ts';
import { policyBacktestRoutes } from './api/policy-backtests.ts';
import { policyDocumentRoutes } from './api/policy-documents.ts';
import { policyMismatchRoutes } from './api/policy-mismatches.ts';
import { policyPlanRoutes } from './api/policy-plans.ts';
import { policyProposalRoutes } from './api/policy-proposal.ts';
import { policyRoutes } from './api/policy.ts';
import { portalLinkRoutes } from './api/portal-links.ts';
import { resyncRoutes } from './api/resyncs.ts';
import { roleRoutes } from './api/roles.ts';
import { sessionRoutes } from './api/sessions.ts';
import { tenantRoutes } from './api/tenants.ts';
import { tokenRoutes } from './api/tokens.ts';
import { userRoutes } from './api/users.ts';
import { webhookEndpointRoutes } from './api/webhook-endpoints.ts';
import { whyRoutes } from './api/why.ts';
import { workspaceRoutes } from './api/workspaces.ts';
import type { ApiRoute } from './route.ts';

/** Every route of the admin API by its operation id: mounting, validation and the OpenAPI document go by this. */
export const routeTable: Record<string, ApiRoute> = {
  // Asked with every request of a product, so it is looked for first.
  ...accessCheckRoutes,
  ...tenantRoutes,
  ...overviewRoutes,
  ...directoryRoutes,
  ...directoryLifeRoutes,
  ...directoryHealthRoutes,
  ...directorySetupRoutes,
  ...directoryTokenRoutes,
  ...directorySchemaRoutes,
  ...importRoutes,
  ...resyncRoutes,
  ...userRoutes,
  ...whyRoutes,
  ...groupRoutes,
  ...groupMappingRoutes,
  ...roleRoutes,
  ...workspaceRoutes,
  ...setAsideEventRoutes,
  ...eventRoutes,
  ...unclaimedEventRoutes,
  ...auditRecordRoutes,
  ...holdRoutes,
  ...policyRoutes,
  ...policyPlanRoutes,
  ...policyBacktestRoutes,
  ...policyProposalRoutes,
  ...policyMismatchRoutes,
  ...policyDocumentRoutes,
  ...sessionRoutes,
  ...apiKeyRoutes,
  ...webhookEndpointRoutes,
  ...outboxRoutes,
  ...noticeRoutes,
  ...tokenRoutes,
  ...portalLinkRoutes,
  ...browserSessionRoutes,
};
