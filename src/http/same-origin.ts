import type { Request } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { WebApp } from './web-security.ts';

/** What the web application sends with every request. Pages of other origins cannot, without being asked first. */
const APP_HEADER = 'rollcall-app';

/** Which half of the web application asks, or null where the request does not say. */
export function askingApp(request: Request): WebApp | null {
  const app = request.get(APP_HEADER);
  return app === 'portal' || app === 'console' ? app : null;
}

/** The same of a link to a file, which has no headers: `app` of its query says only which of two sessions counts. */
export function appOfLink(request: Request): WebApp | null {
  const { app } = request.query;
  return request.method === 'GET' && (app === 'portal' || app === 'console') ? app : null;
}

/**
 * Refuses what a browser did not send from a page of this service, which is what a cookie alone would let through. A
 * write says where it comes from, by `Sec-Fetch-Site` or `Origin`, and carries the header of the web application. A read
 * changes nothing and cannot be read across origins: one of the three is enough.
 *
 * @param publicUrl where others reach this service
 * @throws RollcallError forbidden
 */
export function requireSameOrigin(request: Request, publicUrl: string): void {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  if (site !== undefined && site !== 'same-origin') throw crossSite();
  if (origin !== undefined && !isOwnOrigin(origin, request, publicUrl)) throw crossSite();
  const saysWhere = site !== undefined || origin !== undefined;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const carriesHeader = askingApp(request) !== null;
  if (isRead ? !(saysWhere || carriesHeader) : !(saysWhere && carriesHeader)) throw crossSite();
}

/** Ours is the configured one, and the one that the browser itself says it asks, under the same scheme. */
function isOwnOrigin(origin: string, request: Request, publicUrl: string): boolean {
  const own = new URL(publicUrl);
  return origin === own.origin || origin === `${own.protocol}//${request.headers.host ?? ''}`;
}

function crossSite(): RollcallError {
  return new RollcallError(
    'forbidden',
    'A session of a browser counts only for requests of the portal and the console themselves: same origin, and writes ' +
      'with the header `Rollcall-App: portal` or `console`. Programs send a bearer token instead. Behind a proxy, ' +
      'PUBLIC_URL must be the address that browsers see.',
    { details: { cross_site: true } },
  );
}
