import { auditRecordsKeyset, listAuditRecords } from '../../store/audit-records-read.ts';
import { chainReport } from '../../store/chain-report.ts';
import { auditExport } from '../audit-export.ts';
import { answerPage } from '../paging.ts';
import { tenantDownload, tenantRoute } from '../route.ts';

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

  exportAuditRecords: tenantDownload({
    path: '/audit-records/export',
    scope: 'read',
    portal: { access: 'read', pages: ['activity'] },
    summary: 'Download the audit log as JSON or CSV',
    description:
      'The records of the list up to this moment, the oldest first, as a file of any length. In the CSV, what a spreadsheet would compute has an apostrophe before it.',
    query: 'AuditExportQuery',
    types: ['application/json', 'text/csv'],
    open({ database, clock }, { tenant, query }) {
      const now = clock.now();
      const format = query.format ?? 'json';
      const until =
        query.until === undefined ? now : new Date(Math.min(Date.parse(query.until), now.getTime()));
      return {
        type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        fileName: `rollcall-activity-${tenant.slug}-${now.toISOString().slice(0, 10)}.${format}`,
        pieces: auditExport(database, tenant.id, format, { ...query, until }),
      };
    },
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
