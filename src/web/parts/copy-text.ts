/**
 * Copies a text, to be called from a click. The clipboard of today is missing where the page came by plain http, and closed
 * in a frame that was not given it; there the way of before still works.
 *
 * @returns whether it was copied
 */
export async function copyText(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelecting(text, beside);
  }
}

function copyBySelecting(text: string, beside: HTMLElement): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.cssText = 'position:fixed;opacity:0;pointer-events:none';
  // Beside what was clicked: a dialog lets nothing outside of it be selected.
  beside.parentElement?.append(field);
  field.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way without a secure context
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    beside.focus({ preventScroll: true });
  }
}
