import { canonicalJson } from '../../domain/canonical-json.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { GroupMappingEdit } from '../../generated/api.ts';
import type { GroupMapping } from '../../generated/policy.ts';
import { compileGroupMatcher, type GroupMatcher } from '../../policy/group-mapping.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { NamedGroup } from '../../store/groups-read.ts';
import { givenByEntries, type GivenByGroup } from './given-by-entries.ts';

/** A group that is edited, as it is now. */
export interface EditedGroup {
  group: NamedGroup;
  edit: GroupMappingEdit;
}

/**
 * Where one entry is about two groups, as of one name in two directories, they give the same.
 *
 * @param map as it would be
 * @throws RollcallError invalid_request: groups that share an entry are to give different things
 */
export function refuseOneEntryForTwo(
  edited: readonly EditedGroup[],
  map: readonly GroupMapping[],
  { effective, compiled }: ActivePolicy,
): void {
  const match = compileGroupMatcher({ ...effective.groups, map: [...map] });
  for (const { group, edit } of edited) {
    const matched = match([toPersonGroup(group)]);
    const asked = givenByEntries(compiled, [{ place: 0, groups: [], ...edit }]);
    if (isSame(givenByEntries(compiled, matched), asked)) continue;
    const places = new Set(matched.map(({ place }) => place));
    const other = edited.find((each) => each.edit !== edit && shares(match, each, places));
    const name = group.name ?? group.source_id;
    const what =
      other === undefined
        ? `the group ${name} would give something else than it is to give`
        : `the groups ${name} and ${other.group.name ?? other.group.source_id} share an entry of the policy, and are to give different things`;
    throw new RollcallError(
      'invalid_request',
      `Nothing was changed: ${what}. Let all groups of one ${effective.groups.match_by} give the same.`,
      { details: { groups: [group.id, ...(other === undefined ? [] : [other.group.id])] } },
    );
  }
}

function shares(match: GroupMatcher, { group }: EditedGroup, places: ReadonlySet<number>): boolean {
  return match([toPersonGroup(group)]).some(({ place }) => places.has(place));
}

function isSame(a: GivenByGroup, b: GivenByGroup): boolean {
  return canonicalJson(inOrder(a)) === canonicalJson(inOrder(b));
}

function inOrder({ role, workspaces }: GivenByGroup): GivenByGroup {
  return { role, workspaces: workspaces.toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

function toPersonGroup({ source_id: sourceId, external_id: externalId, name }: EditedGroup['group']) {
  return { sourceId, externalId, name };
}
