import type { ChainReport } from '../generated/api.ts';
import { chainReport } from '../store/chain-report.ts';
import { listTenants } from '../store/tenants-read.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { everyItem, tenantOfSlug } from './tenancy.ts';

/** `rollcall audit verify`: checks the audit chain of one tenant, or of each. Exit code 1 where one is broken. */
export async function auditVerifyCommand(
  options: { tenant?: string; json?: boolean },
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenants =
      options.tenant === undefined
        ? (await everyItem((page) => database.acrossTenants((trx) => listTenants(trx, null, page)))).data
        : [await tenantOfSlug(database, options.tenant)];
    const reports: ChainReport[] = [];
    for (const tenant of tenants) {
      reports.push(await database.inTenant(tenant.id, (trx) => chainReport(trx, tenant)));
    }
    const result = options.tenant === undefined ? { data: reports } : reports[0];
    printResult(io, options.json, result, inWords(reports));
    return reports.every(({ intact }) => intact) ? 0 : 1;
  });
}

function inWords(reports: ChainReport[]): string {
  if (reports.length === 0) return 'There are no tenants yet.';
  return alignedTable(
    ['TENANT', 'CHAIN', 'SEALED', 'NOT YET SEALED', 'PURGED', 'WHAT IS WRONG'],
    reports.map(({ tenant, intact, sealed, unsealed, purged, problem, at }) => [
      tenant,
      intact ? 'intact' : 'BROKEN',
      sealed,
      unsealed,
      purged,
      problem === null ? null : `${problem} (record ${at?.id ?? 'gone'}, place ${at?.sequence ?? 'none'})`,
    ]),
  );
}
