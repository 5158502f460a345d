import { showWhy } from '../../tenancy/show-why.ts';
import { tenantRoute } from '../route.ts';

export const whyRoutes = {
  explainUser: tenantRoute({
    method: 'get',
    path: '/users/:user/why',
    scope: 'read',
    summary: 'Explain why an account is as it is',
    description: 'Decided again, now, from the mirror and the policy in force. Nothing is written.',
    answer: 'Why',
    perform: (deps, { tenant, params }) =>
      deps.database.inTenant(tenant.id, (trx) => showWhy(deps, trx, tenant.id, params.user)),
  }),
};
