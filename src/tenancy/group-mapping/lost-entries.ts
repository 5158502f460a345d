import type { GroupMapping } from '../../generated/policy.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { fold } from '../../policy/fold.ts';
import type { CompiledPolicy } from '../../policy/compile.ts';
import type { FoundGroup } from '../../store/groups-read.ts';

/** An entry of `groups.map` that no group matches. */
export interface LostEntry {
  place: number;
  entry: GroupMapping;
  /** The group that it meant: renamed since, or made anew with another id. Null: none is known. */
  now: FoundGroup | null;
}

/**
 * The entries that no group matches, each with the group that had its name. Of several the oldest group counts, and none
 * that the policy maps already.
 */
export function lostEntries(
  { effective, matchGroups }: Pick<CompiledPolicy, 'effective' | 'matchGroups'>,
  groups: readonly FoundGroup[],
): LostEntry[] {
  const { map, match_by } = effective.groups;
  const found = new Set(matchGroups(groups).map(({ place }) => place));
  if (map.every((_, place) => found.has(place))) return [];
  const byName = new Map<string, FoundGroup>();
  for (const group of groups) {
    if (matchGroups([group]).length > 0) continue;
    for (const name of namesOf(group, match_by)) if (!byName.has(name)) byName.set(name, group);
  }
  return map.flatMap((entry, place) => {
    if (found.has(place)) return [];
    const now = (entry.name === undefined ? undefined : byName.get(fold(entry.name.trim()))) ?? null;
    return [{ place, entry, now }];
  });
}

/** Where ids count, a group of the same name and another id may be the one that was meant, too. */
function namesOf(
  { name, formerNames }: FoundGroup,
  matchBy: EffectivePolicy['groups']['match_by'],
): string[] {
  const names = matchBy === 'id' && name !== null ? [name, ...formerNames] : formerNames;
  return names.map((each) => fold(each.trim()));
}
