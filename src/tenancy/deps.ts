import type { Clock } from '../domain/clock.ts';
import type { Tracer } from '../domain/tracer.ts';
import type { ActivePolicies } from '../reconcile/active-policy.ts';
import type { ShadowPolicies } from '../reconcile/shadow-policies.ts';
import type { Database } from '../store/database.ts';
import type { ProductContext } from './policy-context.ts';

/** What founding tenants, directories and policies takes. */
export interface TenancyDeps {
  database: Database;
  policies: ActivePolicies;
  /** What tenants propose; without it, what a request changes is not decided under proposals. */
  shadows?: ShadowPolicies;
  clock: Clock;
  /** The catalog and the default policy of the product. */
  policyContext: ProductContext;
  /** Says that there may be work for the lanes of this process. */
  wakeLanes: () => void;
  /** Whether directories of WorkOS are read anew by this service: only with an API key. */
  readsDirectories?: boolean;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}
