import { holdPeopleKeyset, holdsKeyset, listHolds } from '../../store/holds-read.ts';
import { showHold, showHoldPeople } from '../../tenancy/show-hold.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

export const holdRoutes = {
  listHolds: tenantRoute({
    method: 'get',
    path: '/holds',
    scope: 'read',
    summary: 'List changes that wait for a person',
    query: 'HoldsQuery',
    answer: 'HoldList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'holds', holdsKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => listHolds(trx, tenant.id, query, page)),
      ),
  }),

  getHold: tenantRoute({
    method: 'get',
    path: '/holds/:hold',
    scope: 'read',
    summary: 'Show a hold',
    answer: 'Hold',
    perform: (deps, { tenant, params }) =>
      deps.database.inTenant(tenant.id, (trx) => showHold(trx, tenant.id, params.hold)),
  }),

  listHoldPeople: tenantRoute({
    method: 'get',
    path: '/holds/:hold/people',
    scope: 'read',
    summary: 'List whom a hold is about, and what waits for each',
    query: 'HoldPeopleQuery',
    answer: 'HoldPersonList',
    perform: (deps, { tenant, params, query }) =>
      answerPage(query, 'hold_people', holdPeopleKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => showHoldPeople(trx, tenant.id, params.hold, page)),
      ),
  }),
};
