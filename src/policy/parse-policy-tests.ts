import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { PolicyTests } from '../generated/policy-test.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { lintPolicyTests } from './lint/policy-tests-lint.ts';
import { parseDocument } from './parse-document.ts';

export interface PolicyTestsContext {
  /** Null while it cannot be read: then names are not checked. */
  catalog: Catalog | null;
  /** The policy that is tested; null while it has errors. */
  policy: EffectivePolicy | null;
}

export interface ParsedPolicyTests {
  /** Null if any diagnostic is an error. */
  tests: PolicyTests | null;
  diagnostics: Diagnostic[];
}

/** Reads the tests of a policy and reports everything that is wrong with them at once. Never throws. */
export function parsePolicyTests(text: string, file: string, context: PolicyTestsContext): ParsedPolicyTests {
  const { catalog, policy } = context;
  const { value, diagnostics } = parseDocument(text, file, 'tests', (root) =>
    catalog && policy ? lintPolicyTests(root, catalog, policy) : [],
  );
  // Without an error the document has passed the schema that the type is generated from.
  return { tests: value as PolicyTests | null, diagnostics };
}
