import { RollcallError } from '../domain/rollcall-error.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import type { AlwaysClaim, PolicyTest, PolicyTests } from '../generated/policy-test.ts';
import { checkClaim } from '../policy/always-claims.ts';
import { mergeWithDefault } from '../policy/effective-policy.ts';
import { createBench, type Bench } from './bench.ts';
import { isWithin } from './decidable.ts';
import { flipsOf, type Flip } from './flips.ts';
import { runExample } from './run-example.ts';
import type { RanTest } from './run-policy-tests.ts';

/** A policy that has more is told of so many, always the same. */
const MOST_FLIPS = 2_000;

export interface Unnoticed {
  /** How many flips were tried. */
  tried: number;
  /** Whether there are more than that. */
  isCutOff: boolean;
  /** Those that leave every test as it is, in the order of the policy. */
  unnoticed: Pick<Flip, 'at' | 'says'>[];
}

interface Tested {
  tests: PolicyTests;
  document: PolicyDocument;
  defaultDocument: PolicyDocument;
  catalog: Catalog;
  /** What came of the tests without any flip: all of them hold. */
  ran: readonly RanTest[];
  /** Awaited again and again; what it throws ends the search. */
  pause?: (() => Promise<void>) | undefined;
}

/**
 * Flips each line of a policy in turn, and finds the flips that no test notices. The tests that went by the line are asked
 * first, so that nearly every flip costs one test. Deterministic; a flip that the policy's own check would refuse is none.
 */
export async function findUnnoticed(tested: Tested): Promise<Unnoticed> {
  const { document, defaultDocument, catalog, ran } = tested;
  const namedGroups = mergeWithDefault(document, defaultDocument).groups.map;
  const examples = tested.tests.tests ?? [];
  const decidedBy = new Map(
    ran.filter(({ kind }) => kind === 'example').map(({ name, decided }) => [name, decided]),
  );
  const result: Unnoticed = { tried: 0, isCutOff: false, unnoticed: [] };
  for (const { at, says, document: flipped } of flipsOf(document, catalog)) {
    if (result.tried >= MOST_FLIPS) return { ...result, isCutOff: true };
    await tested.pause?.();
    const bench = benchOf(flipped, tested, namedGroups);
    if (bench === null) continue;
    result.tried += 1;
    const near = (test: PolicyTest): boolean =>
      [...(decidedBy.get(test.name) ?? [])].some((place) => isWithin(at, place) || isWithin(place, at));
    const inOrder = [...examples.filter(near), ...examples.filter((test) => !near(test))];
    const isNoticed =
      (await someExampleFails(bench, inOrder)) ||
      (await someClaimFails(bench, catalog, tested.tests.always ?? []));
    if (!isNoticed) result.unnoticed.push({ at, says });
  }
  return result;
}

function benchOf(
  flipped: PolicyDocument,
  { defaultDocument, catalog, pause }: Tested,
  namedGroups: Bench['namedGroups'],
): Bench | null {
  try {
    return { ...createBench(mergeWithDefault(flipped, defaultDocument), catalog, namedGroups), pause };
  } catch (fault) {
    if (fault instanceof RollcallError && fault.code === 'policy_invalid') return null;
    throw fault;
  }
}

async function someExampleFails(bench: Bench, tests: readonly PolicyTest[]): Promise<boolean> {
  for (const test of tests) if ((await runExample(bench, test)).failures.length > 0) return true;
  return false;
}

async function someClaimFails(
  bench: Bench,
  catalog: Catalog,
  claims: readonly AlwaysClaim[],
): Promise<boolean> {
  for (const claim of claims) {
    await bench.pause?.();
    if ((await checkClaim(bench.policy, catalog, claim)).failures.length > 0) return true;
  }
  return false;
}
