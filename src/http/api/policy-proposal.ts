import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyProposalRequest } from '../../generated/api.ts';
import { differencesKeyset } from '../../store/shadow-read.ts';
import { proposePolicy, withdrawProposal, type ProposalRequest } from '../../tenancy/propose-policy.ts';
import { showDifferences, showProposal } from '../../tenancy/show-proposal.ts';
import { answerPage } from '../paging.ts';
import { authorOf } from '../author.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const policyProposalRoutes = {
  getPolicyProposal: tenantRoute({
    method: 'get',
    path: '/policy/proposal',
    scope: 'read',
    summary: 'Show what is proposed, and how many it would decide otherwise',
    description:
      'A proposed version, or else the rules with `status: proposed` of the policy in force. 404 where nothing is proposed.',
    answer: 'PolicyProposal',
    perform: (deps, { tenant: { id } }) => deps.database.inTenant(id, (trx) => showProposal(trx, id)),
  }),

  proposePolicy: tenantRoute({
    method: 'put',
    path: '/policy/proposal',
    scope: 'write',
    summary: 'Propose a policy: decisions are compared with it, and nothing of it is applied',
    description:
      'It takes the place of what was proposed before. Everyone is compared with it once, without being reconsidered; `complete` says when that is done. 422 `policy_invalid` has `diagnostics`; 409 `conflict`: it is in force already.',
    body: 'PolicyProposalRequest',
    answer: 'PolicyProposal',
    perform: async (deps, { caller, tenant, body }) => {
      const policy = policyOf(body);
      const author = body.author ?? (await authorOf(deps, caller));
      await proposePolicy(deps, tenant, { policy, author }, actorOf(caller));
      return deps.database.inTenant(tenant.id, (trx) => showProposal(trx, tenant.id));
    },
  }),

  withdrawPolicyProposal: tenantRoute({
    method: 'delete',
    path: '/policy/proposal',
    scope: 'write',
    summary: 'Withdraw the proposed policy',
    description: 'Its version stays. What it would have decided otherwise is forgotten.',
    perform: async (deps, { caller, tenant }) => {
      await withdrawProposal(deps, tenant, actorOf(caller));
      return undefined;
    },
  }),

  listPolicyProposalDifferences: tenantRoute({
    method: 'get',
    path: '/policy/proposal/differences',
    scope: 'read',
    summary: 'List whom the proposed policy would decide otherwise',
    query: 'ShadowDifferencesQuery',
    answer: 'ShadowDifferenceList',
    perform: (deps, { tenant: { id }, query }) =>
      answerPage(query, 'policy-proposal-differences', differencesKeyset, (page) =>
        deps.database.inTenant(id, (trx) => showDifferences(trx, id, query, page)),
      ),
  }),
};

function policyOf({ yaml, file, version }: PolicyProposalRequest): ProposalRequest['policy'] {
  if (yaml !== undefined && version === undefined) return { yaml, file: file ?? null };
  if (version !== undefined && yaml === undefined) return { version };
  throw new RollcallError('invalid_request', 'Name either a policy (`yaml`) or a `version`.');
}
