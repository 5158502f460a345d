import { listNotices, noticesKeyset } from '../../store/notices-read.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

export const noticeRoutes = {
  listNotices: tenantRoute({
    method: 'get',
    path: '/notices',
    scope: 'read',
    summary: 'List what channels are told',
    query: 'NoticesQuery',
    answer: 'NoticeList',
    // Alerts may be about what every tenant shares: a token that is bound to one does not see them.
    perform: (deps, { caller, tenant, query }) =>
      answerPage(query, 'notices', noticesKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listNotices(trx, tenant.id, { ...query, alerts: caller.tenantId === null }, page),
        ),
      ),
  }),
};
