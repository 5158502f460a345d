import type { Catalog } from '../generated/catalog.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { locateIn } from '../policy/locate.ts';
import { parsePolicyTests } from '../policy/parse-policy-tests.ts';
import { readYaml } from '../policy/read-yaml.ts';
import { itemsAt } from '../policy/source-node.ts';
import { coverLines } from './coverage.ts';
import { findUnnoticed } from './find-unnoticed.ts';
import { runPolicyTests } from './run-policy-tests.ts';
import type { LocatedTest, TestedFile } from './tested-file.ts';

interface NamedText {
  /** As diagnostics and places call it. */
  file: string;
  text: string;
}

/** A policy without errors, and what it is read against. */
export interface TestedPolicy extends NamedText {
  document: PolicyDocument;
  effective: EffectivePolicy;
  catalog: Catalog;
  defaultDocument: PolicyDocument;
  defaultPolicy: NamedText;
}

export interface TestsWanted {
  /** Whether to say which lines of the policy no test went by. */
  coverage: boolean;
  /** Whether to look for flips of the policy that no test notices. */
  mutate: boolean;
  /** Awaited again and again; what it throws ends the tests. Absent: they run through. */
  pause?: (() => Promise<void>) | undefined;
}

/**
 * Runs the tests in one text, whether a command or a request brings it. Tests with errors are not run: `diagnostics` say
 * what is wrong with them.
 */
export async function testPolicyFile(
  { file, text }: NamedText,
  policy: TestedPolicy,
  { coverage, mutate, pause }: TestsWanted,
): Promise<TestedFile> {
  const { document, effective, catalog, defaultDocument } = policy;
  const { tests, diagnostics } = parsePolicyTests(text, file, { catalog, policy: effective });
  const result: TestedFile = {
    file,
    text,
    diagnostics,
    policyFile: policy.file,
    results: [],
    coverage: null,
    flips: null,
  };
  if (tests === null) return result;
  const ran = await runPolicyTests(tests, effective, catalog, pause);
  const lines = linesOfTests(text);
  const placeOf = placesIn(policy);
  result.results = ran.map((test, i) => ({ ...test, line: lines[i] ?? 1, placeOf }));
  if (coverage) {
    const decided = new Set(ran.flatMap((test) => [...test.decided]));
    result.coverage = coverLines(policy.text, document, decided);
  }
  // What a test that fails anyway notices says nothing.
  if (mutate && ran.every(({ failures }) => failures.length === 0)) {
    const tested = { tests, document, defaultDocument, catalog, ran, pause };
    const { unnoticed, ...flips } = await findUnnoticed(tested);
    result.flips = { ...flips, unnoticed: unnoticed.map(({ at, says }) => ({ says, place: placeOf(at) })) };
  }
  return result;
}

/** The lines of the examples and then of the claims, in their order. */
function linesOfTests(text: string): number[] {
  const { root, positionOf } = readYaml(text);
  return [...itemsAt(root, 'tests'), ...itemsAt(root, 'always')].map(({ at }) => positionOf(at).line);
}

/** Finds lines in the tenant's own policy, else in the default policy. */
function placesIn({ file, text, defaultPolicy }: TestedPolicy): LocatedTest['placeOf'] {
  const [own, common] = [locateIn(text), locateIn(defaultPolicy.text)];
  return (pointer) => {
    if (pointer === null) return null;
    const line = own(pointer);
    if (line !== null) return { file, line };
    const inDefault = common(pointer);
    return inDefault === null ? null : { file: defaultPolicy.file, line: inDefault };
  };
}
