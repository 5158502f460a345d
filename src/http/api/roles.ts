import { portalPages } from '../../domain/portal-link.ts';
import { rolesByName } from '../../tenancy/policy-vocabulary.ts';
import { tenantRoute } from '../route.ts';

export const roleRoutes = {
  getRoles: tenantRoute({
    method: 'get',
    path: '/roles',
    scope: 'read',
    // They are called by their names on every page.
    portal: { access: 'read', pages: portalPages },
    summary: 'List the roles of the product, by name',
    description: 'What the policy lets groups give is in `GET .../group-mapping`.',
    answer: 'Roles',
    perform: (deps) => Promise.resolve({ roles: rolesByName(deps.policyContext.catalog) }),
  }),
};
