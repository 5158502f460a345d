import type { Group, GroupMappingEdit, WorkspaceGrant } from '../../generated/api.ts';

/** What a group gives. */
export interface Given {
  role: string | null;
  workspaces: readonly WorkspaceGrant[];
}

/** A group whose mapping was changed on the page and is not saved. */
export interface Draft {
  /** As it was when it was last read. */
  group: Group;
  given: Given;
}

export type Drafts = ReadonlyMap<string, Draft>;

/** What a group gives by the policy in force. Where several entries let it into one workspace, the first counts. */
export function givenBy({ mapping }: Pick<Group, 'mapping'>): Given {
  if (mapping === null) return { role: null, workspaces: [] };
  const byKey = new Map<string, WorkspaceGrant>();
  for (const grant of mapping.workspaces) if (!byKey.has(grant.key)) byKey.set(grant.key, grant);
  return { role: mapping.role, workspaces: [...byKey.values()] };
}

/** The drafts with this one in it; none of the group where it is what is in force anyway. */
export function withDraft(drafts: Drafts, group: Group, given: Given): Drafts {
  const after = new Map(drafts);
  if (isSame(given, givenBy(group))) after.delete(group.id);
  else after.set(group.id, { group, given });
  return after;
}

/** The drafts over groups as they are by now. Groups that are not among them stay as they were. */
export function rebased(drafts: Drafts, groups: readonly Group[]): Drafts {
  let after = drafts;
  for (const group of groups) {
    const draft = drafts.get(group.id);
    if (draft !== undefined) after = withDraft(after, group, draft.given);
  }
  return after;
}

/** What is asked of the service, in an order that does not depend on what was changed first. */
export function editsOf(drafts: Drafts): GroupMappingEdit[] {
  return [...drafts.values()]
    .map(({ group, given }) => ({
      group_id: group.id,
      role: given.role,
      workspaces: given.workspaces.map(({ key, role }) => ({ key, role })),
    }))
    .sort((a, b) => (a.group_id < b.group_id ? -1 : 1));
}

export function isSame(a: Given, b: Given): boolean {
  return a.role === b.role && keyed(a.workspaces) === keyed(b.workspaces);
}

function keyed(workspaces: readonly WorkspaceGrant[]): string {
  return JSON.stringify(workspaces.map(({ key, role }) => [key, role]).sort());
}

/** As the service writes a name into the policy: without characters that nobody sees, and not longer than this. */
const LONGEST_LABEL = 200;

/** What the policy calls the group, where the group is called something else by now; else null. */
export function formerName({ name, mapping }: Pick<Group, 'name' | 'mapping'>): string | null {
  const label = mapping?.name ?? null;
  if (label === null || name === null || label === name) return null;
  const written = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\uFFFD]/gu, '')
    .trim();
  // Capitals make no other group.
  return written.slice(0, LONGEST_LABEL).trim().toLowerCase() === label.toLowerCase() ? null : label;
}

/** The policy gives its members something, and it has none any more. */
export function isEmptied({
  mapping,
  member_count: members,
}: Pick<Group, 'mapping' | 'member_count'>): boolean {
  return mapping !== null && members === 0;
}
