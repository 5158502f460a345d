import type { CookieOptions, Request, Response } from 'express';
import type { WebApp } from './web-security.ts';

export interface CookieSettings {
  /** Whether browsers send them by https alone. */
  secureCookies: boolean;
  embedOrigins: readonly string[];
}

/** The cookies of this service. A secret of a session is in its cookie and nowhere else. */
export interface SessionCookies {
  read(request: Request, kind: CookieKind): string | null;
  /** @param lifetime in milliseconds */
  set(response: Response, kind: CookieKind, value: string, lifetime: number): void;
  clear(response: Response, kind: CookieKind): void;
}

/** Of a session, by its kind, and of somebody who is just signing in. */
export type CookieKind = WebApp | 'sign_in';

/** Longer ones are of nobody's making here. */
const LONGEST = 4_096;

/**
 * `__Host-` binds a cookie to this host and to https. The portal's is sent inside frames only where origins are
 * configured that may embed it; it is then partitioned, so that each embedding site has a jar of its own.
 */
export function createSessionCookies({ secureCookies, embedOrigins }: CookieSettings): SessionCookies {
  const nameOf = (kind: CookieKind) => `${secureCookies ? '__Host-' : ''}rollcall_${kind}`;
  const optionsOf = (kind: CookieKind): CookieOptions => {
    // Without https, browsers keep no cookie that goes across sites: embedding is not for plain http.
    const isEmbedded = kind === 'portal' && secureCookies && embedOrigins.length > 0;
    return {
      ...{ path: '/', httpOnly: true, secure: secureCookies },
      ...(isEmbedded ? { sameSite: 'none', partitioned: true } : { sameSite: 'lax' }),
    };
  };
  return {
    read: (request, kind) => readCookie(request.headers.cookie, nameOf(kind)),
    set: (response, kind, value, lifetime) => {
      response.cookie(nameOf(kind), value, { ...optionsOf(kind), maxAge: lifetime });
    },
    clear: (response, kind) => {
      response.cookie(nameOf(kind), '', { ...optionsOf(kind), maxAge: 0 });
    },
  };
}

/** Our values are of the characters that stand for themselves in a cookie. One that comes twice is not trusted. */
function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  const [value] = values;
  if (values.length !== 1 || value === undefined) return null;
  return value.length <= LONGEST && /^[\w.-]+$/.test(value) ? value : null;
}
