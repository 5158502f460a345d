import { holdPeopleKeyset, holdsKeyset } from '../../store/holds-read.ts';
import { answerHold } from '../../tenancy/answer-hold.ts';
import { showHoldApprovers } from '../../tenancy/show-hold-approvers.ts';
import { showHold, showHoldPeople, showHolds } from '../../tenancy/show-hold.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute, type Caller } from '../route.ts';

export const holdRoutes = {
  listHolds: tenantRoute({
    method: 'get',
    path: '/holds',
    scope: 'read',
    portal: { access: 'read', pages: ['approvals'] },
    summary: 'List changes that wait for a person',
    query: 'HoldsQuery',
    answer: 'HoldList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'holds', holdsKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => showHolds(trx, tenant.id, query, page)),
      ),
  }),

  getHold: tenantRoute({
    method: 'get',
    path: '/holds/:hold',
    scope: 'read',
    portal: { access: 'read', pages: ['approvals'] },
    summary: 'Show a hold',
    answer: 'Hold',
    perform: (deps, { tenant, params }) =>
      deps.database.inTenant(tenant.id, (trx) => showHold(trx, tenant.id, params.hold)),
  }),

  listHoldPeople: tenantRoute({
    method: 'get',
    path: '/holds/:hold/people',
    scope: 'read',
    portal: { access: 'read', pages: ['approvals'] },
    summary: 'List whom a hold is about, and what waits for each',
    query: 'HoldPeopleQuery',
    answer: 'HoldPersonList',
    perform: (deps, { tenant, params, query }) =>
      answerPage(query, 'hold_people', holdPeopleKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => showHoldPeople(trx, tenant.id, params.hold, page)),
      ),
  }),

  getHoldApprovers: tenantRoute({
    method: 'get',
    path: '/hold-approvers',
    scope: 'read',
    portal: { access: 'read', pages: ['approvals'] },
    summary: 'Say who may answer holds',
    answer: 'HoldApprovers',
    perform: (deps, { caller, tenant }) =>
      deps.database.inTenant(tenant.id, (trx) =>
        showHoldApprovers(deps, trx, tenant.id, answering(caller).as),
      ),
  }),

  approveHold: tenantRoute({
    method: 'post',
    path: '/holds/:hold/approve',
    scope: 'write',
    portal: { access: 'write', pages: ['approvals'] },
    support: true,
    summary: 'Approve what a hold shows',
    description:
      'What is held is planned again, by the directory and the policy of now, and applied. Nothing is applied where by now it would do more than was shown, or where `revision` is not that of the hold any more: the answer is 409, and the hold then shows what it would do. Who may answer is `guards.approvers` of the policy; a token that is bound to the tenant counts as tenant_admin.',
    body: 'HoldApproval',
    answer: 'Hold',
    perform: (deps, { caller, tenant, params, body }) =>
      answerHold(deps, tenant.id, {
        holdId: params.hold,
        answer: { verdict: 'approve', revision: body.revision ?? null, account: body.account ?? null },
        ...answering(caller),
      }),
  }),

  rejectHold: tenantRoute({
    method: 'post',
    path: '/holds/:hold/reject',
    scope: 'write',
    portal: { access: 'write', pages: ['approvals'] },
    support: true,
    summary: 'Reject what a hold shows',
    description:
      'Its people stay as they are until the directory says something new about them. Nobody is rejected where `revision` is not that of the hold any more, or where none is named and it is about more than when it was last shown: the answer is 409.',
    body: 'HoldRejection',
    answer: 'Hold',
    perform: (deps, { caller, tenant, params, body }) =>
      answerHold(deps, tenant.id, {
        holdId: params.hold,
        answer: { verdict: 'reject', revision: body.revision ?? null },
        ...answering(caller),
      }),
  }),
};

function answering(caller: Caller) {
  return {
    actor: actorOf(caller),
    as: caller.tenantId === null ? ('operator' as const) : ('tenant_admin' as const),
  };
}
