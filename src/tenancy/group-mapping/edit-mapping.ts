import { RollcallError } from '../../domain/rollcall-error.ts';
import type { GroupMappingEdit } from '../../generated/api.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { GroupMapping } from '../../generated/policy.ts';
import { editGroupMap, type MapEdit } from '../../policy/editing/edit-group-map.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import { readGroupsById, type NamedGroup } from '../../store/groups-read.ts';
import type { Transaction } from '../../store/database.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import type { TenantRow } from '../../store/tenants.ts';

/** A tenant's policy with another mapping of its groups, and the version that it was made from. */
export interface EditedMapping {
  yaml: string;
  over: number;
}

/**
 * The text of the policy in force, edited so that groups give what is asked for. Where several entries name a group, the
 * first is kept and the others go; who has neither a role nor a workspace has no entry. Writes nothing.
 *
 * @throws RollcallError not_found (a group that is not there), invalid_request (what a group may not give)
 */
export async function editMapping(
  trx: Transaction,
  tenant: TenantRow,
  policy: ActivePolicy,
  edits: readonly GroupMappingEdit[],
): Promise<EditedMapping> {
  const groups = await readGroupsById(
    trx,
    tenant.id,
    edits.map(({ group_id }) => group_id),
  );
  refuseTwice(edits);
  const stored = await readPolicyVersion(trx, tenant.id, policy.version);
  const text = stored.origin === 'default' ? `version: rollcall/v1\ntenant: ${tenant.slug}\n` : stored.yaml;
  const changes = edits.flatMap((edit): MapEdit[] => {
    const group = groups.get(edit.group_id);
    if (group === undefined) {
      throw new RollcallError(
        'not_found',
        `There is no group ${edit.group_id} any more: the directory has removed it. Look at the groups again.`,
      );
    }
    refuseWhatIsNotToGive(edit, group, policy);
    return changesFor(edit, group, policy);
  });
  return { yaml: editGroupMap(text, policy.effective.groups, once(changes)), over: policy.version };
}

function changesFor(
  { role, workspaces }: GroupMappingEdit,
  group: NamedGroup,
  { effective, compiled }: ActivePolicy,
): MapEdit[] {
  const { source_id: sourceId, external_id: externalId, name } = group;
  const [place, ...others] = compiled
    .matchGroups([{ sourceId, externalId, name }])
    .map((matched) => matched.place);
  const gone = others.map((each): MapEdit => ({ kind: 'remove', place: each }));
  if (role === null && workspaces.length === 0) {
    return place === undefined ? [] : [{ kind: 'remove', place }, ...gone];
  }
  const { match_by, map } = effective.groups;
  const known = place === undefined ? undefined : map[place];
  const entry: GroupMapping = {
    ...(known?.id === undefined ? {} : { id: known.id }),
    ...(known?.name === undefined ? {} : { name: known.name }),
    ...(known === undefined ? namesOf(group, match_by) : {}),
    ...(role === null ? {} : { role }),
    ...(workspaces.length === 0
      ? {}
      : { workspaces: workspaces.map(({ key, role: its }) => ({ key, role: its })) }),
  };
  return [place === undefined ? { kind: 'add', entry } : { kind: 'replace', place, entry }, ...gone];
}

/** An entry may name two groups that are both edited: what is said last counts, and no entry is edited twice. */
function once(changes: readonly MapEdit[]): MapEdit[] {
  const byPlace = new Map<number, MapEdit>();
  for (const change of changes) {
    if (change.kind === 'add') continue;
    const before = byPlace.get(change.place);
    if (before?.kind !== 'replace') byPlace.set(change.place, change);
  }
  return [...byPlace.values(), ...changes.filter(({ kind }) => kind === 'add')];
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

function refuseWhatIsNotToGive(
  { role, workspaces }: GroupMappingEdit,
  { name, source_id }: NamedGroup,
  { effective, catalog }: ActivePolicy,
): void {
  const group = name ?? source_id;
  if (role !== null) refuseRole(role, group, effective.groups.never_grant, catalog);
  for (const workspace of workspaces) {
    if (catalog.workspace_roles?.some(({ key }) => key === workspace.role) === true) continue;
    throw new RollcallError(
      'invalid_request',
      `There is no role "${workspace.role}" in workspaces, which the group ${group} is to give.`,
    );
  }
}

function refuseRole(role: string, group: string, neverGrant: readonly string[], catalog: Catalog): void {
  if (!catalog.roles.some(({ key }) => key === role)) {
    throw new RollcallError(
      'invalid_request',
      `There is no role "${role}", which the group ${group} is to give.`,
    );
  }
  if (neverGrant.includes(role)) {
    throw new RollcallError(
      'invalid_request',
      `The policy lets no group give the role "${role}" (\`never_grant\`), so ${group} cannot.`,
    );
  }
}
