import type {
  ActiveDecision,
  LeaveAloneDecision,
  NoAccessDecision,
  TraceStep,
  UndecidedDecision,
} from '../domain/decision.ts';

/** A decision without anything that is the person's own: no profile, no attribute. So it can be kept and shared. */
export type Verdict = VerdictOutcome & { steps: readonly TraceStep[] };

type VerdictOutcome =
  | Omit<ActiveDecision, 'profile' | 'attributes' | 'trace'>
  | Omit<UndecidedDecision, 'profile' | 'attributes' | 'trace'>
  | Omit<NoAccessDecision, 'trace'>
  | Omit<LeaveAloneDecision, 'trace'>;
