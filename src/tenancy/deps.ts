import type { Clock } from '../domain/clock.ts';
import type { PolicyContext } from '../policy/parse.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { Database } from '../store/database.ts';

/** What founding tenants, directories and policies takes. */
export interface TenancyDeps {
  database: Database;
  policies: ActivePolicies;
  clock: Clock;
  /** The catalog and the default policy of the product. */
  policyContext: PolicyContext;
  /** Says that there may be work for the lanes of this process. */
  wakeLanes: () => void;
}
