import { planPolicy } from '../../tenancy/plan-policy.ts';
import { inTurn } from '../in-turn.ts';
import { planExport } from '../plan-export.ts';
import { tenantDownload, tenantRoute } from '../route.ts';

export const policyPlanRoutes = {
  planPolicy: tenantRoute({
    method: 'post',
    path: '/policy/plans',
    scope: 'read',
    summary: 'Say what a policy would do to the people of the tenant',
    description:
      'Everyone is decided on by that policy and compared with the account there is, guards and the last administrator included: what applying it does, without a write. 422 `policy_invalid` has `diagnostics`. `hash` is for putting exactly this in force: with it, a push is refused where policy or people have changed so that the effect differs.',
    body: 'PolicyPlanRequest',
    answer: 'PolicyPlan',
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(deps.database, { givenUp }, () => planPolicy(deps, tenant, body)),
  }),

  exportPolicyPlan: tenantDownload({
    path: '/policy/plans/export',
    scope: 'read',
    summary: 'Download whom a plan of a policy is about, as JSON or CSV',
    description:
      'Everybody for whom something would be done or would wait, with each change, its reason and its line, the most consequential first, as of this moment. Nothing is written, so it takes no `Idempotency-Key`. In the CSV, what a spreadsheet would compute has an apostrophe before it. 422 `policy_invalid` has `diagnostics`.',
    body: 'PolicyPlanExportRequest',
    types: ['application/json', 'text/csv'],
    open(deps, { tenant, body: { format = 'json', ...request }, givenUp }) {
      return {
        type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        fileName: `rollcall-plan-${tenant.slug}-${deps.clock.now().toISOString().slice(0, 10)}.${format}`,
        pieces: planExport(format, () =>
          inTurn(deps.database, { givenUp }, () =>
            planPolicy(deps, tenant, { ...request, people: Infinity }),
          ),
        ),
      };
    },
  }),
};
