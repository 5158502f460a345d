import { checkMismatches } from '../../tenancy/check-mismatches.ts';
import { inTurn } from '../in-turn.ts';
import { tenantRoute } from '../route.ts';

const what =
  'Groups of the mapping that no directory has, that are called otherwise, deleted or empty, and filters and rules that ' +
  'match nobody or everybody, each a warning with its line. Everyone in the directories is looked at.';

export const policyMismatchRoutes = {
  getPolicyMismatches: tenantRoute({
    method: 'get',
    path: '/policy/mismatches',
    scope: 'read',
    summary: 'Say where the policy in force and the directories do not match any more',
    description: what,
    answer: 'PolicyMismatches',
    perform: (deps, { tenant, givenUp }) =>
      inTurn(deps.database, { givenUp }, () => checkMismatches(deps, tenant, null)),
  }),

  findPolicyMismatches: tenantRoute({
    method: 'post',
    path: '/policy/mismatches',
    scope: 'read',
    summary: 'Say where a policy that is not in force and the directories do not match',
    description: `${what} Nothing is written. 422 \`policy_invalid\` has \`diagnostics\`.`,
    body: 'PolicyMismatchesRequest',
    answer: 'PolicyMismatches',
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(deps.database, { givenUp }, () => checkMismatches(deps, tenant, body)),
  }),
};
