import { styleText } from 'node:util';
import type { PolicyTestFailure } from '../policy/policy-test-result.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { plainText } from './plain-text.ts';
import { percentOf, type LocatedTest, type TestedFile } from '../rehearsal/tested-file.ts';

/** What came of tests, for people: every failure with what happened and the lines behind it, and one line to end with. */
export function testsAsText(files: readonly TestedFile[], color: boolean): string[] {
  const paint = (style: 'red' | 'green' | 'yellow' | 'bold' | 'dim', words: string): string =>
    color ? styleText(style, words, { validateStream: false }) : words;
  const lines: string[] = [];
  for (const file of files) {
    for (const diagnostic of file.diagnostics) {
      const text = diagnostic.file === file.file ? file.text : null;
      lines.push(...diagnosticText(diagnostic, text, color), '');
    }
    for (const test of file.results) {
      for (const group of sameCourse(test.failures)) {
        lines.push(
          `${paint('bold', `${plainText(file.file)}:${String(test.line)}`)} ${paint('red', plainText(test.name))}`,
          ...failureInWords(group, test).map((line) => (line === '' ? '' : `  ${line}`)),
          '',
        );
      }
    }
    if (file.coverage) {
      const { decided, lines: all, undecided } = file.coverage;
      const share = `${String(percentOf(file.coverage))}% of the lines of ${plainText(file.policyFile ?? '')} are decided by a test (${String(decided)} of ${String(all)}).`;
      lines.push(paint(undecided.length === 0 ? 'green' : 'yellow', share));
      for (const { line, places } of undecided) {
        lines.push(
          `  ${plainText(file.policyFile ?? '')}:${String(line)} by none: ${plainText(places.join(', '))}`,
        );
      }
      lines.push('');
    }
    if (file.flips) {
      const { tried, isCutOff, unnoticed } = file.flips;
      const found = `${String(tried - unnoticed.length)} of ${counted(tried, 'flip')} of ${plainText(file.policyFile ?? '')} ${tried === 1 ? 'is' : 'are'} noticed by a test.`;
      lines.push(paint(unnoticed.length === 0 ? 'green' : 'yellow', found));
      for (const { says, place } of unnoticed) {
        const where = place ? `${plainText(place.file)}:${String(place.line)} ` : '';
        lines.push(`  ${where}no test notices: ${plainText(says)}`);
      }
      if (isCutOff) lines.push('  There are more flips, which were not tried.');
      lines.push('');
    }
  }
  lines.push(summaryOf(files));
  return lines;
}

/** "3 of 96 tests fail; 4 claims hold, in 3 files." */
export function summaryOf(files: readonly TestedFile[]): string {
  const all = files.flatMap(({ results }) => results);
  const tests = all.filter(({ kind }) => kind === 'example');
  const claims = all.filter(({ kind }) => kind === 'claim');
  const broken = files.filter(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
  const parts = [
    ...(all.some(hasFailed)
      ? [...outcomeOf(tests, 'test'), ...outcomeOf(claims, 'claim')]
      : [`${counted(tests.length, 'test')} and ${counted(claims.length, 'claim')} hold`]),
    ...(broken.length === 0 ? [] : [`${counted(broken.length, 'file')} could not be run`]),
  ];
  return `${parts.join('; ')}, in ${counted(files.length, 'file')}.`;
}

/** "1 of 2 tests fails", or "2 tests hold"; nothing where there is none. */
function outcomeOf(some: readonly LocatedTest[], noun: string): string[] {
  if (some.length === 0) return [];
  const failed = some.filter(hasFailed).length;
  if (failed === 0) return [`${counted(some.length, noun)} ${some.length === 1 ? 'holds' : 'hold'}`];
  return [`${String(failed)} of ${counted(some.length, noun)} ${failed === 1 ? 'fails' : 'fail'}`];
}

function hasFailed({ failures }: LocatedTest): boolean {
  return failures.length > 0;
}

/** Failures of one person in one order share what happened, and are told together. */
export function sameCourse(failures: readonly PolicyTestFailure[]): PolicyTestFailure[][] {
  const groups = new Map<string, PolicyTestFailure[]>();
  for (const failure of failures) {
    const key = `${failure.who ?? ''}\n${failure.when ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()];
}

/** What was expected and what came of it, what happened on the way, and how the last decision came about. */
export function failureInWords(failures: readonly PolicyTestFailure[], { placeOf }: LocatedTest): string[] {
  const [first] = failures;
  if (!first) return [];
  const line = ({ says, at }: { says: string; at: string | null }): string => {
    const place = placeOf(at);
    return `  ${says}${place ? ` [${place.file}:${String(place.line)}]` : ''}`;
  };
  const who = first.who === undefined || first.who === null ? '' : `${first.who}: `;
  const steps = first.steps ?? [];
  const lines = [
    ...failures.map(({ what, expected, got }) => `${who}${what}: expected ${expected}, got ${got}`),
    ...(first.when === null ? [] : [`where: ${first.when}`]),
    ...(steps.length === 0 ? [] : ['What happened:', ...steps.map(line)]),
    ...(first.trace.length === 0 ? [] : ['How it was decided in the end:', ...first.trace.map(line)]),
    ...(first.asTest === undefined
      ? []
      : ['As a test:', ...first.asTest.split('\n').map((text) => `  ${text}`)]),
  ];
  return lines.map(plainText);
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
