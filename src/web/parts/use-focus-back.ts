import { useEffect } from 'react';

/** A dialog that closes still gives the focus away by itself for so long, in milliseconds. */
const AFTER_MS = 30;

/**
 * Gives the focus back to what had it when a dialog was opened, also where the dialog is taken off the page instead of
 * closed; where that is gone too, such as a row that was removed, to the title of the page.
 */
export function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return undefined;
    const before = document.activeElement;
    return () => {
      setTimeout(() => {
        const now = document.activeElement;
        if (now !== null && now !== document.body) return;
        const title = document.querySelector<HTMLElement>('main h1');
        const to = before instanceof HTMLElement && before.isConnected ? before : title;
        to?.focus({ preventScroll: true });
      }, AFTER_MS);
    };
  }, [opened]);
}
