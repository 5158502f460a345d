import type { PersonGroup } from '../../domain/decision.ts';
import type { CompiledPolicy } from '../compile.ts';
import { MEMBERSHIPS } from '../conditions.ts';
import { fold } from '../fold.ts';
import { toComparable, toMemberships } from '../operators.ts';
import type { ProofLeaf } from './condition-tree.ts';
import { bitsOf, distinct, isNegative, textCases, textsOf, type Holds } from './text-cases.ts';

/** What a person's groups come to: the roles that they give, and which comparisons hold of them. */
export interface GroupsCase {
  /** As few groups as it takes. */
  groups: readonly PersonGroup[];
  /** As a test names them; null if a test cannot. */
  written: readonly string[] | null;
  holds: Holds;
  /** False if it is not known whether groups can be called so. */
  isKnown: boolean;
}

/** More than these are not gone through. */
const MOST_STATES = 20_000;

interface GroupKind {
  /** As a test names it; null if a test cannot. */
  written: string | null;
  fact: PersonGroup;
  holds: Holds;
  isKnown: boolean;
  /** The places in `groups.map`, in their order. */
  places: readonly number[];
}

/**
 * Every case of a person's groups, found by adding one group after another and keeping one of those that come to the
 * same: so sixty groups that give four roles are a few cases, not two to the sixtieth. Groups are taken to be called
 * as the policy calls them. Null where there are too many.
 * @param leaves the comparisons of groups that matter
 */
export function groupCases(policy: CompiledPolicy, leaves: readonly ProofLeaf[]): GroupsCase[] | null {
  const kinds = groupKinds(policy, leaves);
  if (kinds === null) return null;
  const { map } = policy.effective.groups;
  const roleAt = (place: number): string | null => {
    const role = map[place]?.role;
    return role === undefined || policy.neverGranted.has(role) ? null : role;
  };
  const none: State = { kinds: [], firstPlaces: new Map(), holds: holdsOf(leaves, []) };
  // Of groups that are in one place each, and come in the order of the list, the order of the roles is enough.
  const needsPlaces = kinds.some(({ places }) => places.length > 1);
  const keyOf = (state: State): string => stateKey(policy, leaves, state, needsPlaces);
  let states = new Map([[keyOf(none), none]]);
  for (const kind of kinds) {
    const next = new Map(states);
    for (const state of states.values()) {
      const firstPlaces = new Map(state.firstPlaces);
      for (const place of kind.places) {
        const role = roleAt(place);
        if (role !== null) firstPlaces.set(role, Math.min(place, firstPlaces.get(role) ?? Infinity));
      }
      const holds = state.kinds.length === 0 ? kind.holds : join(leaves, state.holds, kind.holds);
      const joined = { kinds: [...state.kinds, kind], firstPlaces, holds };
      const key = keyOf(joined);
      const had = next.get(key);
      if (!had || costOf(had) > costOf(joined)) next.set(key, joined);
    }
    states = next;
    if (states.size > MOST_STATES) return null;
  }
  return [...states.values()].map(({ kinds: chosen, holds }) => {
    const written = chosen.flatMap((kind) => kind.written ?? []);
    return {
      groups: chosen.map(({ fact }) => fact),
      written: written.length === chosen.length ? written : null,
      holds,
      isKnown: chosen.every(({ isKnown }) => isKnown),
    };
  });
}

interface State {
  kinds: readonly GroupKind[];
  /** Where in the list each role is first given. */
  firstPlaces: ReadonlyMap<string, number>;
  holds: Holds;
}

/** Groups that a test cannot name are a last resort. */
function costOf({ kinds }: State): number {
  return kinds.reduce((cost, { written }) => cost + (written === null ? 10 : 1), 0);
}

/** The order of roles matters where the first in the list wins; else only which there are. */
function stateKey(
  policy: CompiledPolicy,
  leaves: readonly ProofLeaf[],
  state: State,
  needsPlaces: boolean,
): string {
  const isListed = policy.effective.groups.precedence === 'listed';
  const roles = isListed
    ? [...state.firstPlaces]
        .sort(([, a], [, b]) => a - b)
        .map(([role, place]) => (needsPlaces ? `${role}@${place}` : role))
    : [...state.firstPlaces.keys()].sort();
  const isKnown = state.kinds.every((kind) => kind.isKnown);
  return JSON.stringify([roles, bitsOf(leaves, state.holds), isKnown]);
}

function groupKinds(policy: CompiledPolicy, leaves: readonly ProofLeaf[]): GroupKind[] | null {
  const { map, match_by } = policy.effective.groups;
  const toKind = (written: string | null, fact: PersonGroup): GroupKind => ({
    written,
    fact,
    holds: holdsOf(leaves, [fact]),
    isKnown: true,
    places: policy.matchGroups([fact]).map(({ place }) => place),
  });
  const mapped = map.map((entry) => {
    const { id, name } = entry;
    const isNamed =
      name !== undefined &&
      map.find((each) => each.name !== undefined && fold(each.name) === fold(name)) === entry &&
      !map.some((each) => each.id === name);
    const sourceId = id ?? `test group ${fold(name ?? '')}`;
    return toKind(isNamed ? name : (id ?? null), { sourceId, externalId: null, name: name ?? null });
  });
  const sameGroup = ({ places, holds }: GroupKind): string =>
    JSON.stringify([rolesAt(policy, places), bitsOf(leaves, holds)]);
  if (leaves.length === 0) return distinct(mapped, sameGroup);
  const operands = leaves.flatMap(({ operand }) => textsOf(operand));
  const named = textCases(
    leaves.filter(({ subject }) => subject !== MEMBERSHIPS),
    operands,
    true,
  );
  if (named === null) return null;
  const mappedNames = new Set(map.flatMap(({ id, name }) => [id, name && fold(name)]));
  const texts = [...operands, ...named.flatMap(({ text }) => text ?? []), 'another group'];
  const unmapped = texts
    .filter((text) => !mappedNames.has(text) && !mappedNames.has(fold(text)))
    .map((text) => toKind(text, { sourceId: `test group ${fold(text)}`, externalId: null, name: text }));
  // Groups that a test cannot name: a second one of the same name, and one that is called otherwise today.
  const unwritten = [
    ...operands.flatMap((text) => [
      toKind(null, { sourceId: `another ${text}`, externalId: null, name: text }),
      toKind(null, { sourceId: text, externalId: null, name: null }),
    ]),
    ...map.map(({ id, name }) =>
      toKind(null, {
        sourceId: match_by === 'id' ? (id ?? 'renamed') : `another ${name ?? ''}`,
        externalId: null,
        name: match_by === 'id' ? null : (name ?? null),
      }),
    ),
  ];
  const unknown = named
    .filter(({ text }) => text === null)
    .map(({ holds }): GroupKind => {
      const fact = { sourceId: 'unknown', externalId: null, name: 'unknown' };
      const all = new Map(leaves.map((leaf) => [leaf, holds.get(leaf) ?? false]));
      return { written: null, fact, holds: all, isKnown: false, places: [] };
    });
  return distinct([...mapped, ...unmapped, ...unwritten, ...unknown], sameGroup).sort(
    (a, b) => (a.places[0] ?? Infinity) - (b.places[0] ?? Infinity) || 0,
  );
}

/** What makes two groups the same; with `listed`, only groups that give the same role are, the first of them. */
function rolesAt({ effective, neverGranted }: CompiledPolicy, places: readonly number[]): unknown[] {
  const { map } = effective.groups;
  const roles = places.map((place) => map[place]?.role).filter((role) => role !== undefined);
  const counting = roles.filter((role) => !neverGranted.has(role));
  return effective.groups.precedence === 'listed'
    ? [counting, places.length > 1 ? places : places[0]]
    : [...new Set(counting)].sort();
}

function holdsOf(leaves: readonly ProofLeaf[], groups: readonly PersonGroup[]): Holds {
  const names = toComparable(
    groups.flatMap(({ name, externalId, sourceId }) => [name, externalId, sourceId]),
  );
  const memberships = toMemberships(groups);
  return new Map(
    leaves.map((leaf) => [leaf, leaf.matches(leaf.subject === MEMBERSHIPS ? memberships : names)]),
  );
}

/** Of several groups, any may be meant; `not_*` wants none to be. */
function join(leaves: readonly ProofLeaf[], a: Holds, b: Holds): Holds {
  return new Map(
    leaves.map((leaf) => {
      const [one, other] = [a.get(leaf) === true, b.get(leaf) === true];
      return [leaf, isNegative(leaf.operator) ? one && other : one || other];
    }),
  );
}
