import type { Transaction } from '../store/database.ts';
import type { ActivePolicy } from './active-policy.ts';

/** What every step of one run of the flow shares. The tenant's row is locked. */
export interface Flow {
  /** In the scope of the tenant. */
  trx: Transaction;
  tenantId: string;
  policy: ActivePolicy;
  now: Date;
}
