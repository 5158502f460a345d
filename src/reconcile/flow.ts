import type { DirectoryState } from '../domain/directory-state.ts';
import type { Tracer } from '../domain/tracer.ts';
import type { Transaction } from '../store/database.ts';
import type { ActivePolicy } from './active-policy.ts';
import type { Shadow } from './shadow-policies.ts';

/** What every step of one run of the flow shares. The tenant's row is locked. */
export interface Flow {
  /** In the scope of the tenant. */
  trx: Transaction;
  tenantId: string;
  policy: ActivePolicy;
  /** What is decided by as well and not applied; absent or null: nothing, as whenever nothing is to be written. */
  shadow?: Shadow | null;
  /** What is foreseen: a directory in another state than it is in. */
  asIf?: DirectoryAsIf;
  /** Hears of the steps. */
  tracer?: Tracer;
  /** The trace that each event came in, by event id. */
  traces?: ReadonlyMap<string, string>;
  now: Date;
}

/** A directory in the state that it would have. */
export interface DirectoryAsIf {
  directoryId: string;
  state: DirectoryState;
  peopleLeft: boolean;
}
