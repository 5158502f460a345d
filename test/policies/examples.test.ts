import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { parseCatalog } from '../../src/policy/parse-catalog.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { PolicyTestResult } from '../../src/policy/policy-test-result.ts';
import { coverLines } from '../../src/rehearsal/coverage.ts';
import { findUnnoticed } from '../../src/rehearsal/find-unnoticed.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'policies');

const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

function accept<T>(value: T | null, diagnostics: readonly Diagnostic[]): T {
  assert.ok(value !== null, JSON.stringify(diagnostics, null, 2));
  return value;
}

function explain({ name, failures }: PolicyTestResult): string {
  return failures
    .map(({ what, expected, got, when, trace }) =>
      [
        `${name}${when === null ? '' : ` (${when})`}: ${what} was to be ${expected}, and is ${got}.`,
        ...trace.map(({ says, at }) => `  ${says}${at === null ? '' : ` [${at}]`}`),
      ].join('\n'),
    )
    .join('\n');
}

describe('the policies in policies/', () => {
  const parsedCatalog = parseCatalog(read('catalog.yaml'), 'catalog.yaml');
  const catalog = accept(parsedCatalog.catalog, parsedCatalog.diagnostics);
  const parsedDefault = parsePolicy(read('default.policy.yaml'), 'default.policy.yaml', {
    catalog,
    defaultDocument: null,
  });
  const defaultDocument = accept(parsedDefault.document, parsedDefault.diagnostics);
  const testFiles = readdirSync(FOLDER).filter((file) => file.endsWith('.test.yaml'));

  it("have a test beside each tenant's policy", () => {
    const tenants = readdirSync(FOLDER).filter(
      (file) => file.endsWith('.policy.yaml') && file !== 'default.policy.yaml',
    );
    assert.ok(tenants.length >= 3);
    assert.deepEqual(testFiles, tenants.map((file) => file.replace('.policy.yaml', '.test.yaml')).sort());
  });

  for (const testFile of testFiles) {
    it(`${testFile} holds`, async () => {
      const policyFile = testFile.replace('.test.yaml', '.policy.yaml');
      const policy = parsePolicy(read(policyFile), policyFile, { catalog, defaultDocument });
      const effective = accept(policy.effective, policy.diagnostics);
      const tests = parsePolicyTests(read(testFile), testFile, { catalog, policy: effective });
      const results = await runPolicyTests(accept(tests.tests, tests.diagnostics), effective, catalog);
      assert.ok(results.length > 0);
      const failed = results.filter(({ failures }) => failures.length > 0);
      assert.deepEqual(
        failed.map(({ name }) => name),
        [],
        failed.map(explain).join('\n\n'),
      );
    });

    it(`${testFile} decides every line of its policy, and notices every flip of one`, async () => {
      const policyFile = testFile.replace('.test.yaml', '.policy.yaml');
      const policy = parsePolicy(read(policyFile), policyFile, { catalog, defaultDocument });
      const effective = accept(policy.effective, policy.diagnostics);
      const document = accept(policy.document, policy.diagnostics);
      const parsed = parsePolicyTests(read(testFile), testFile, { catalog, policy: effective });
      const tests = accept(parsed.tests, parsed.diagnostics);
      const ran = await runPolicyTests(tests, effective, catalog);
      const decided = new Set(ran.flatMap((test) => [...test.decided]));
      const coverage = coverLines(read(policyFile), document, decided);
      assert.ok(coverage.lines > 10);
      assert.deepEqual(coverage.undecided, []);
      const { tried, unnoticed } = await findUnnoticed({ tests, document, defaultDocument, catalog, ran });
      assert.ok(tried > 20);
      assert.deepEqual(unnoticed, []);
    });
  }
});
