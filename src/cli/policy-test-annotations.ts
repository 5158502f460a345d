import type { Diagnostic } from '../domain/diagnostic.ts';
import { diagnosticAnnotation } from './diagnostic-annotation.ts';
import { failureInWords, sameCourse } from './policy-test-text.ts';
import type { TestedFile } from '../rehearsal/tested-file.ts';

/** What fails, as workflow commands of GitHub Actions: at the test, and what no test noticed at the line of the policy. */
export function testsAsAnnotations(files: readonly TestedFile[]): string[] {
  return files
    .flatMap(({ file, policyFile, diagnostics, results, coverage, flips }) => [
      ...diagnostics,
      ...results.flatMap((test) =>
        sameCourse(test.failures).map((failures) => {
          const message = [test.name, ...failureInWords(failures, test)].join('\n');
          return finding({ file, line: test.line }, 'policy_test', message, 'error');
        }),
      ),
      ...(coverage?.undecided ?? []).map(({ line, places }) =>
        finding(
          { file: policyFile ?? file, line },
          'undecided_line',
          `No test is decided by ${places.join(', ')}.`,
          'warning',
        ),
      ),
      ...(flips?.unnoticed ?? []).map(({ says, place }) =>
        finding(
          place ?? { file, line: 1 },
          'unnoticed_flip',
          `No test notices this change: ${says}.`,
          'error',
        ),
      ),
    ])
    .map(diagnosticAnnotation);
}

function finding(
  { file, line }: { file: string; line: number },
  code: string,
  message: string,
  severity: Diagnostic['severity'],
): Diagnostic {
  return { file, line, column: 1, severity, code, message, hint: null };
}
