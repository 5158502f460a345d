import type { PolicyTestReport } from '../generated/api.ts';
import { percentOf, type TestedFile } from './tested-file.ts';

/** What came of tests, for programs: in the order of the files, with lines from 1. */
export function testsAsJson(files: readonly TestedFile[]): { files: PolicyTestReport[] } {
  return { files: files.map(testedFileAsJson) };
}

/** What came of the tests of one file, for programs. */
export function testedFileAsJson({
  file,
  policyFile,
  diagnostics,
  results,
  coverage,
  flips,
}: TestedFile): PolicyTestReport {
  return {
    file,
    policy: policyFile,
    diagnostics,
    tests: results.map(({ name, kind, line, failures, placeOf }) => ({
      name,
      kind,
      line,
      holds: failures.length === 0,
      failures: failures.map(({ who, what, expected, got, when, steps, trace, asTest }) => ({
        who: who ?? null,
        what,
        expected,
        got,
        when,
        steps: (steps ?? []).map(({ says, at }) => ({ says, policy: placeOf(at) })),
        trace: trace.map(({ step, says, at, decisive }) => ({
          step,
          says,
          decisive: decisive === true,
          policy: placeOf(at),
        })),
        as_test: asTest ?? null,
      })),
    })),
    coverage: coverage && {
      percent: percentOf(coverage),
      lines: coverage.lines,
      decided: coverage.decided,
      undecided: coverage.undecided,
    },
    flips: flips && {
      tried: flips.tried,
      cut_off: flips.isCutOff,
      unnoticed: flips.unnoticed.map(({ says, place }) => ({ says, policy: place })),
    },
  };
}
