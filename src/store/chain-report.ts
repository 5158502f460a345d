import type { ChainReport } from '../generated/api.ts';
import { verifyChain } from './audit-chain.ts';
import type { Transaction } from './database.ts';

/** Checks a tenant's audit chain, and says what was found as the API and the commands show it. */
export async function chainReport(
  trx: Transaction,
  tenant: { id: string; slug: string },
): Promise<ChainReport> {
  const verdict = await verifyChain(trx, tenant.id);
  return {
    tenant: tenant.slug,
    intact: verdict.intact,
    sealed: verdict.sealed,
    unsealed: verdict.unsealed,
    purged: verdict.purged,
    problem: verdict.intact ? null : verdict.problem,
    at: verdict.intact ? null : { id: verdict.at.id, sequence: verdict.at.seq },
  };
}
