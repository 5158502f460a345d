import { useMemo } from 'react';
import { useSession } from './session.tsx';
import { useTenant } from './tenant.tsx';

/** Where something is kept that somebody has begun and not saved. */
export interface KeptDraft {
  /** What was kept, or null. It is from a storage of the browser: whoever reads it looks at what it is. */
  read: () => unknown;
  /** Anything that JSON can hold; null: there is nothing to keep. A storage that is full or closed keeps nothing. */
  keep: (draft: unknown) => void;
}

const PREFIX = 'rollcall.draft.';

/**
 * Keeps a draft for as long as the tab is open: over a reload, and over the end of the session, which takes everything off
 * the page. It is found again by the same person in the same tenant alone; signing out forgets it.
 *
 * @param of what it is a draft of, such as 'policy'
 */
export function useKeptDraft(of: string): KeptDraft {
  const { slug } = useTenant();
  const { kind, label } = useSession();
  return useMemo(() => {
    const key = PREFIX + JSON.stringify([of, slug, kind, label]);
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
  }, [of, slug, kind, label]);
}

/** Forgets every draft of this tab: whoever signs out leaves nothing behind. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // A storage that is closed has kept nothing.
  }
}
