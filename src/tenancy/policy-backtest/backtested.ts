import type { RecordedCounts } from '../../store/recorded-history.ts';
import type { TenantRow } from '../../store/tenants.ts';
import type { Proposal } from '../policy-plan/proposal.ts';
import type { Reproduction } from './compare-with-record.ts';
import type { InvariantWatch } from './invariants.ts';
import type { ReplayFigures } from './replay.ts';
import type { Timelines } from './timelines.ts';

/** Number of the proposal, beside those of the tenant's versions. */
export const proposedVersion = 1_000_000_000;

/** What one continuation came to. */
export interface Continuation {
  timelines: Timelines;
  figures: ReplayFigures;
  found: InvariantWatch['found'];
}

/** All that is told of a backtest. */
export interface Backtested {
  tenant: TenantRow;
  proposal: Proposal;
  since: Date;
  until: Date;
  /** The version in force at the beginning; null: the tenant was not there yet. */
  base: number | null;
  counts: RecordedCounts;
  asItWas: Continuation;
  underProposal: Continuation;
  reproduction: Reproduction;
  /** How many people of each group are named. */
  named: number;
}
