import { useMemo } from 'react';
import { draftsOf } from './drafts-in-tab.ts';
import { shownHalf } from './half.ts';
import { useSession } from './session.tsx';
import { useTenant } from './tenant.tsx';

/** Where something is kept that somebody has begun and not saved. */
export interface KeptDraft {
  /** What was kept, or null. It is from a storage of the browser: whoever reads it looks at what it is. */
  read: () => unknown;
  /** Anything that JSON can hold; null: there is nothing to keep. A storage that is full or closed keeps nothing. */
  keep: (draft: unknown) => void;
}

/**
 * Keeps a draft for as long as the tab is open: over a reload, and over the end of the session, which takes everything off
 * the page. It is found again by the same person in the same tenant alone; signing out forgets it, in whichever tab, and
 * so does somebody else who signs in in this one.
 *
 * @param of what it is a draft of, such as 'policy'
 */
export function useKeptDraft(of: string): KeptDraft {
  const { slug } = useTenant();
  const { person } = useSession();
  return useMemo(() => {
    const key = draftsOf(shownHalf(), person) + JSON.stringify([of, slug]);
    return {
      read: () => {
        try {
          return JSON.parse(sessionStorage.getItem(key) ?? 'null') as unknown;
        } catch {
          return null;
        }
      },
      keep: (draft) => {
        try {
          if (draft === null) sessionStorage.removeItem(key);
          else sessionStorage.setItem(key, JSON.stringify(draft));
        } catch {
          // The page goes on; leaving it still warns.
        }
      },
    };
  }, [of, slug, person]);
}
