const SCHEME = 'data-mantine-color-scheme';

/** Browsers leave grounds out on paper, where the pale text of the dark theme cannot be read: what is printed is light. */
export function printInLight(page: Window): void {
  const { documentElement: root } = page.document;
  let before: string | null = null;
  page.addEventListener('beforeprint', () => {
    before = root.getAttribute(SCHEME);
    root.setAttribute(SCHEME, 'light');
  });
  page.addEventListener('afterprint', () => {
    if (before !== null) root.setAttribute(SCHEME, before);
  });
}
