import { auditRecordsKeyset, listAuditRecords } from '../../store/audit-records-read.ts';
import { chainReport } from '../../store/chain-report.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

export const auditRecordRoutes = {
  listAuditRecords: tenantRoute({
    method: 'get',
    path: '/audit-records',
    scope: 'read',
    portal: { access: 'read', pages: ['activity'] },
    summary: 'List what was changed, by whom, and why',
    query: 'AuditRecordsQuery',
    answer: 'AuditRecordList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'audit-records', auditRecordsKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listAuditRecords(trx, tenant.id, query, query.order ?? 'desc', page),
        ),
      ),
  }),

  verifyAuditRecords: tenantRoute({
    method: 'get',
    path: '/audit-records/verify',
    scope: 'read',
    summary: 'Check the whole audit chain',
    description: 'Finds a record that was changed, removed or inserted. Reads every record of the tenant.',
    answer: 'ChainReport',
    perform: (deps, { tenant }) => deps.database.inTenant(tenant.id, (trx) => chainReport(trx, tenant)),
  }),
};
