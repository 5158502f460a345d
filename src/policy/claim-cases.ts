import type { PersonGroup } from '../domain/decision.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { CompiledPolicy } from './compile.ts';
import { MEMBERSHIPS, type Leaf, type Subject } from './conditions.ts';
import type { AccountState } from './known-facts.ts';
import { toComparable, toMemberships, type Comparable, type Comparison } from './operators.ts';

/** One thing that people can differ in, with one value for each way in which the policy tells them apart. */
export interface Dimension {
  name: string;
  choices: Choice[];
}

export interface Choice {
  /** For the person who reads of a broken claim; null if there is nothing to say. */
  says: string | null;
  known: [Subject, Comparable | null][];
  groups: PersonGroup[];
  account: AccountState['is'];
}

/** Texts that a condition may want at the beginning and at the end of one value. */
const MOST_CANDIDATES = 400;

/**
 * Everything in which two people can differ as far as a policy and a claim can tell. Values that all comparisons treat
 * alike are one; so a list of fifty countries is two choices and "no country", and the combinations stay few. What a
 * regular expression matches is not guessed: only the values that are named somewhere are tried on it.
 * @param claimed the comparisons of the claim, by attribute
 */
export function claimDimensions(
  policy: CompiledPolicy,
  catalog: Catalog,
  claimed: ReadonlyMap<string, { value: unknown; holds: Comparison }>,
): Dimension[] {
  const leaves = policy.conditions.leaves;
  const attributes = new Set([
    ...claimed.keys(),
    ...leaves.flatMap(({ subject }) => (subject.startsWith('attribute:') ? [subject.slice(10)] : [])),
  ]);
  const dimensions = [...attributes].sort().map((name): Dimension => {
    const subject: Subject = `attribute:${name}`;
    const own = leaves.filter((leaf) => leaf.subject === subject);
    const claim = claimed.get(name);
    const tests = [...own.map((leaf) => leaf.matches), ...(claim ? [claim.holds] : [])];
    const values = [null, ...candidateValues(own, claim?.value, catalog.attributes?.[name])];
    const choices = distinct(values, (value) => signature(tests, toComparable(value))).map((value) => ({
      ...NOTHING,
      says: value === null ? `no ${name}` : `${name} ${value.toString()}`,
      known: [[subject, toComparable(value)]] as Choice['known'],
    }));
    return { name, choices };
  });
  return [...dimensions, ...groupDimensions(policy), ...factDimensions(leaves)].filter(
    ({ choices }) => choices.length > 0,
  );
}

const NOTHING: Choice = { says: null, known: [], groups: [], account: 'none' };

/** Each kind of group is in or out; groups that give the same role and that no condition tells apart are one kind. */
function groupDimensions({ effective, conditions }: CompiledPolicy): Dimension[] {
  const about = conditions.leaves.filter(
    ({ subject }) => subject === 'fact:groups' || subject === MEMBERSHIPS,
  );
  const mapped = effective.groups.map.map(({ id, name, role }) => ({
    group: { sourceId: id ?? `group ${name ?? ''}`, externalId: null, name: name ?? null },
    role: role ?? null,
  }));
  const named = about
    .flatMap(({ operand }) => textsOf(operand))
    .map((text) => ({
      group: { sourceId: text, externalId: null, name: text },
      role: null,
    }));
  const signatureOf = (group: PersonGroup): string =>
    about
      .map(({ subject, matches }) =>
        matches(subject === MEMBERSHIPS ? toMemberships([group]) : namesOf([group])) ? '1' : '0',
      )
      .join('');
  const kinds = distinct([...mapped, ...named], ({ group, role }) => `${role ?? ''} ${signatureOf(group)}`);
  return kinds.map(({ group }) => {
    const name = group.name ?? group.sourceId;
    return { name, choices: [NOTHING, { ...NOTHING, says: `in the group ${name}`, groups: [group] }] };
  });
}

/** What `fact: groups` compares. */
export function namesOf(groups: readonly PersonGroup[]): Comparable | null {
  return toComparable(groups.flatMap(({ name, sourceId }) => [name, sourceId]));
}

function factDimensions(leaves: readonly Leaf[]): Dimension[] {
  const isNamed = (subject: Subject): boolean => leaves.some((leaf) => leaf.subject === subject);
  const fact = (subject: Subject, name: string, values: (string | boolean)[]): Dimension => ({
    name,
    choices: isNamed(subject)
      ? values.map((value) => ({
          ...NOTHING,
          says: `${name} ${String(value)}`,
          known: [[subject, toComparable(value)]],
        }))
      : [],
  });
  const accounts: AccountState['is'][] = isNamed('fact:event') ? ['none', 'active', 'gone'] : [];
  return [
    fact('fact:source', 'source', ['workos', 'scim', 'import']),
    fact('fact:is_last_admin', 'is_last_admin', [false, true]),
    fact('fact:status', 'status', ['active']),
    {
      name: 'account',
      choices: accounts.map((account) => ({
        ...NOTHING,
        says: account === 'none' ? 'no account yet' : null,
        account,
      })),
    },
  ];
}

type Value = string | number | boolean | string[];

function candidateValues(
  leaves: readonly Leaf[],
  claimed: unknown,
  known: NonNullable<Catalog['attributes']>[string],
): Value[] {
  if (known?.type === 'boolean') return [true, false];
  // A value that the catalog does not list counts as missing.
  if (known?.values && known.type === 'text') return known.values;
  const operands = (operator: string): string[] =>
    leaves.filter((leaf) => leaf.operator.endsWith(`.${operator}`)).flatMap((leaf) => textsOf(leaf.operand));
  const named = [...leaves.flatMap((leaf) => textsOf(leaf.operand)), ...textsOf(claimed)];
  const bounds = [...operands('greater_than'), ...operands('less_than')].flatMap(aroundBound);
  const edges = operands('starts_with').flatMap((start) =>
    [...operands('contains'), ''].flatMap((middle) =>
      [...operands('ends_with'), ''].map((end) => start + middle + end),
    ),
  );
  const texts = [...named, ...bounds, ...edges.slice(0, MOST_CANDIDATES), 'something else'];
  return known?.type === 'list' ? [...texts.map((text) => [text]), named] : texts;
}

/** A value below, at and above a bound. */
function aroundBound(bound: string): string[] {
  const number = Number(bound);
  if (bound.trim() !== '' && Number.isFinite(number)) return [String(number - 1), String(number + 1)];
  const time = Date.parse(bound);
  return Number.isNaN(time) ? [] : [-1, 1].map((days) => new Date(time + days * 86_400_000).toISOString());
}

function textsOf(operand: unknown): string[] {
  if (Array.isArray(operand)) return operand.flatMap(textsOf);
  return typeof operand === 'string' || typeof operand === 'number' ? [String(operand)] : [];
}

function signature(tests: readonly Comparison[], value: Comparable | null): string {
  return tests.map((holds) => (holds(value) ? '1' : '0')).join('');
}

/** The first of those that have the same key. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}
