import { RollcallError } from '../../domain/rollcall-error.ts';
import { policyVersionsKeyset } from '../../store/policy-versions.ts';
import { diffPolicies } from '../../tenancy/diff-policies.ts';
import { goBackToVersion, pushPolicy } from '../../tenancy/push-policy.ts';
import { showPolicyVersion, showPolicyVersions } from '../../tenancy/show-policy.ts';
import { answerPage } from '../paging.ts';
import { authorOf } from '../author.ts';
import { actorOf, tenantRoute } from '../route.ts';

export const policyRoutes = {
  getPolicy: tenantRoute({
    method: 'get',
    path: '/policy',
    scope: 'read',
    summary: 'Show the policy in force',
    description: "`yaml` is the tenant's own file; `effective` has the default policy's sections too.",
    answer: 'PolicyVersion',
    perform: (deps, { tenant: { id } }) => deps.database.inTenant(id, (trx) => showPolicyVersion(trx, id)),
  }),

  listPolicyVersions: tenantRoute({
    method: 'get',
    path: '/policy/versions',
    scope: 'read',
    summary: 'List the versions of the policy, the newest first',
    query: 'PolicyVersionsQuery',
    answer: 'PolicyVersionList',
    perform: (deps, { tenant: { id }, query }) =>
      answerPage(query, 'policy-versions', policyVersionsKeyset, (page) =>
        deps.database.inTenant(id, (trx) => showPolicyVersions(trx, id, page)),
      ),
  }),

  getPolicyVersion: tenantRoute({
    method: 'get',
    path: '/policy/versions/:version',
    scope: 'read',
    summary: 'Show one version of the policy',
    answer: 'PolicyVersion',
    perform: (deps, { tenant: { id }, params }) =>
      deps.database.inTenant(id, (trx) => showPolicyVersion(trx, id, versionOf(params.version))),
  }),

  pushPolicy: tenantRoute({
    method: 'post',
    path: '/policy/versions',
    scope: 'write',
    summary: 'Put a policy in force, as a new version',
    description:
      'What is in force already is `unchanged`. 422 `policy_invalid` has `diagnostics`. 409 `conflict`: another version is ' +
      'in force than `over` says, or one that git has not seen; or, with `plan`, the push would do something else by now.',
    body: 'PolicyPush',
    answer: 'PolicyPutInForce',
    creates: true,
    perform: async (deps, { caller, tenant, body }) =>
      pushPolicy(
        deps,
        tenant,
        {
          yaml: body.yaml,
          file: body.file ?? null,
          plan: body.plan ?? null,
          over: body.over ?? null,
          author: body.author ?? (await authorOf(deps, caller)),
        },
        actorOf(caller),
      ),
  }),

  diffPolicy: tenantRoute({
    method: 'post',
    path: '/policy/diff',
    scope: 'read',
    summary: 'Say how a policy, or a version of it, differs from what is in force',
    description:
      'In sentences about what the two mean, and as the difference of their texts. Nothing is changed.',
    body: 'PolicyDiffRequest',
    answer: 'PolicyDiff',
    perform: (deps, { tenant, body }) => diffPolicies(deps, tenant, body),
  }),

  activatePolicyVersion: tenantRoute({
    method: 'post',
    path: '/policy/versions/:version/activate',
    scope: 'write',
    summary: 'Put an older version of the policy in force again',
    description:
      'It becomes no new version. Everyone is reconsidered. 409 `conflict` as for a push. Until it is pulled, a push from a file is refused.',
    body: 'PolicyActivate',
    answer: 'PolicyPutInForce',
    perform: (deps, { caller, tenant, params, body }) =>
      goBackToVersion(
        deps,
        tenant,
        { version: versionOf(params.version), plan: body.plan ?? null, over: body.over ?? null },
        actorOf(caller),
      ),
  }),
};

function versionOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RollcallError('not_found', 'There is no such version of the policy.');
}
