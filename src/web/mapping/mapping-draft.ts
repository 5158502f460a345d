import type {
  Group,
  GroupMappingEdit,
  GroupMappingEntry,
  GroupMappingOverview,
  WorkspaceGrant,
} from '../../generated/api.ts';

export type MatchBy = GroupMappingOverview['match_by'];

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
  /** The entry of the policy that becomes the group's; null: none. */
  insteadOf: GroupMappingEntry | null;
}

export type Drafts = ReadonlyMap<string, Draft>;

/** What a group gives by the policy in force. */
export function givenBy({ mapping }: Pick<Group, 'mapping'>): Given {
  return mapping === null
    ? { role: null, workspaces: [] }
    : { role: mapping.role, workspaces: mapping.workspaces };
}

/** The drafts with this one in it; none of the group where it is what is in force anyway. */
export function withDraft(
  drafts: Drafts,
  group: Group,
  given: Given,
  insteadOf: GroupMappingEntry | null = null,
): Drafts {
  const after = new Map(drafts);
  if (isSame(given, givenBy(group))) after.delete(group.id);
  else after.set(group.id, { group, given, insteadOf });
  return after;
}

/** The draft of a group: its own, or that of another group with which it shares an entry of the policy. */
export function draftOf(drafts: Drafts, group: Group, matchBy: MatchBy): Draft | null {
  const own = drafts.get(group.id);
  if (own !== undefined) return own;
  return [...drafts.values()].find((draft) => sharesEntry(draft.group, group, matchBy)) ?? null;
}

/** Whether an entry of the policy that is about one group is about the other as well. */
function sharesEntry(a: Group, b: Group, matchBy: MatchBy): boolean {
  if (matchBy === 'name')
    return a.name !== null && b.name !== null && foldedName(a.name) === foldedName(b.name);
  return a.mapping !== null && b.mapping !== null && a.mapping.id !== null && a.mapping.id === b.mapping.id;
}

/** As policies compare names. */
export function foldedName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
}

/** The drafts over groups as they are by now. Groups that are not among them stay as they were. */
export function rebased(drafts: Drafts, groups: readonly Group[]): Drafts {
  let after = drafts;
  for (const group of groups) {
    const draft = drafts.get(group.id);
    if (draft !== undefined) after = withDraft(after, group, draft.given, draft.insteadOf);
  }
  return after;
}

/** The drafts without those of groups that are gone. */
export function withoutGroups(drafts: Drafts, gone: ReadonlySet<string>): Drafts {
  return new Map([...drafts].filter(([id]) => !gone.has(id)));
}

/** What is asked of the service, in an order that does not depend on what was changed first. */
export function editsOf(drafts: Drafts): GroupMappingEdit[] {
  return [...drafts.values()]
    .map(({ group, given, insteadOf }) => ({
      group_id: group.id,
      role: given.role,
      workspaces: given.workspaces.map(({ key, role }) => ({ key, role })),
      ...(insteadOf === null ? {} : { instead_of: { id: insteadOf.id, name: insteadOf.name } }),
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
