import { planPolicy } from '../../tenancy/plan-policy.ts';
import { inTurn } from '../in-turn.ts';
import { tenantRoute } from '../route.ts';

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
};
