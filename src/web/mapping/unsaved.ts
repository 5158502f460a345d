import type { Group, GroupMappingEntry, GroupMappingOverview } from '../../generated/api.ts';
import { rebased, withDraft, withoutGroups, type Draft, type Drafts } from './mapping-draft.ts';
import { meanwhile, type Meanwhile } from './meanwhile.ts';

/** What was changed on the page and is not saved. */
export interface Unsaved {
  drafts: Drafts;
  /** Entries of the policy that no group has, and that are to go. */
  removed: readonly GroupMappingEntry[];
  /** Why nothing was saved the last time, or what was taken off; null: there was no such time. */
  changes: Meanwhile | null;
  /** It was kept from before the page was loaded. */
  isRestored: boolean;
}

export const NOTHING_UNSAVED: Unsaved = {
  drafts: new Map(),
  removed: [],
  changes: null,
  isRestored: false,
};

export function isNothing({ drafts, removed }: Unsaved): boolean {
  return drafts.size === 0 && removed.length === 0;
}

/** How many things are changed. */
export function countOf({ drafts, removed }: Pick<Unsaved, 'drafts' | 'removed'>): number {
  return drafts.size + removed.length;
}

export function isEntry(a: GroupMappingEntry, b: GroupMappingEntry): boolean {
  return a.id === b.id && a.name === b.name;
}

/** What is there by now of what is not saved. */
export interface SeenAgain {
  overview: GroupMappingOverview;
  /** The drafts that were looked up, by their groups. */
  asked: readonly string[];
  groups: readonly Group[];
}

/** What is not saved, over what is there by now, with what others have changed meanwhile. */
export function unsavedOver(
  unsaved: Unsaved,
  { overview, asked, groups }: SeenAgain,
  before: { version: number; refused: string | null },
): Unsaved {
  const { drafts, removed } = unsaved;
  const there = new Set(groups.map(({ id }) => id));
  const gone = new Set(asked.filter((id) => !there.has(id)));
  const changes = meanwhile(drafts, {
    before: before.version,
    now: overview.version,
    effects: before.refused ?? '',
    groups,
    gone,
  });
  const isTold = before.refused !== null || changes.groups.length + changes.gone.length > 0;
  return {
    ...unsaved,
    drafts: rebased(withoutGroups(drafts, gone), groups),
    removed: removed.filter((entry) => overview.not_found.some((each) => isEntry(entry, each))),
    changes: isTold ? changes : unsaved.changes,
  };
}

/** As it is kept in the browser. */
export function toKept({ drafts, removed }: Unsaved): unknown {
  return { drafts: [...drafts.values()], removed };
}

/** What was kept, as far as it can be read: a storage of the browser may hold anything. */
export function fromKept(kept: unknown): Unsaved {
  const { drafts, removed } = (kept ?? {}) as { drafts?: unknown; removed?: unknown };
  let read: Drafts = new Map();
  for (const draft of Array.isArray(drafts) ? drafts : []) {
    if (isDraft(draft)) read = withDraft(read, draft.group, draft.given, draft.insteadOf ?? null);
  }
  const entries = (Array.isArray(removed) ? removed : []).filter(isEntryKept);
  return { ...NOTHING_UNSAVED, drafts: read, removed: entries, isRestored: read.size + entries.length > 0 };
}

function isDraft(value: unknown): value is Draft {
  const { group, given } = (value ?? {}) as { group?: Partial<Group>; given?: Partial<Draft['given']> };
  const isGroup =
    typeof group?.id === 'string' && (group.mapping === null || Array.isArray(group.mapping?.workspaces));
  return isGroup && Array.isArray(given?.workspaces) && isTextOrNull(given.role);
}

function isEntryKept(value: unknown): value is GroupMappingEntry {
  const { id, name } = (value ?? {}) as Partial<GroupMappingEntry>;
  return isTextOrNull(id) && isTextOrNull(name);
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
