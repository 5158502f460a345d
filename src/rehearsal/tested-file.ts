import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Coverage } from './coverage.ts';
import type { Unnoticed } from './find-unnoticed.ts';
import type { RanTest } from './run-policy-tests.ts';

/** What came of the tests in one file. */
export interface TestedFile {
  /** As the person named it. */
  file: string;
  text: string;
  /** What is wrong with the tests or with their policy, so that they could not be run. */
  diagnostics: Diagnostic[];
  policyFile: string | null;
  results: LocatedTest[];
  coverage: Coverage | null;
  flips: LocatedFlips | null;
}

export interface LocatedTest extends RanTest {
  /** In the file of the tests, from 1. */
  line: number;
  /** The places of the policy that its steps name. */
  placeOf: (pointer: string | null) => Place | null;
}

/** A line of the tenant's policy, or of the default policy. */
export interface Place {
  file: string;
  line: number;
}

export interface LocatedFlips extends Omit<Unnoticed, 'unnoticed'> {
  unnoticed: { says: string; place: Place | null }[];
}

/** Whole percent, rounded down, so that 100 means every line. */
export function percentOf({ decided, lines }: Coverage): number {
  return lines === 0 ? 100 : Math.floor((decided * 100) / lines);
}
