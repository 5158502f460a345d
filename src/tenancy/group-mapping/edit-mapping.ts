import { canonicalJson } from '../../domain/canonical-json.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { GroupMappingEdit, GroupMappingEntry } from '../../generated/api.ts';
import type { GroupMapping } from '../../generated/policy.ts';
import { editedMap, editGroupMap, type MapEdit } from '../../policy/editing/edit-group-map.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import { readGroupNames, readGroupsById, type NamedGroup } from '../../store/groups-read.ts';
import type { Transaction } from '../../store/database.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import type { TenantRow } from '../../store/tenants.ts';
import { lostEntries, type LostEntry } from './lost-entries.ts';
import { refuseOneEntryForTwo, type EditedGroup } from './refuse-one-entry-for-two.ts';
import { refuseWhatIsNotToGive } from './refuse-what-is-not-to-give.ts';

/** A tenant's policy with another mapping of its groups, and the version that it was made from. */
export interface EditedMapping {
  yaml: string;
  over: number;
}

/** What is to become of a mapping. */
export interface MappingEdits {
  groups: readonly GroupMappingEdit[];
  /** Entries that no group matches, and that go. */
  remove?: readonly GroupMappingEntry[];
}

/**
 * The text of the policy in force, edited so that groups give what is asked for. Where several entries name a group, the
 * first is kept and the others go; who has neither a role nor a workspace has no entry. Writes nothing.
 *
 * @throws RollcallError not_found (groups that are not there, in `groups` of its details), conflict (an entry that is to go
 *   has a group by now), invalid_request (what a group may not give)
 */
export async function editMapping(
  trx: Transaction,
  tenant: TenantRow,
  policy: ActivePolicy,
  { groups, remove = [] }: MappingEdits,
): Promise<EditedMapping> {
  if (groups.length === 0 && remove.length === 0) {
    throw new RollcallError('invalid_request', 'There is nothing to change: name a group or an entry.');
  }
  refuseTwice(groups);
  const edited = await readEdited(trx, tenant.id, groups);
  const isAboutLost = remove.length > 0 || groups.some((edit) => edit.instead_of !== undefined);
  const lost = isAboutLost ? lostEntries(policy.compiled, await readGroupNames(trx, tenant.id)) : [];
  const changes = [
    ...edited.flatMap((each) => {
      refuseWhatIsNotToGive(each.edit, each.group, policy);
      return changesFor(each, policy, lost);
    }),
    ...remove.flatMap((entry) => {
      refuseFound(entry, lost, policy);
      return placesOf(entry, lost).map((place): MapEdit => ({ kind: 'remove', place }));
    }),
  ];
  const wanted = once(changes);
  const { effective } = policy;
  refuseOneEntryForTwo(edited, editedMap(effective.groups.map, wanted), policy);
  const stored = await readPolicyVersion(trx, tenant.id, policy.version);
  const text = stored.origin === 'default' ? `version: rollcall/v1\ntenant: ${tenant.slug}\n` : stored.yaml;
  return { yaml: editGroupMap(text, effective.groups, wanted), over: policy.version };
}

async function readEdited(
  trx: Transaction,
  tenantId: string,
  edits: readonly GroupMappingEdit[],
): Promise<EditedGroup[]> {
  const ids = edits.map(({ group_id }) => group_id);
  const groups = await readGroupsById(trx, tenantId, ids);
  const gone = ids.filter((id) => !groups.has(id));
  if (gone.length > 0) {
    const says =
      gone.length === 1
        ? `There is no group ${gone[0] ?? ''} any more: the directory has removed it.`
        : `${gone.length} of the groups are not there any more: the directory has removed them.`;
    throw new RollcallError('not_found', `${says} Look at the groups again.`, { details: { groups: gone } });
  }
  return edits.flatMap((edit) => {
    const group = groups.get(edit.group_id);
    return group === undefined ? [] : [{ group, edit }];
  });
}

function changesFor(
  { group, edit: { role, workspaces, instead_of } }: EditedGroup,
  { effective, compiled }: ActivePolicy,
  lost: readonly LostEntry[],
): MapEdit[] {
  const { source_id: sourceId, external_id: externalId, name } = group;
  const own = compiled.matchGroups([{ sourceId, externalId, name }]).map((matched) => matched.place);
  const taken = instead_of === undefined ? [] : placesOf(instead_of, lost);
  const [place, ...others] = [...own, ...taken];
  const gone = others.map((each): MapEdit => ({ kind: 'remove', place: each }));
  if (role === null && workspaces.length === 0) {
    return place === undefined ? [] : [{ kind: 'remove', place }, ...gone];
  }
  const { match_by, map } = effective.groups;
  const known = place === undefined ? undefined : map[place];
  const isOwn = own.length > 0;
  const entry: GroupMapping = {
    ...(known?.id === undefined || (!isOwn && match_by === 'id') ? {} : { id: known.id }),
    ...(known?.name === undefined || !isOwn ? {} : { name: known.name }),
    ...(isOwn ? {} : namesOf(group, match_by)),
    ...(role === null ? {} : { role }),
    ...(workspaces.length === 0
      ? {}
      : { workspaces: workspaces.map(({ key, role: its }) => ({ key, role: its })) }),
  };
  return [place === undefined ? { kind: 'add', entry } : { kind: 'replace', place, entry }, ...gone];
}

/** Where the lost entries are that name this. */
function placesOf({ id, name }: GroupMappingEntry, lost: readonly LostEntry[]): number[] {
  return lost
    .filter(({ entry }) => (entry.id ?? null) === id && (entry.name ?? null) === name)
    .map(({ place }) => place);
}

/** What is not there any more is gone as it was to be; what a group has by now gives something to people. */
function refuseFound(
  { id, name }: GroupMappingEntry,
  lost: readonly LostEntry[],
  { effective }: ActivePolicy,
): void {
  const places = new Set(lost.map(({ place }) => place));
  const isFound = effective.groups.map.some(
    (entry, place) => !places.has(place) && (entry.id ?? null) === id && (entry.name ?? null) === name,
  );
  if (!isFound) return;
  throw new RollcallError(
    'conflict',
    `The entry ${name ?? id ?? ''} has a group by now, so it was not taken out. Nothing was changed. Look at the groups again.`,
  );
}

/** An entry may name two groups that are both edited, alike: no entry is edited twice, and none is made twice. */
function once(changes: readonly MapEdit[]): MapEdit[] {
  const byPlace = new Map<number, MapEdit>();
  const added = new Map<string, MapEdit>();
  for (const change of changes) {
    if (change.kind === 'add') {
      added.set(canonicalJson(change.entry), change);
      continue;
    }
    const before = byPlace.get(change.place);
    if (before?.kind !== 'replace') byPlace.set(change.place, change);
  }
  return [...byPlace.values(), ...added.values()];
}

/** How a new entry finds its group, and what a reader knows it by. */
function namesOf(group: NamedGroup, matchBy: 'id' | 'name'): Pick<GroupMapping, 'id' | 'name'> {
  const label = group.name === null ? undefined : writable(group.name);
  if (matchBy === 'name') {
    if (label !== undefined && label === group.name) return { name: label };
    throw new RollcallError(
      'invalid_request',
      'The policy finds groups by name (`match_by: name`), and this group has none that can be written. Rename it at the identity provider.',
    );
  }
  // Okta through WorkOS gives the name as the identity provider's id, which a rename would change.
  const { external_id: externalId, source_id: sourceId, name } = group;
  const id = externalId !== null && externalId !== name ? externalId : sourceId;
  return { id, ...(label === undefined ? {} : { name: label }) };
}

const longestLabel = 200;

/** Without what a file of a policy may not hold; undefined where nothing is left. */
function writable(name: string): string | undefined {
  const text = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Co}\uFFFD]/gu, '')
    .trim();
  return text === '' ? undefined : text.slice(0, longestLabel).trim();
}

function refuseTwice(edits: readonly GroupMappingEdit[]): void {
  const seen = new Set<string>();
  for (const { group_id } of edits) {
    if (seen.has(group_id))
      throw new RollcallError('invalid_request', `The group ${group_id} is there twice.`);
    seen.add(group_id);
  }
}
