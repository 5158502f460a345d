import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Group, GroupMappingEntry, GroupMappingOverview } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { toastDone, toastProblem } from '../parts/toasts.ts';
import { useKeptDraft } from '../session/kept-draft.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { draftOf, givenBy, withDraft, type Given } from './mapping-draft.ts';
import { readDrafted } from './read-drafted.ts';
import {
  fromKept,
  isEntry,
  isNothing,
  NOTHING_UNSAVED,
  toKept,
  unsavedOver,
  type Unsaved,
} from './unsaved.ts';

export interface UsedUnsaved {
  unsaved: Unsaved;
  /** What is there by now is being looked up. */
  isLooking: boolean;
  give: (group: Group, given: Given, insteadOf?: GroupMappingEntry) => void;
  undo: (group: Group) => void;
  /** Whether an entry that no group has is to go. */
  remove: (entry: GroupMappingEntry, isGoing: boolean) => void;
  forget: () => void;
  /**
   * Reads what is there by now, and puts what is not saved over it. `refused`: what that would have done before, in words,
   * where it was not saved for what has changed; null: it is only looked at.
   */
  lookAgain: (refused: string | null) => Promise<void>;
}

/** What was changed and is not saved: it outlives a reload, and the end of the session. */
export function useUnsaved({ version, match_by: matchBy }: GroupMappingOverview): UsedUnsaved {
  const { slug } = useTenant();
  const queries = useQueryClient();
  const { read, keep } = useKeptDraft('group-mapping');
  const [unsaved, setUnsaved] = useState(() => fromKept(read()));
  const [isLooking, setLooking] = useState(false);
  // Of what the drafts were made: another version may come into force while the page is looked at.
  const madeFrom = useRef(version);
  useEffect(() => {
    keep(isNothing(unsaved) ? null : toKept(unsaved));
  }, [keep, unsaved]);
  useEffect(() => {
    if (isNothing(unsaved)) madeFrom.current = version;
  }, [unsaved, version]);

  const lookAgain = useCallback(
    async (refused: string | null): Promise<void> => {
      setLooking(true);
      try {
        const asked = [...unsaved.drafts.keys()];
        const [overview, groups] = await Promise.all([
          ask('GroupMappingOverview', 'GET', ['tenants', slug, 'group-mapping']),
          readDrafted(slug, unsaved.drafts),
        ]);
        const seen = { overview, asked, groups };
        const before = { version: madeFrom.current, refused };
        // Over what is there now: one may have gone on changing while it was looked up.
        setUnsaved((now) => unsavedOver(now, seen, before));
        madeFrom.current = overview.version;
        const left = unsavedOver(unsaved, seen, before);
        if (isNothing(left) && (left.changes?.gone.length ?? 0) === 0) {
          const { already, alreadyText } = strings.mapping.saving;
          toastDone(already, alreadyText(overview.version));
        }
        await queries.invalidateQueries({ queryKey: ['tenants', slug] });
      } catch (error) {
        toastProblem(error);
      } finally {
        setLooking(false);
      }
    },
    [queries, slug, unsaved],
  );

  return {
    unsaved,
    isLooking,
    give: (group, given, insteadOf) => {
      setUnsaved((now) => {
        const draft = draftOf(now.drafts, group, matchBy);
        const entry = insteadOf ?? draft?.insteadOf ?? null;
        return { ...now, drafts: withDraft(now.drafts, draft?.group ?? group, given, entry) };
      });
    },
    undo: (group) => {
      setUnsaved((now) => {
        const of = draftOf(now.drafts, group, matchBy)?.group ?? group;
        return { ...now, drafts: withDraft(now.drafts, of, givenBy(of)) };
      });
    },
    remove: (entry, isGoing) => {
      setUnsaved((now) => {
        const others = now.removed.filter((each) => !isEntry(each, entry));
        const { id, name } = entry;
        return { ...now, removed: isGoing ? [...others, { id, name }] : others };
      });
    },
    forget: () => {
      setUnsaved(NOTHING_UNSAVED);
    },
    lookAgain,
  };
}
