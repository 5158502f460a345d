import type { PersonGroup } from '../domain/decision.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { AlwaysClaim } from '../generated/policy-test.ts';
import { claimDimensions, namesOf, type Choice } from './claim-cases.ts';
import type { CompiledPolicy } from './compile.ts';
import { MEMBERSHIPS, type Known, type Subject } from './conditions.ts';
import { fold } from './fold.ts';
import { compileComparison, toMemberships, type Comparable } from './operators.ts';
import { recallVerdict } from './recall-verdict.ts';
import type { PolicyTestFailure } from './policy-test-result.ts';
import type { Verdict } from './verdict.ts';

/** More combinations take too long for a check that runs at every commit. */
const MOST_COMBINATIONS = 50_000;

/**
 * Checks that nobody who is active in the directory can have all that a claim names, over every combination of mapped
 * groups and values that the policy tells apart. Roles set by hand are not the policy's doing and are left out.
 */
export async function checkClaim(
  policy: CompiledPolicy,
  catalog: Catalog,
  { nobody }: AlwaysClaim,
): Promise<{ name: string; failures: PolicyTestFailure[] }> {
  const name = `nobody has ${Object.entries(nobody)
    .map(([what, value]) => `${what} ${String(value)}`)
    .join(' and ')}`;
  const { role, ...attributes } = nobody;
  const claimed = new Map(
    Object.entries(attributes).map(([attribute, value]) => [
      attribute,
      { value, holds: compileComparison('equals', value, false) },
    ]),
  );
  const dimensions = claimDimensions(policy, catalog, claimed);
  const count = dimensions.reduce((product, { choices }) => product * choices.length, 1);
  if (count > MOST_COMBINATIONS) {
    const widest = dimensions.sort((a, b) => b.choices.length - a.choices.length).slice(0, 3);
    const got = `${count} combinations, most of them of ${widest.map((dimension) => dimension.name).join(', ')}`;
    const failure = {
      what: 'combinations',
      expected: `at most ${MOST_COMBINATIONS}`,
      got,
      when: null,
      trace: [],
    };
    return { name, failures: [failure] };
  }
  for (let i = 0; i < count; i++) {
    const chosen = choose(dimensions, i);
    const known = toKnown(chosen);
    const hasAll = [...claimed].every(([attribute, { holds }]) =>
      holds(known.get(`attribute:${attribute}`) ?? null),
    );
    if (!hasAll) continue;
    const account = chosen.find((choice) => choice.account !== 'none')?.account ?? 'none';
    const verdict = await recallVerdict(policy, {
      active: true,
      known,
      mapped: policy.matchGroups(groupsOf(chosen)),
      manualRole: null,
      promotedRole: null,
      account: { is: account, role: null },
    });
    const got = roleOf(verdict);
    // Without a role, the claim is about whoever has access.
    const isMeant =
      role === undefined ? verdict.outcome === 'active' : got !== null && fold(String(role)) === fold(got);
    if (!isMeant) continue;
    const when = chosen.flatMap(({ says }) => says ?? []).join(', ');
    return {
      name,
      failures: [
        { what: 'nobody', expected: name, got: `role ${got ?? 'none'}`, when, trace: [...verdict.steps] },
      ],
    };
  }
  return { name, failures: [] };
}

/** The role that a verdict gives; `no_access` counts as one, null is nothing that Rollcall says. */
function roleOf(verdict: Verdict): string | null {
  if (verdict.outcome === 'active') return verdict.role;
  return verdict.outcome === 'no_access' ? 'no_access' : null;
}

/** The combination with this number. */
function choose(dimensions: readonly { choices: readonly Choice[] }[], number: number): Choice[] {
  let rest = number;
  return dimensions.flatMap(({ choices }) => {
    const choice = choices[rest % choices.length];
    rest = Math.floor(rest / choices.length);
    return choice ?? [];
  });
}

function groupsOf(chosen: readonly Choice[]): PersonGroup[] {
  return chosen.flatMap((choice) => choice.groups);
}

function toKnown(chosen: readonly Choice[]): Known {
  const groups = groupsOf(chosen);
  return new Map<Subject, Comparable | null>([
    ...chosen.flatMap((choice) => choice.known),
    ['fact:groups', namesOf(groups)],
    [MEMBERSHIPS, toMemberships(groups)],
  ]);
}
