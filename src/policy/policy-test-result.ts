import type { TraceStep } from '../domain/decision.ts';

/** What came of one example or claim; it holds if there are no failures. */
export interface PolicyTestResult {
  /** The example's name, or the claim in words. */
  name: string;
  kind: 'example' | 'claim';
  failures: PolicyTestFailure[];
}

export interface PolicyTestFailure extends Mismatch {
  /** For whom it failed: the order of the events where any order was to do, or the groups and values of a claim. */
  when: string | null;
  /** How the last decision came about. */
  trace: TraceStep[];
  /** Of a broken claim: who breaks it, as a test in YAML to paste below `tests`. */
  asTest?: string;
  /** Of whom, where a test has several people. */
  who?: string | null;
  /** What happened in the test, in its order, with the lines of the policy behind it where there are any. */
  steps?: readonly { says: string; at: string | null }[];
}

/** One thing that came out otherwise than expected. */
export interface Mismatch {
  what: string;
  expected: string;
  got: string;
}
