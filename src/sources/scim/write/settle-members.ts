import { readOtherMembers, readPresentMembers } from '../../../store/scim-targets.ts';
import type { MembershipEdit } from '../protocol/patch-operation.ts';
import type { GroupDraft } from './group-draft.ts';
import type { Preparation } from './prepared.ts';
import { resourceOf } from './scim-write.ts';

/** Who really joins and leaves, by the ids that the identity provider knows. */
export interface MemberMoves {
  joined: string[];
  left: string[];
}

/**
 * What the edits of members come to against who is a member now: adding a member and removing somebody who is none
 * change nothing. One query for all values that are named, and one for each group whose members are replaced as a
 * whole; nobody else's membership is read.
 */
export async function settleMembers(
  { trx, tenantId }: Preparation,
  drafts: GroupDraft[],
): Promise<Map<GroupDraft, MemberMoves>> {
  const wishes = drafts.map((draft) => ({ draft, wish: foldEdits(draft.edits) }));
  const asked = wishes.flatMap(({ draft, wish }) => {
    const target = draft.before?.target;
    if (target === undefined) return [];
    return [...wish.values.keys()].map((value) => ({
      groupRowId: target.row_id,
      directoryId: target.directory_id,
      value,
    }));
  });
  const present = new Set(
    (await readPresentMembers(trx, tenantId, asked)).map((row) => `${row.group_row_id} ${row.value}`),
  );
  const moves = new Map<GroupDraft, MemberMoves>();
  // What earlier tasks of this batch did to the same membership.
  const since = new Map<string, boolean>();
  for (const { draft, wish } of wishes) {
    const target = draft.before?.target;
    const joined: string[] = [];
    const left: string[] = [];
    for (const [value, wanted] of wish.values) {
      const key = `${resourceOf(draft.task)} ${value}`;
      const isMember = since.get(key) ?? (target !== undefined && present.has(`${target.row_id} ${value}`));
      if (wanted && !isMember) joined.push(value);
      if (!wanted && isMember) left.push(value);
      since.set(key, wanted);
    }
    if (wish.clears && target !== undefined) {
      const kept = [...wish.values.keys()];
      const group = { rowId: target.row_id, directoryId: target.directory_id };
      left.push(...(await readOtherMembers(trx, tenantId, group, kept)));
    }
    moves.set(draft, { joined, left });
  }
  return moves;
}

/** Edits in sequence as one wish: whether everyone else goes, and for each value named whether it is to be a member. */
function foldEdits(edits: readonly MembershipEdit[]): { clears: boolean; values: Map<string, boolean> } {
  let clears = false;
  const values = new Map<string, boolean>();
  for (const edit of edits) {
    if (edit.kind === 'replace' || edit.kind === 'remove_all') {
      clears = true;
      for (const value of values.keys()) values.set(value, false);
    }
    if (edit.kind === 'remove_all') continue;
    for (const value of edit.values) values.set(value, edit.kind !== 'remove');
  }
  return { clears, values };
}
