import { mapGroups, planGroupMapping } from '../../tenancy/group-mapping/map-groups.ts';
import { showMapping } from '../../tenancy/group-mapping/show-mapping.ts';
import { inTurn } from '../in-turn.ts';
import { authorOf } from '../author.ts';
import { actorOf, tenantRoute } from '../route.ts';

/** What groups give, as far as it can be said without writing a policy. */
export const groupMappingRoutes = {
  getGroupMapping: tenantRoute({
    method: 'get',
    path: '/group-mapping',
    scope: 'read',
    portal: { access: 'read', pages: ['group_mapping'] },
    summary: 'Say how groups are mapped, and what they may give',
    description: 'The groups themselves, each with what it gives, are in `GET .../groups`.',
    answer: 'GroupMappingOverview',
    perform: (deps, { tenant: { id } }) => deps.database.inTenant(id, (trx) => showMapping(deps, trx, id)),
  }),

  planGroupMapping: tenantRoute({
    method: 'post',
    path: '/group-mapping/plans',
    scope: 'read',
    portal: { access: 'read', pages: ['group_mapping'] },
    summary: 'Say what another mapping of groups would do to the people of the tenant',
    description:
      'Nothing is written. `over` and `plan.hash` are for putting exactly this in force. Groups that are not named go on giving what they give.',
    body: 'GroupMappingPlanRequest',
    answer: 'GroupMappingPlan',
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(deps.database, { givenUp }, () => planGroupMapping(deps, tenant, body)),
  }),

  mapGroups: tenantRoute({
    method: 'post',
    path: '/group-mapping',
    scope: 'write',
    portal: { access: 'write', pages: ['group_mapping'] },
    summary: 'Put another mapping of groups in force',
    description:
      'Makes a new version of the policy in which only the entries of these groups differ; comments stay. 409 `conflict`: another version is in force than `over` says, or, with `plan`, it would do something else by now.',
    body: 'GroupMappingApplication',
    answer: 'PolicyPutInForce',
    creates: true,
    perform: async (deps, { caller, tenant, body }) =>
      mapGroups(deps, tenant, body, {
        author: await authorOf(deps, caller),
        actor: actorOf(caller),
      }),
  }),
};
