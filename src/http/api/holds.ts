import { holdsKeyset, listHolds } from '../../store/holds-read.ts';
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
};
