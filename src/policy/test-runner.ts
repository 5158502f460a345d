import type { Catalog } from '../generated/catalog.ts';
import type { PolicyTest, PolicyTests, TestEvent } from '../generated/policy-test.ts';
import { checkClaim } from './always-claims.ts';
import { checkExpectation } from './check-expectation.ts';
import { compilePolicy } from './compile.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { quoted } from './finding.ts';
import type { PolicyTestFailure, PolicyTestResult } from './policy-test-result.ts';
import { createTestBench, happen, startSubject, type TestBench, type TestSubject } from './test-person.ts';

/** Events whose every order is tried: 720 orders. */
const MOST_EVENTS_IN_ANY_ORDER = 6;

/**
 * Runs the tests of a policy on the code that decides in the service, with one person in memory instead of a
 * directory and a database. Throws `policy_invalid` if the policy itself cannot be compiled.
 */
export async function runPolicyTests(
  tests: PolicyTests,
  effective: EffectivePolicy,
  catalog: Catalog,
): Promise<PolicyTestResult[]> {
  const bench = createTestBench(compilePolicy(effective, catalog, 0), catalog);
  const results: PolicyTestResult[] = [];
  for (const test of tests.tests ?? []) {
    results.push({ name: test.name, kind: 'example', failures: await runExample(bench, test) });
  }
  for (const claim of tests.always ?? []) {
    results.push({ kind: 'claim', ...(await checkClaim(bench.policy, catalog, claim)) });
  }
  return results;
}

async function runExample(bench: TestBench, test: PolicyTest): Promise<PolicyTestFailure[]> {
  const events = test.events ?? [];
  if (test.expect.in_any_order !== true) return runInOrder(bench, test, events, null);
  if (events.length > MOST_EVENTS_IN_ANY_ORDER) {
    const expected = `at most ${MOST_EVENTS_IN_ANY_ORDER} events with in_any_order`;
    return [{ what: 'in_any_order', expected, got: `${events.length} events`, when: null, trace: [] }];
  }
  for (const order of ordersOf(events)) {
    const failures = await runInOrder(bench, test, order, order.map(inWords).join(', then '));
    // One order that goes wrong explains more than seven hundred.
    if (failures.length > 0) return failures;
  }
  return [];
}

async function runInOrder(
  bench: TestBench,
  test: PolicyTest,
  events: readonly TestEvent[],
  when: string | null,
): Promise<PolicyTestFailure[]> {
  const subject: TestSubject = await startSubject(bench, { ...test.given });
  for (const event of events) await happen(bench, subject, event);
  const trace = subject.decision?.trace ?? [];
  return checkExpectation(test.expect, subject, bench.policy.effective).map((mismatch) => ({
    ...mismatch,
    when,
    trace,
  }));
}

function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, first] of items.entries()) {
    for (const rest of ordersOf(items.toSpliced(i, 1))) yield [first, ...rest];
  }
}

function inWords(event: TestEvent): string {
  if (typeof event === 'string') return event;
  if ('joined' in event) return `joined ${event.joined}`;
  if ('left' in event) return `left ${event.left}`;
  if ('role_set' in event) return `role set to ${event.role_set}`;
  const changes = Object.entries(event.changed).map(([name, value]) => `${name} to ${quoted(value)}`);
  return `changed ${changes.join(' and ')}`;
}
