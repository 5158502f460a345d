import { failureInWords, sameCourse } from './policy-test-text.ts';
import { percentOf, type TestedFile } from '../rehearsal/tested-file.ts';

interface Case {
  name: string;
  file: string;
  line: number;
  /** What is wrong: none if it holds. */
  problems: { message: string; text: string }[];
}

/**
 * What came of tests, as JUnit XML. Nothing in it depends on the time, so that two runs are equal.
 * https://github.com/testmoapp/junitxml
 */
export function testsAsJunit(files: readonly TestedFile[]): string {
  const suites = files.map((file) => ({ name: file.file, cases: casesOf(file) }));
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rollcall policy test"${counts(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite${attributes({ name })}${counts(cases)}>`,
      ...cases.flatMap((each) => caseAsXml(name, each)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n');
}

function casesOf({ file, policyFile, diagnostics, results, coverage, flips }: TestedFile): Case[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const cases: Case[] = results.map((test) => ({
    name: test.name,
    file,
    line: test.line,
    problems: sameCourse(test.failures).map((failures) => {
      const [message = '', ...rest] = failureInWords(failures, test);
      return { message, text: [message, ...rest].join('\n') };
    }),
  }));
  if (errors.length > 0) {
    const problems = errors.map(({ file: at, line, column, message, hint }) => ({
      message,
      text: `${at}:${String(line)}:${String(column)} ${message}${hint === null ? '' : ` ${hint}`}`,
    }));
    cases.unshift({ name: 'The policy and its tests can be read', file, line: 1, problems });
  }
  // How much is enough is for the exit code to say.
  if (coverage) {
    const share = `${String(percentOf(coverage))}% of the lines of ${policyFile ?? ''} are decided by a test`;
    cases.push({ name: share, file, line: 1, problems: [] });
  }
  if (flips) {
    const problems = flips.unnoticed.map(({ says, place }) => ({
      message: `No test notices: ${says}`,
      text: `${place ? `${place.file}:${String(place.line)} ` : ''}${says}`,
    }));
    cases.push({ name: `A test notices every flip of ${policyFile ?? ''}`, file, line: 1, problems });
  }
  return cases;
}

function caseAsXml(suite: string, { name, file, line, problems }: Case): string[] {
  const head = `    <testcase${attributes({ name, classname: suite, file, line: String(line), time: '0' })}`;
  if (problems.length === 0) return [`${head}/>`];
  // Readers expect one failure of a test at most.
  const message = problems.map((problem) => problem.message).join('; ');
  const text = problems.map((problem) => problem.text).join('\n\n');
  return [
    `${head}>`,
    `      <failure${attributes({ message, type: 'policy_test' })}>${escaped(text)}</failure>`,
    '    </testcase>',
  ];
}

function counts(cases: readonly Case[]): string {
  const failures = cases.filter(({ problems }) => problems.length > 0).length;
  return attributes({ tests: String(cases.length), failures: String(failures), errors: '0', time: '0' });
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0, which has no way to write most control characters: they become replacement characters. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
