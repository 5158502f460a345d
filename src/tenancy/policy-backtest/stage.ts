import type { PersonPlan } from '../../domain/change.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { Transaction } from '../../store/database.ts';
import type { NewDirectory } from '../../store/directory-rows.ts';
import type { RecordedEvent } from '../../store/recorded-history.ts';

/** Where a replay takes place, and what it goes by. */
export interface Stage {
  /** In the scope of the tenant that is only rehearsed. */
  trx: Transaction;
  tenantId: string;
  /** The tenant itself, to be read. */
  real: { trx: Transaction; tenantId: string };
  /** The policy of a version, and of the proposal's number. */
  policyOf: (version: number) => Promise<ActivePolicy>;
  /** The version that is in force whatever was; null: those that were. */
  instead: number | null;
  directories: ReadonlyMap<string, NewDirectory>;
  /** Accounts that were registered: by their ids in the tenant itself, those of here. */
  registered: Map<string, string>;
}

/** What one run of the flow came to. */
export interface Step {
  at: Date;
  policy: ActivePolicy;
  plans: PersonPlan[];
  /** The news behind it; empty where time, a policy or somebody's hand was. */
  events: readonly RecordedEvent[];
  cause: 'news' | 'time' | 'policy' | 'hand';
}
