import { isConnectionFault, sqlStateOf } from '../store/connection-fault.ts';
import type { Transaction } from '../store/database.ts';
import type { TenantRow } from '../store/tenants.ts';
import type { ActivePolicies, ActivePolicy } from './active-policy.ts';

/**
 * The policy in force, or the fault for which this version of Rollcall cannot load it. Faults of the database are thrown:
 * the transaction is lost then.
 */
export async function tryLoadPolicy(
  policies: ActivePolicies,
  trx: Transaction,
  tenant: TenantRow,
): Promise<{ policy: ActivePolicy } | { policy: null; fault: unknown }> {
  try {
    return { policy: await policies.load(trx, tenant) };
  } catch (fault) {
    if (isConnectionFault(fault) || sqlStateOf(fault) !== null) throw fault;
    return { policy: null, fault };
  }
}
