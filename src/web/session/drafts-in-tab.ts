import type { Half } from './half.ts';

/** What the keys of drafts begin with: those of a half of the application, and in it those of one person. */
export function draftsOf(half: Half, person?: string): string {
  return `rollcall.draft.${half}.${person === undefined ? '' : `${person}.`}`;
}

/**
 * Forgets the drafts of this tab, of one half of the application.
 *
 * @param keptFor whose stay; absent: whoever signs out leaves nothing behind
 */
export function forgetDrafts(half: Half, keptFor?: string): void {
  const [all, kept] = [draftsOf(half), keptFor === undefined ? null : draftsOf(half, keptFor)];
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(all) && !(kept !== null && key.startsWith(kept))) sessionStorage.removeItem(key);
    }
  } catch {
    // A storage that is closed has kept nothing.
  }
}
