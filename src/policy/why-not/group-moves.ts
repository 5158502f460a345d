import type { PersonFacts, PersonGroup } from '../../domain/decision.ts';
import type { CompiledPolicy } from '../compile.ts';
import { fold } from '../fold.ts';
import type { ProofLeaf } from '../proof/condition-tree.ts';
import { textsOf } from '../proof/text-cases.ts';
import type { NamedGroup, PersonMove } from './move.ts';

/**
 * The groups that a policy names and that the person could join, and those of theirs that they could leave, in the order
 * of the policy.
 *
 * @param leaves all comparisons of groups
 */
export function groupMoves(
  policy: CompiledPolicy,
  facts: PersonFacts,
  { leaves, at }: { leaves: readonly ProofLeaf[]; at: (leaf: ProofLeaf) => string | null },
): PersonMove[] {
  const { map, match_by } = policy.effective.groups;
  const isIn = (group: PersonGroup): boolean =>
    facts.groups.some(
      ({ sourceId, externalId, name }) =>
        sourceId === group.sourceId ||
        externalId === group.sourceId ||
        (group.name !== null && name !== null && fold(name) === fold(group.name)),
    );
  const mapped = map.map(({ id, name }, place) => ({
    group: { sourceId: id ?? name ?? '', externalId: null, name: name ?? null },
    at: `/groups/map/${place}`,
  }));
  const named = leaves.flatMap((leaf) =>
    textsOf(leaf.operand).map((text) => ({
      group: { sourceId: text, externalId: null, name: text },
      at: at(leaf),
    })),
  );
  const joined = new Set<string>();
  const joins = [...mapped, ...named].flatMap(({ group, at: pointer }): PersonMove[] => {
    const key = fold(match_by === 'id' ? group.sourceId : (group.name ?? group.sourceId));
    if (group.sourceId === '' || joined.has(key) || isIn(group)) return [];
    joined.add(key);
    return [
      {
        change: { kind: 'join_group', group: asNamed(group), others: [] },
        reach: 'directory',
        slot: `group ${key}`,
        at: pointer,
        apply: (known) => ({ ...known, groups: [...known.groups, group] }),
      },
    ];
  });
  const leavings = [...facts.groups]
    .sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1))
    .map((group): PersonMove => {
      const place = policy.matchGroups([group])[0]?.place;
      const naming = leaves.find(({ operand }) =>
        textsOf(operand).some((text) =>
          [group.sourceId, group.externalId, group.name].some(
            (name) => name !== null && fold(name) === fold(text),
          ),
        ),
      );
      return {
        change: { kind: 'leave_group', group: asNamed(group) },
        reach: 'directory',
        slot: `group ${group.sourceId}`,
        at: place === undefined ? (naming ? at(naming) : null) : `/groups/map/${place}`,
        apply: (known) => ({
          ...known,
          groups: known.groups.filter(({ sourceId }) => sourceId !== group.sourceId),
        }),
      };
    });
  return [...joins, ...leavings];
}

function asNamed({ sourceId, name }: PersonGroup): NamedGroup {
  return { id: sourceId, name };
}
