import type { Catalog } from '../generated/catalog.ts';
import type { PolicyTests } from '../generated/policy-test.ts';
import { checkClaim } from '../policy/always-claims.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import type { PolicyTestResult } from '../policy/policy-test-result.ts';
import { createBench, type Bench } from './bench.ts';
import { runExample } from './run-example.ts';

export interface RanTest extends PolicyTestResult {
  /** JSON pointers of the policy that it went by; none of a claim. */
  decided: ReadonlySet<string>;
}

/**
 * Runs the tests of a policy on the code that decides and plans in the service, with people in memory instead of a
 * directory and a database. Throws `policy_invalid` if the policy itself cannot be compiled.
 *
 * @param pause awaited again and again; what it throws ends the tests
 */
export async function runPolicyTests(
  tests: PolicyTests,
  effective: EffectivePolicy,
  catalog: Catalog,
  pause?: () => Promise<void>,
): Promise<RanTest[]> {
  const bench: Bench = { ...createBench(effective, catalog), pause };
  const results: RanTest[] = [];
  for (const test of tests.tests ?? []) {
    results.push({ name: test.name, kind: 'example', ...(await runExample(bench, test)) });
  }
  for (const claim of tests.always ?? []) {
    await pause?.();
    results.push({ kind: 'claim', ...(await checkClaim(bench.policy, catalog, claim)), decided: new Set() });
  }
  return results;
}
