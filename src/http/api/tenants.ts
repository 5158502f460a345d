import { portalPages } from '../../domain/portal-link.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { listTenants, tenantsKeyset, toTenant } from '../../store/tenants-read.ts';
import { readTenant } from '../../store/tenants.ts';
import { createTenant as foundTenant } from '../../tenancy/create-tenant.ts';
import { summarizeTenant } from '../../tenancy/summarize-tenant.ts';
import type { HttpDeps } from '../deps.ts';
import { answerPage } from '../paging.ts';
import { actorOf, operatorRoute, sharedRoute, tenantRoute } from '../route.ts';

export const tenantRoutes = {
  listTenants: sharedRoute({
    method: 'get',
    path: '/tenants',
    scope: 'read',
    summary: 'List the tenants',
    description: 'A token that is bound to one tenant sees that one.',
    query: 'TenantsQuery',
    answer: 'TenantList',
    perform: (deps, { caller, query }) =>
      answerPage(query, 'tenants', tenantsKeyset, (page) =>
        deps.database.acrossTenants((trx) => listTenants(trx, caller.tenantId, page, query.search)),
      ),
  }),

  createTenant: operatorRoute({
    method: 'post',
    path: '/tenants',
    scope: 'tenants:write',
    summary: 'Create a tenant with its policy in force',
    description:
      'A policy with errors is refused with `policy_invalid` and its `diagnostics`; nothing is created then.',
    body: 'NewTenant',
    answer: 'Tenant',
    creates: true,
    async perform(deps, { caller, body }) {
      const request = { slug: body.slug, name: body.name ?? null, policyYaml: body.policy ?? null };
      const { outcome, tenant } = await foundTenant(deps, request, actorOf(caller));
      if (outcome === 'exists')
        throw new RollcallError('conflict', `There is a tenant ${tenant.slug} already.`);
      return showTenant(deps, tenant.id);
    },
  }),

  getTenant: tenantRoute({
    method: 'get',
    path: '',
    scope: 'read',
    portal: { access: 'read', pages: portalPages },
    summary: 'Show a tenant',
    answer: 'Tenant',
    perform: (deps, { tenant }) => showTenant(deps, tenant.id),
  }),

  getTenantSummary: tenantRoute({
    method: 'get',
    path: '/summary',
    scope: 'read',
    summary: 'Say a tenant in numbers: its accounts, what waits, and the news of 30 days',
    answer: 'TenantSummary',
    perform: (deps, { tenant }) => summarizeTenant(deps, tenant.id),
  }),
};

async function showTenant(deps: HttpDeps, tenantId: string) {
  const tenant = await deps.database.inTenant(tenantId, (trx) => readTenant(trx, tenantId));
  if (tenant === null) throw new RollcallError('not_found', 'There is no such tenant.');
  return toTenant(tenant);
}
