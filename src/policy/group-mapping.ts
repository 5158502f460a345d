import type { PersonGroup, WorkspaceGrant } from '../domain/decision.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { fold } from './fold.ts';

/** An entry of `groups.map` that a person's groups match. */
export interface MatchedMapping {
  /** Its place in the list. */
  place: number;
  /** The person's groups behind it, as the directory names them today, sorted. */
  groups: string[];
  role: string | null;
  workspaces: readonly WorkspaceGrant[];
}

/** Finds the entries that a person's groups match, in the order of the list, whatever the order of the groups. */
export type GroupMatcher = (groups: readonly PersonGroup[]) => MatchedMapping[];

/**
 * Compiles `groups.map` to a look-up. An entry's `id` is the identity provider's or the source's id of the group,
 * compared exactly; with `match_by: name` its name counts, without case.
 */
export function compileGroupMatcher({ map, match_by }: EffectivePolicy['groups']): GroupMatcher {
  const places = new Map<string, number[]>();
  for (const [place, { id, name }] of map.entries()) {
    const key = match_by === 'id' ? id?.trim() : name && fold(name.trim());
    if (key) places.set(key, [...(places.get(key) ?? []), place]);
  }
  return (groups) => {
    const found = new Map<number, Set<string>>();
    for (const group of groups) {
      const keys = match_by === 'id' ? [group.sourceId, group.externalId] : [group.name && fold(group.name)];
      for (const place of keys.flatMap((key) => (key ? (places.get(key.trim()) ?? []) : []))) {
        const name = group.name ?? group.externalId ?? map[place]?.name ?? group.sourceId;
        found.set(place, (found.get(place) ?? new Set()).add(name));
      }
    }
    return [...found]
      .sort(([a], [b]) => a - b)
      .map(([place, names]) => ({
        place,
        groups: [...names].sort(),
        role: map[place]?.role ?? null,
        workspaces: map[place]?.workspaces ?? [],
      }));
  };
}
