/**
 * The nonce that style elements of this answer carry; undefined where the page has none, as in development. It is also left
 * where react-remove-scroll (dialogs) looks for it.
 */
export function styleNonce(page: Document): string | undefined {
  const nonce = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  if (nonce === undefined || nonce === '' || nonce.startsWith('__')) return undefined;
  Object.assign(globalThis, { __webpack_nonce__: nonce });
  return nonce;
}
