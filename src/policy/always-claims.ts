import type { Catalog } from '../generated/catalog.ts';
import type { AlwaysClaim } from '../generated/policy-test.ts';
import type { CompiledPolicy } from './compile.ts';
import { listed } from './finding.ts';
import type { PolicyTestFailure } from './policy-test-result.ts';
import { personInWords } from './proof/breaking-person.ts';
import { counterexampleTest } from './proof/counterexample-test.ts';
import { proveClaim, type Proof } from './proof/prove-claim.ts';

/**
 * Proves that nobody who is active in the directory can have all that a claim names. A claim that fails says who breaks
 * it, with a test to paste; or that it can be neither proved nor broken, and why.
 */
export async function checkClaim(
  policy: CompiledPolicy,
  catalog: Catalog,
  claim: AlwaysClaim,
): Promise<{ name: string; failures: PolicyTestFailure[] }> {
  const name = claimInWords(claim);
  const proof = await proveClaim(policy, catalog, claim);
  return { name, failures: await failuresOf(policy, catalog, name, proof) };
}

/** `nobody has employee_type contractor and role admin`. */
export function claimInWords({ nobody }: AlwaysClaim): string {
  const { set_by_hand, ...rest } = nobody;
  const has = Object.entries(rest).map(([what, value]) => `${what} ${String(value)}`);
  const beside = { true: ['a role set by hand'], false: ['no role set by hand'] }[String(set_by_hand)] ?? [];
  return `nobody has ${[...has, ...beside].join(' and ')}`;
}

async function failuresOf(
  policy: CompiledPolicy,
  catalog: Catalog,
  name: string,
  proof: Proof,
): Promise<PolicyTestFailure[]> {
  switch (proof.is) {
    case 'proved':
      return [];
    case 'broken': {
      const { decision } = proof.by;
      const role = decision.outcome === 'active' ? decision.role : decision.outcome;
      const asTest = await counterexampleTest(policy, catalog, name, proof.by);
      const failure: PolicyTestFailure = {
        what: 'nobody',
        expected: name,
        got: `role ${role}`,
        when: personInWords(proof.by),
        trace: [...decision.trace],
      };
      return [asTest === null ? failure : { ...failure, asTest }];
    }
    case 'open': {
      const about = listed(proof.about, 'and');
      const got = `neither proved nor broken: whether there is such a value of ${about} is not known`;
      return [{ what: 'proof', expected: name, got, when: null, trace: [] }];
    }
    case 'too_many': {
      const got = `too many combinations, narrowed to ${listed(proof.narrowedTo, 'and')}`;
      return [{ what: 'combinations', expected: name, got, when: null, trace: [] }];
    }
  }
}
