import { randomBytes } from 'node:crypto';
import type { Response } from 'express';

/** What the web application's build leaves where the nonce of each answer goes (`html.cspNonce` of Vite). */
export const NONCE_PLACEHOLDER = '__ROLLCALL_CSP_NONCE__';

/** The two halves of the web application: only the customer's portal may ever be framed. */
export type WebApp = 'portal' | 'console';

export interface WebSecuritySettings {
  /** Where others reach this service. */
  publicUrl: string;
  /** The origins whose pages may frame the portal; none: nobody's. */
  embedOrigins: readonly string[];
}

/**
 * Sets the security headers of one page, and returns the nonce that its style elements carry. Who serves a page:
 *
 *     const secure = webSecurityHeaders({ publicUrl, embedOrigins });
 *     const { nonce } = secure('portal', response);
 *     response.type('html').send(indexHtml.replaceAll(NONCE_PLACEHOLDER, nonce));
 *
 * In the page it is read from `<meta property="csp-nonce" nonce="...">`: `getStyleNonce` of Mantine, `setNonce` of
 * get-nonce (react-remove-scroll) and `EditorView.cspNonce` of CodeMirror take it. Styles set by script on an element
 * (React's `style`) need none. Pages are never kept by caches, because each has a nonce of its own; files with a hash in
 * their name need `assetSecurityHeaders` instead.
 */
export function webSecurityHeaders({
  publicUrl,
  embedOrigins,
}: WebSecuritySettings): (app: WebApp, response: Response) => { nonce: string } {
  const transport = transportSecurity(publicUrl);
  return (app, response) => {
    const nonce = randomBytes(16).toString('base64');
    const ancestors = app === 'portal' ? embedOrigins : [];
    response.set({
      ...transport,
      'Content-Security-Policy': pagePolicy(nonce, ancestors),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
      'Cache-Control': 'no-store',
    });
    // It knows no list of origins, so it would overrule what the policy allows in browsers that read both.
    if (ancestors.length > 0) response.removeHeader('X-Frame-Options');
    else response.set('X-Frame-Options', 'DENY');
    return { nonce };
  };
}

/** Of scripts, styles and pictures of the web application whose names hold a digest of their content. */
export function assetSecurityHeaders(response: Response): void {
  response.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
}

/** Where it is reached by https, browsers are to come by nothing else for a year. Other hosts of the domain are not ours. */
function transportSecurity(publicUrl: string): Record<string, string> {
  return publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {};
}

/** Everything comes from this process, no script is inline, and style elements need the nonce of this answer. */
function pagePolicy(nonce: string, ancestors: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
  ].join('; ');
}
