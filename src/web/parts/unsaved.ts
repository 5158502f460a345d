/**
 * Whether anything on the page would be lost by leaving it: asked of the guards (leave-guard.tsx) as the browser asks them.
 */
export function isSomethingUnsaved(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

/** From now on the page is left without a question: it was asked, or nothing can be saved any more. */
export function leaveWithoutAsking(): void {
  const isAsked = (event: Event): void => {
    event.stopImmediatePropagation();
  };
  window.addEventListener('beforeunload', isAsked, { capture: true });
}
